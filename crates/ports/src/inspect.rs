//! A look at somebody else's server, a step at a time: what a call goes through in one go.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use crate::{HttpError, HttpRequest, Reach, Terms, Waiting};

/// A step of a look that is still under way.
pub type Looking<'a, T> = Pin<Box<dyn Future<Output = Result<T, HttpError>> + Send + 'a>>;

/// Looks at servers. Nothing is remembered between two steps, and no connection is one that calls use: whoever looks
/// keeps the addresses of the first step, and goes to one of them in the others.
pub trait Inspect: Send + Sync {
    /// Finds out to which addresses a call to `url` would connect. The name is looked up once, within `timeout`, and each
    /// of its addresses is judged as for a call.
    fn locate<'a>(
        &'a self,
        url: &'a str,
        reach: Reach,
        terms: &'a Terms,
        timeout: Duration,
    ) -> Looking<'a, Location>;

    /// Connects to this very address within `timeout`, and hangs up.
    fn connect(&self, address: SocketAddr, timeout: Duration) -> Looking<'_, ()>;

    /// Connects to this very address within `timeout`, has the server show by TLS who it is, and hangs up: nothing is sent.
    fn handshake<'a>(
        &'a self,
        host: &'a str,
        address: SocketAddr,
        timeout: Duration,
    ) -> Looking<'a, Handshake>;

    /// Makes a call to this very address, wherever its name leads by now, on a connection of its own.
    fn send_to(&self, request: HttpRequest, address: SocketAddr) -> Waiting<'_>;
}

/// Where a call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The host that is connected to.
    pub host: String,
    /// Its addresses, the one that is preferred first. There is one at least.
    pub addresses: Vec<SocketAddr>,
    /// Whose host that is.
    pub whose: Whose,
}

/// Whose host is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The server's own.
    Server,
    /// That of the proxy on the way, which looks the server's name up by itself.
    Proxy,
}

/// What came of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// The version of TLS that both speak: `TLS 1.3`.
    pub version: &'static str,
    /// What the server showed; `None` if nobody can read it.
    pub certificate: Option<Certificate>,
    /// What a call would say of it that verifies whom it reaches.
    pub verified: Result<(), HttpError>,
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// For which names and addresses it is.
    pub names: Vec<String>,
    /// Who signed it, as it calls itself.
    pub issuer: Option<String>,
    /// When it ends, in seconds since 1970.
    pub ends: i64,
}
