//! Who we are at the provider.

use std::fmt;

use url::Url;

use crate::client_auth::Authentications;

/// A client as it is registered at the provider.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// How it proves who it is.
    pub authentication: Authentications,
    /// Where the provider sends browsers back to; `None` is wherever a login begins.
    pub redirect_uri: Option<RedirectUri>,
}

/// Where the provider sends browsers back to. Providers compare it as text, so it stays as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    text: String,
    path: String,
}

/// Not an address a browser can be sent back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRedirectUri;

impl fmt::Display for BadRedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a redirect URI is an absolute URL without fragment, and without empty segments or needless encodings \
             in its path (redirect_uri.malformed)",
        )
    }
}

impl std::error::Error for BadRedirectUri {}

impl RedirectUri {
    /// Reads a redirect URI (RFC 6749 section 3.1.2: absolute, without fragment). Its path must be in the canonical
    /// form of requests: otherwise no callback would be known as one, and every login would begin another.
    ///
    /// # Errors
    /// [`BadRedirectUri`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadRedirectUri> {
        // A reader of URLs mends these silently, the provider's comparison does not.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(BadRedirectUri);
        }
        let url = Url::parse(text).map_err(|_| BadRedirectUri)?;
        let is_absolute = matches!(url.scheme(), "http" | "https") && url.has_host();
        if !is_absolute || url.fragment().is_some() || !is_canonical(url.path()) {
            return Err(BadRedirectUri);
        }
        Ok(Self {
            text: text.to_owned(),
            path: url.path().to_owned(),
        })
    }

    /// The redirect URI of a login that begins at this path of this origin.
    #[must_use]
    pub(crate) fn here(origin: &str, path: &str) -> Self {
        Self {
            text: format!("{origin}{path}"),
            path: path.to_owned(),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is at this origin, as in `https://app.example`.
    pub(crate) fn is_at(&self, origin: &str) -> bool {
        self.text
            .strip_prefix(origin)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    /// The path a browser comes back to.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// No empty segments, encodings in capitals, and only where they are needed (RFC 3986 section 6.2.2).
fn is_canonical(path: &str) -> bool {
    let mut encodings = path
        .split('%')
        .skip(1)
        .map(|rest| rest.get(..2).unwrap_or_default());
    let is_capital = |digit: u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
    let is_needed = |byte: u8| !byte.is_ascii_alphanumeric() && !b"-._~".contains(&byte);
    !path.contains("//")
        && encodings.all(|digits| {
            digits.bytes().all(is_capital) && u8::from_str_radix(digits, 16).is_ok_and(is_needed)
        })
}

#[cfg(test)]
mod tests;
