//! Whom to ask, and how long to wait.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use http::HeaderValue;
use rustls::pki_types::ServerName;

use super::tls::Tls;
use super::upstream_error::UpstreamError;

/// Whom to ask, how often, and how long to wait.
pub(crate) struct To {
    pub(super) host: Box<str>,
    pub(super) port: u16,
    /// The address, if the host is one.
    pub(super) literal: Option<IpAddr>,
    /// What the pool calls it; over TLS, with a name behind it.
    key: Box<str>,
    pub(super) tls: Option<Tls>,
    pub(super) connect_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) retries: u16,
}

/// Where else a request may go if it gets no answer where it went.
pub(crate) trait Elsewhere<'a> {
    /// Another place, and the Host that it is told. `None` if there is none: the same one may be asked again.
    fn next(&mut self) -> Option<(&'a To, HeaderValue)>;

    /// What came of an attempt: where it went, to which address if that is known, and the stable name of why there is
    /// no answer. Most want not to know.
    fn tried(&mut self, _: &To, _: Option<IpAddr>, _: Option<&'static str>) {}
}

/// Whom one attempt is meant for.
pub(super) struct Aim<'a> {
    /// Connections that may be used have this key: they lead to the same place, and show and saw the same.
    pub(super) key: Cow<'a, str>,
    /// The name that the upstream must have, over TLS.
    pub(super) name: Option<ServerName<'static>>,
}

impl To {
    /// `host` is a name or an IP address, with or without brackets. `connect_timeout` covers the look-up of the
    /// name, all its addresses and TLS; `read_timeout` each wait for the answer's head or the next piece of its
    /// body, and each wait for the upstream to take more, unless that gets a limit of its own.
    pub(crate) fn new(host: &str, port: u16, connect_timeout: Duration, read_timeout: Duration) -> Self {
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        Self {
            host: bare.into(),
            port,
            literal: bare.parse().ok(),
            key: format!("{bare} {port}").into(),
            tls: None,
            connect_timeout,
            write_timeout: read_timeout,
            read_timeout,
            retries: 0,
        }
    }

    /// The upstream must take more of a request within this time.
    pub(crate) fn writing_within(mut self, write_timeout: Duration) -> Self {
        self.write_timeout = write_timeout;
        self
    }

    /// So many more attempts are made.
    pub(crate) fn retried(mut self, retries: u16) -> Self {
        self.retries = retries;
        self
    }

    /// Over TLS, if it is some.
    pub(crate) fn over(mut self, tls: Option<Tls>) -> Self {
        if let Some(tls) = &tls {
            self.key = format!("{} {}", self.key, tls.identity()).into();
        }
        self.tls = tls;
        self
    }

    /// The name or address.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Over TLS the upstream must have the name that it is told as Host, as it is with Kong.
    pub(super) fn aim(&self, told: Option<&HeaderValue>) -> Result<Aim<'_>, UpstreamError> {
        if self.tls.is_none() {
            return Ok(Aim {
                key: Cow::Borrowed(&self.key),
                name: None,
            });
        }
        let host = told.and_then(name_of).unwrap_or(&self.host);
        let name = ServerName::try_from(host.to_ascii_lowercase())
            .map_err(|_| UpstreamError::Tls(format!("`{host}` is no name that a certificate can have")))?;
        Ok(Aim {
            key: Cow::Owned(format!("{} {}", self.key, name.to_str())),
            name: Some(name),
        })
    }
}

/// The name or address in a Host header.
fn name_of(host: &HeaderValue) -> Option<&str> {
    let host = host.to_str().ok().filter(|host| !host.is_empty())?;
    match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(address, _)| address),
        None => host.split(':').next(),
    }
}

impl fmt::Debug for To {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} port {}", self.host, self.port)
    }
}
