//! The regular expressions of a route.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::ast::ErrorKind;
use schema::Violation;

/// The most memory that a compiled expression may take, in bytes.
const LARGEST: usize = 1024 * 1024;

/// A regular expression that a route wants. To try it takes time linear in the length of what it is tried on.
///
/// It speaks of bytes, since canonical paths and the values of headers are ASCII: `\d` is `[0-9]`.
#[derive(Clone, Debug)]
pub struct RouteRegex(Regex);

/// What the groups of an expression hold of a path.
#[derive(Debug)]
pub struct Captures<'a>(regex::bytes::Captures<'a>);

impl<'a> Captures<'a> {
    /// What the group of this number holds, the first one being 1; `None` if it takes no part.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Option<&'a str> {
        self.0
            .get(number)
            .and_then(|group| std::str::from_utf8(group.as_bytes()).ok())
    }

    /// What the group of this name holds; `None` if it takes no part, or if there is none.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&'a str> {
        self.0
            .name(name)
            .and_then(|group| std::str::from_utf8(group.as_bytes()).ok())
    }
}

impl RouteRegex {
    /// One that a path begins with.
    pub(super) fn of_path(text: &str) -> Result<Self, Violation> {
        if let Some((at, _)) = text.chars().enumerate().find(|(_, letter)| !letter.is_ascii()) {
            return Err(invalid(
                text,
                &format!("a letter that no path has, at character {}", at + 1),
                "paths are compared as they are sent; write such a letter as its bytes, like %C3%BC",
            ));
        }
        // Whoever closes a group that is not open must not get out of ours.
        judge(text)?;
        Self::compile(text, RegexBuilder::new(&format!("^(?:{text})")))
    }

    /// One that occurs in the value of a header, whatever the case.
    pub(super) fn of_header(text: &str) -> Result<Self, Violation> {
        judge(text)?;
        let mut builder = RegexBuilder::new(text);
        builder.case_insensitive(true);
        Self::compile(text, builder)
    }

    fn compile(text: &str, mut builder: RegexBuilder) -> Result<Self, Violation> {
        let built = builder.unicode(false).size_limit(LARGEST).build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => invalid(
                text,
                &format!("it needs more than {LARGEST} bytes of memory"),
                "repeat less, or write several simpler ones",
            ),
            _ => invalid(
                text,
                "it cannot stand in a group",
                "leave out the comment at its end",
            ),
        })
    }

    /// The expression as it is tried; one of a path says that it begins at the beginning.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The expression as it was written.
    #[must_use]
    pub fn written(&self) -> &str {
        let tried = self.as_str();
        let inner = tried.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(')'));
        inner.unwrap_or(tried)
    }

    /// Whether it fits.
    #[must_use]
    pub fn fits(&self, text: &[u8]) -> bool {
        self.0.is_match(text)
    }

    /// What its groups hold of `path`, if it fits.
    #[must_use]
    pub fn captures<'a>(&self, path: &'a str) -> Option<Captures<'a>> {
        self.0.captures(path.as_bytes()).map(Captures)
    }

    /// How many bytes at the beginning of `path` it fits, if it does.
    #[must_use]
    pub fn matched(&self, path: &str) -> Option<usize> {
        self.0.find(path.as_bytes()).map(|found| found.end())
    }
}

/// What is wrong with it, and where.
fn judge(text: &str) -> Result<(), Violation> {
    let parsed = ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(text);
    let Err(error) = parsed else {
        return Ok(());
    };
    let (what, at, remedy) = match &error {
        regex_syntax::Error::Parse(error) => {
            let at = error.span().start.offset;
            (error.kind().to_string(), at, remedy(error.kind()))
        }
        regex_syntax::Error::Translate(error) => {
            (error.kind().to_string(), error.span().start.offset, CORRECT)
        }
        _ => return Err(invalid(text, "it cannot be read", CORRECT)),
    };
    let character = text.get(..at).map_or(0, |before| before.chars().count()) + 1;
    Err(invalid(
        text,
        &format!("{what}, at character {character}"),
        remedy,
    ))
}

const CORRECT: &str = "correct it there; a backslash goes before a sign that stands for itself";

fn remedy(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnsupportedLookAround | ErrorKind::UnsupportedBackreference => {
            "every expression here takes linear time, so what only PCRE has does not exist; \
             write what is wanted, not what is not, or several paths"
        }
        _ => CORRECT,
    }
}

fn invalid(text: &str, what: &str, remedy: &str) -> Violation {
    Violation::Own {
        code: "config.regex",
        text: format!("invalid regex: '{text}' ({what})"),
        remedy: remedy.to_owned(),
    }
}
