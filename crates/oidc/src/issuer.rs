//! Who issues tokens, in the spellings people use (OpenID Connect Discovery 4).

use std::fmt;

use url::Url;

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// An issuer, without the address of its discovery document and without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Issuer(String);

/// Not an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadIssuer;

impl fmt::Display for BadIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an issuer is an absolute https: URL without query and fragment (issuer.malformed)")
    }
}

impl std::error::Error for BadIssuer {}

impl Issuer {
    /// Reads an issuer, or the address of its discovery document.
    ///
    /// # Errors
    /// [`BadIssuer`] if it is not an absolute URL without query, fragment and user.
    pub fn parse(text: &str) -> Result<Self, BadIssuer> {
        // The text itself is compared, so nothing may stand in it that a reader of URLs mends silently:
        // a space, a backslash, a scheme in capitals, a missing slash.
        let is_mended = text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
        if is_mended || !(text.starts_with("https://") || text.starts_with("http://")) {
            return Err(BadIssuer);
        }
        let url = Url::parse(text).map_err(|_| BadIssuer)?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !url.has_host() || !plain || url.password().is_some() {
            return Err(BadIssuer);
        }
        let bare = text.trim_end_matches('/');
        if let Some((origin, path)) = bare.split_once(OAUTH)
            && path.starts_with('/')
        {
            return Ok(Self(format!("{origin}{path}")));
        }
        let bare = bare
            .strip_suffix(OPENID)
            .or_else(|| bare.strip_suffix(OAUTH))
            .unwrap_or(bare);
        Ok(Self(bare.trim_end_matches('/').to_owned()))
    }

    /// Where its discovery document may be, the likeliest first.
    #[must_use]
    pub fn discovery_urls(&self) -> Vec<String> {
        let mut urls = vec![format!("{}{OPENID}", self.0), format!("{}{OAUTH}", self.0)];
        // RFC 8414 section 3.1 puts the well-known part before the issuer's path.
        if let Ok(url) = Url::parse(&self.0) {
            let path = url.path().trim_end_matches('/');
            if !path.is_empty() {
                urls.push(format!("{}{OAUTH}{path}", url.origin().ascii_serialization()));
            }
        }
        urls
    }

    /// Whether tokens and metadata that name `other` are this issuer's. Only a slash at the end may differ.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        other.strip_suffix('/').unwrap_or(other) == self.0
    }

    /// Whether it lives on this very machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }

    /// Whether it is reached without TLS.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.starts_with("http:")
    }

    /// Its host, which a challenge names as its realm.
    #[must_use]
    pub fn host(&self) -> String {
        Url::parse(&self.0)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an address is on this very machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
