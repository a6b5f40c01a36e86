//! Why an upstream gave no answer.

use std::fmt;
use std::net::SocketAddr;

use crate::forbidden::Forbids;

/// Why an upstream gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UpstreamError {
    /// Its name has no address.
    NotResolved(String),
    /// No request is sent to its address.
    Forbidden(SocketAddr, Forbids),
    /// It did not take a connection.
    Connect(String),
    /// It did not take a connection in time.
    ConnectTimeout,
    /// TLS could not be agreed on, or one side does not believe the other.
    Tls(String),
    /// It did not take the request in time.
    WriteTimeout,
    /// It took the request and said nothing for too long.
    ReadTimeout,
    /// It closed the connection, or what it sent is not HTTP.
    Broken(String),
    /// It is the client's body that broke off.
    RequestBody,
    /// It is the client's body that turned out to be longer than allowed.
    RequestTooLarge,
}

impl UpstreamError {
    /// The stable name of this failure.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::NotResolved(_) => "upstream.not_resolved",
            Self::Forbidden(..) => "upstream.forbidden",
            Self::Connect(_) => "upstream.not_connected",
            Self::ConnectTimeout => "upstream.connect_timeout",
            Self::Tls(_) => "upstream.tls",
            Self::WriteTimeout => "upstream.write_timeout",
            Self::ReadTimeout => "upstream.read_timeout",
            Self::Broken(_) => "upstream.broken",
            Self::RequestBody => "request.body_broken",
            Self::RequestTooLarge => "request.body_too_large",
        }
    }
}

impl fmt::Display for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotResolved(why) => write!(f, "its name has no address: {why}; check the service's host"),
            Self::Forbidden(address, why) => write!(f, "no request is sent to {address}: {why}"),
            Self::Connect(why) => write!(
                f,
                "it takes no connection: {why}; check that it runs, and its port"
            ),
            Self::ConnectTimeout => f.write_str("it took no connection within the service's connect_timeout"),
            Self::Tls(why) => write!(
                f,
                "TLS with it is not possible: {why}; check its certificate and the service's TLS options"
            ),
            Self::WriteTimeout => {
                f.write_str("it took no more of the request within the service's write_timeout")
            }
            Self::ReadTimeout => f.write_str("it said nothing within the service's read_timeout"),
            Self::Broken(why) => write!(f, "it broke off or does not speak HTTP/1.1: {why}"),
            Self::RequestBody => f.write_str("the client's body broke off before its end"),
            Self::RequestTooLarge => {
                f.write_str("the client's body is longer than nginx_http_client_max_body_size")
            }
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for UpstreamError {}
