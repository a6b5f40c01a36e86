//! What the upstream is told.

use std::fmt;

use http::{HeaderName, HeaderValue, header};
use oidc::Session;
use plugin::{Head, Misconfigured};
use schema::Record;

/// Options of the headers towards the upstream.
#[derive(Record)]
pub(crate) struct Forward {
    /// The header that carries the access token; `name:scheme` puts a scheme before it. Null sends none.
    #[field(default = "authorization:bearer")]
    pub(crate) upstream_access_token_header: Option<String>,
}

impl Forward {
    /// The headers as they are sent.
    ///
    /// # Errors
    /// [`Misconfigured`] for what cannot be a header.
    pub(crate) fn headers(&self) -> Result<UpstreamHeaders, Misconfigured> {
        let parsed = self
            .upstream_access_token_header
            .as_deref()
            .map(HeaderTarget::parse);
        let access_token = parsed.transpose().map_err(|why| {
            Misconfigured::new(
                "config.upstream_access_token_header",
                format!("upstream_access_token_header: {why}"),
            )
        })?;
        Ok(UpstreamHeaders { access_token })
    }
}

/// The headers by which the upstream learns who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UpstreamHeaders {
    access_token: Option<HeaderTarget>,
}

impl UpstreamHeaders {
    /// The headers that a client may not set. `Authorization` is not among them: it is where credentials are,
    /// which other plugins may want to read; what goes upstream in its place is set whenever somebody passes.
    pub(crate) fn owns(&self) -> Vec<HeaderName> {
        let target = self.access_token.iter();
        target
            .map(|target| target.name.clone())
            .filter(|name| *name != header::AUTHORIZATION)
            .collect()
    }

    /// The access token as its header has it; `None` if the upstream is not told.
    ///
    /// # Errors
    /// [`UnsendableToken`] if no header can have it.
    pub(crate) fn token(&self, session: &Session) -> Result<Option<HeaderValue>, UnsendableToken> {
        let value =
            |target: &HeaderTarget| target.value(session.access_token.expose()).ok_or(UnsendableToken);
        self.access_token.as_ref().map(value).transpose()
    }

    /// Tells the upstream, whatever the client had said in the same place.
    pub(crate) fn tell(&self, head: &mut Head, token: Option<HeaderValue>) {
        let Some(target) = &self.access_token else {
            return;
        };
        match token {
            Some(token) => head.set(target.name.clone(), token),
            None => drop(head.remove(&target.name)),
        }
    }
}

/// A token with characters that no header can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnsendableToken;

impl fmt::Display for UnsendableToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the access token has characters that no header can have")
    }
}

/// A header and the scheme before its value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HeaderTarget {
    name: HeaderName,
    /// What stands before the value, with its space: `Bearer `.
    prefix: String,
}

impl HeaderTarget {
    /// Reads `name` or `name:scheme`. An underscore in the name stands for a hyphen.
    fn parse(text: &str) -> Result<Self, String> {
        let (name, scheme) = text.split_once(':').unwrap_or((text, ""));
        let name = HeaderName::from_bytes(name.replace('_', "-").as_bytes())
            .map_err(|_| format!("{name:?} is not the name of a header"))?;
        let prefix = match scheme.chars().next() {
            Some(first) => format!("{}{} ", first.to_ascii_uppercase(), &scheme[first.len_utf8()..]),
            None => String::new(),
        };
        HeaderValue::from_str(&prefix).map_err(|_| format!("{scheme:?} cannot stand before a token"))?;
        Ok(Self { name, prefix })
    }

    /// The header's value, marked so that nobody prints it.
    fn value(&self, token: &str) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("{}{token}", self.prefix)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}
