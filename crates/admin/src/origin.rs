//! Where a web page comes from, as browsers say it (RFC 6454).

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use axum::http::Uri;
use axum::http::uri::Authority;

/// The scheme, host and port of a URL; what else stands in it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    host: String,
    port: u16,
}

/// What a page is fetched by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// A text that is no URL of a page: `http://` or `https://`, and a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoOrigin;

impl Scheme {
    const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Origin {
    /// The name or address, in small letters and without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is on this machine, whoever asks.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    /// Whether it is reached over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.scheme == Scheme::Https
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(url: &str) -> Result<Self, NoOrigin> {
        let url: Uri = url.parse().map_err(|_| NoOrigin)?;
        let scheme = match url.scheme_str() {
            Some("http") => Scheme::Http,
            Some("https") => Scheme::Https,
            _ => return Err(NoOrigin),
        };
        let authority = url.authority().ok_or(NoOrigin)?;
        // What is no number of a port is not told by the authority.
        let behind = authority
            .as_str()
            .strip_prefix(authority.host())
            .ok_or(NoOrigin)?;
        let port = match behind.strip_prefix(':') {
            Some(port) => port.parse().map_err(|_| NoOrigin)?,
            None => scheme.port(),
        };
        Ok(Self {
            scheme,
            host: host_of(authority).ok_or(NoOrigin)?,
            port,
        })
    }
}

impl fmt::Display for Origin {
    /// As browsers write it: the port only if it is not that of the scheme (RFC 6454 6.2).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme.name())?;
        match self.host.contains(':') {
            true => write!(f, "[{}]", self.host)?,
            false => f.write_str(&self.host)?,
        }
        match self.port == self.scheme.port() {
            true => Ok(()),
            false => write!(f, ":{}", self.port),
        }
    }
}

/// The host as it is compared: in small letters, without the dot of the root, addresses in their shortest form.
/// None where somebody is named before it: who reads `a@b` may mean either.
pub(crate) fn host_of(authority: &Authority) -> Option<String> {
    if authority.as_str().contains('@') {
        return None;
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}

/// `localhost`, a name below it, or a loopback address. None of them can be made to resolve elsewhere (RFC 6761 6.3).
pub(crate) fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}
