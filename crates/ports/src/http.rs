//! One HTTP call to somebody else's server, such as an identity provider.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderName, HeaderValue, Method, StatusCode};
use bytes::Bytes;

use crate::{Inspect, Terms};

/// A reply that is still on its way.
pub type Waiting<'a> = Pin<Box<dyn Future<Output = Result<HttpReply, HttpError>> + Send + 'a>>;

/// Makes calls. Redirects are never followed and nothing is remembered between calls.
pub trait Http: Send + Sync {
    /// Sends `request` and reads the whole reply.
    fn send(&self, request: HttpRequest) -> Waiting<'_>;

    /// Who looks at servers by the rules of these calls; `None` where nobody can.
    fn inspector(&self) -> Option<&dyn Inspect> {
        None
    }
}

/// A call to be made.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL, `https:` or, with any other reach than [`Reach::Network`], `http:`.
    pub url: String,
    /// Headers in the order they are sent. Values marked sensitive are not printed.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body, empty for none.
    pub body: Bytes,
    /// The longest the whole call may take.
    pub timeout: Duration,
    /// The most bytes of body that are read; more is [`HttpError::TooLarge`].
    pub limit: usize,
    /// Which addresses the call may be made to.
    pub reach: Reach,
    /// Whom it believes, and which way it goes.
    pub terms: Arc<Terms>,
}

impl HttpRequest {
    /// A call without headers and body, to the network, with 10 seconds and 64 KiB of body. It verifies whom it
    /// reaches, and goes there directly.
    #[must_use]
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: Bytes::new(),
            timeout: Duration::from_secs(10),
            limit: 64 * 1024,
            reach: Reach::Network,
            terms: Arc::default(),
        }
    }

    /// Such a call by GET.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    /// Such a call by POST, with this body.
    #[must_use]
    pub fn post(url: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..Self::new(Method::POST, url)
        }
    }
}

impl std::fmt::Debug for HttpRequest {
    /// Prints neither headers nor body: both may carry secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let address = self.url.split(['?', '#']).next().unwrap_or_default();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &address)
            .finish_non_exhaustive()
    }
}

/// Which addresses a call may be made to. Link-local and metadata addresses are never among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// `https:` to any address but this machine's own.
    Network,
    /// This machine's loopback and plain `http:` as well: for a provider that itself lives there.
    Loopback,
    /// The same addresses and schemes, because whoever configures it says that what is sent may be read on its way.
    /// Only so may plain `http:` go through a proxy, which reads it.
    Unencrypted,
}

/// What came back.
#[derive(Clone)]
pub struct HttpReply {
    /// The status, whatever it is: a 500 is a reply, not an error.
    pub status: StatusCode,
    /// The headers, names in lower case.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The whole body.
    pub body: Bytes,
}

impl HttpReply {
    /// The first value of a header, if it is text.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .and_then(|(_, value)| value.to_str().ok())
    }
}

impl std::fmt::Debug for HttpReply {
    /// Prints the status only: the rest may carry secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpReply")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The URL cannot be called at all: not absolute, or a scheme that reach and way do not allow.
    BadUrl(String),
    /// The address may not be called from here.
    RefusedAddress(String),
    /// The name has no address.
    NotResolved(String),
    /// Nobody answered at the address.
    Connect(String),
    /// The certificate that the call would show cannot be used.
    Certificate(String),
    /// The server could not prove who it is, or speaks no TLS that we do.
    Tls(String),
    /// The proxy on the way cannot be spoken to, or refused.
    Proxy(String),
    /// It took longer than the call's timeout.
    Timeout,
    /// The reply is larger than the call's limit.
    TooLarge,
    /// The connection ended, or what came was not HTTP.
    Broken(String),
}

impl HttpError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadUrl(_) => "http.bad_url",
            Self::RefusedAddress(_) => "http.refused_address",
            Self::NotResolved(_) => "http.not_resolved",
            Self::Connect(_) => "http.connect",
            Self::Certificate(_) => "http.client_certificate",
            Self::Tls(_) => "http.tls",
            Self::Proxy(_) => "http.proxy",
            Self::Timeout => "http.timeout",
            Self::TooLarge => "http.too_large",
            Self::Broken(_) => "http.broken",
        }
    }
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadUrl(why) => write!(f, "the URL cannot be called: {why}"),
            Self::RefusedAddress(address) => write!(f, "calls to {address} are not allowed"),
            Self::NotResolved(name) => write!(f, "the name {name} has no address"),
            Self::Connect(why) => write!(f, "nobody answered: {why}"),
            Self::Certificate(why) => write!(f, "the certificate of the client cannot be shown: {why}"),
            Self::Tls(why) => write!(f, "no trustworthy TLS connection: {why}"),
            Self::Proxy(why) => write!(f, "the proxy on the way lets nothing through: {why}"),
            Self::Timeout => f.write_str("no complete reply in time"),
            Self::TooLarge => f.write_str("the reply is larger than allowed"),
            Self::Broken(why) => write!(f, "the connection broke: {why}"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for HttpError {}
