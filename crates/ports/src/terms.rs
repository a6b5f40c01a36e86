//! On what terms a call is made: whom it believes, which way it goes, and how it speaks.

use std::fmt;
use std::sync::Arc;

use ::http::HeaderValue;

use crate::Direct;

/// On what terms a call is made. By default it verifies whom it reaches, goes there directly, and keeps the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Whom it believes.
    pub verification: Verification,
    /// Through whom it goes.
    pub proxies: Proxies,
    /// What becomes of its connection.
    pub connections: Connections,
    /// The version that it speaks.
    pub version: HttpVersion,
    /// What it shows of itself on connections with TLS, if a server may ask for it.
    pub identity: Option<Arc<Identity>>,
}

/// What the caller shows of itself when a server asks for a certificate.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The certificate, and those between it and an authority, in PEM.
    pub certificate: String,
    /// The private key that belongs to it, in PEM.
    pub key: String,
}

impl fmt::Debug for Identity {
    /// Prints nothing of it: there is a key in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// Whether a server must prove who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Verification {
    /// Its certificate must be for its name and come from an authority that is trusted.
    #[default]
    Verified,
    /// Anybody is believed: whoever is between can answer in the server's place.
    NotVerified,
}

/// What becomes of a connection when its call is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Connections {
    /// It is kept for the next call.
    #[default]
    Kept,
    /// It is closed.
    UsedOnce,
}

/// A version of HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HttpVersion {
    /// HTTP/1.1 (RFC 9112).
    #[default]
    Http11,
    /// HTTP/1.0 (RFC 1945).
    Http10,
}

/// The proxies on the way to servers: one for those with TLS, one for those without.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proxies {
    /// The one for `http:`. It reads all that passes.
    pub http: Option<Proxy>,
    /// The one for `https:`. It makes tunnels (RFC 9110 section 9.3.6), and sees hosts and ports only.
    pub https: Option<Proxy>,
    /// Who is called directly all the same.
    pub direct: Direct,
}

impl Proxies {
    /// The proxy on the way to a server: `scheme`, `host` and `port` are those of its URL.
    #[must_use]
    pub fn towards(&self, scheme: &str, host: &str, port: u16) -> Option<&Proxy> {
        let proxy = match scheme {
            "https" => self.https.as_ref(),
            "http" => self.http.as_ref(),
            _ => None,
        };
        proxy.filter(|_| !self.direct.covers(host, port))
    }
}

/// One proxy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proxy {
    /// Where it is: `http:` or `https:`, a host, perhaps a port, and nothing else. Its address must be one of the
    /// network, unless the URL says that it is on this machine.
    pub url: String,
    /// What it is shown as `Proxy-Authorization` (RFC 9110 section 11.7.1). Nobody else sees it.
    pub authorization: Option<HeaderValue>,
}

impl fmt::Debug for Proxy {
    /// Prints where it is only: the rest is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
