//! Whose pages may read answers.

use http::HeaderValue;
use regex::Regex;
use schema::{DecodeError, Field, Shape, Value, Violation};
use url::Url;

/// Whose pages may read answers.
#[derive(Debug)]
pub(super) enum Origins {
    /// Everybody's.
    All,
    /// Those of this origin, which is told to everybody.
    One(HeaderValue),
    /// Those of these origins.
    Some(Vec<Pattern>),
}

/// Who is told to be allowed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Everybody.
    Anybody,
    /// This origin, or none.
    Only(Option<HeaderValue>),
}

impl Origins {
    pub(super) fn of(patterns: Vec<Pattern>) -> Self {
        if patterns.is_empty() || patterns.iter().any(|pattern| matches!(pattern, Pattern::All)) {
            return Self::All;
        }
        match &*patterns {
            [Pattern::Plain { written, .. }] => Self::One(written.clone()),
            _ => Self::Some(patterns),
        }
    }

    /// Who is told to be allowed when a page of this origin asks.
    pub(super) fn allowed(&self, asking: Option<&HeaderValue>) -> Allowed {
        match self {
            Self::All => Allowed::Anybody,
            Self::One(origin) => Allowed::Only(Some(origin.clone())),
            Self::Some(patterns) => Allowed::Only(asking.and_then(|asking| {
                let origin = asking.to_str().ok()?;
                let fits = |pattern: &Pattern| pattern.fits(origin);
                patterns.iter().any(fits).then(|| asking.clone())
            })),
        }
    }
}

/// An origin (RFC 6454 6.1), or many.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Every origin: `*`.
    All,
    /// This one.
    Plain {
        /// As it was written.
        written: HeaderValue,
        /// As it is compared; as it was written if that is no URL.
        origin: String,
    },
    /// Those that this matches as a whole.
    Whole(Regex),
    /// Those whose host this matches as a whole.
    OfHost(Regex),
}

impl Pattern {
    /// Reads one. As in Kong, any character that an origin cannot have makes it a regular expression.
    ///
    /// # Errors
    /// The violation, if `text` is neither.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        if text == "*" {
            return Ok(Self::All);
        }
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | ':' | '/' | '-');
        if !text.is_empty() && text.chars().all(is_plain) {
            let written = HeaderValue::from_str(text).map_err(|_| bad(text))?;
            return Ok(Self::Plain {
                written,
                origin: compared(text),
            });
        }
        let whole = Regex::new(&format!("\\A(?:{text})\\z"));
        match (whole, text.contains(':')) {
            (Ok(regex), true) if !text.is_empty() => Ok(Self::Whole(regex)),
            (Ok(regex), false) if !text.is_empty() => Ok(Self::OfHost(regex)),
            _ => Err(bad(text)),
        }
    }

    fn fits(&self, origin: &str) -> bool {
        match self {
            Self::All => true,
            Self::Plain { origin: plain, .. } => compared(origin) == *plain,
            Self::Whole(regex) => regex.is_match(origin),
            Self::OfHost(regex) => {
                let url = Url::parse(origin).ok();
                url.as_ref()
                    .and_then(Url::host_str)
                    .is_some_and(|host| regex.is_match(host))
            }
        }
    }
}

/// An origin with its host in lower case and without the usual port; what is no URL stays as it is.
fn compared(origin: &str) -> String {
    let url = Url::parse(origin).ok().filter(Url::has_host);
    let normal = url.map(|url| url.origin().ascii_serialization());
    normal
        .filter(|normal| normal != "null")
        .unwrap_or_else(|| origin.to_owned())
}

fn bad(text: &str) -> Violation {
    Violation::Own {
        code: "cors.bad_origin",
        text: format!("'{text}' is neither an origin nor a regular expression"),
        remedy: "write an origin, such as https://app.example, or a regular expression, such as .*\\.app\\.example"
            .to_owned(),
    }
}

impl Shape for Pattern {
    fn shape() -> Field {
        Field::text(|text| Self::parse(text).map(drop)).of_form("Origin")
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().ok_or(DecodeError::expected("a string"))?;
        Self::parse(text).map_err(|_| DecodeError::expected("an origin"))
    }
}
