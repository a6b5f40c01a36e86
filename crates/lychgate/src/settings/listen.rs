//! Where to listen: the values of `proxy_listen`, `admin_listen` and `admin_gui_listen`.

use std::fmt;
use std::net::SocketAddr;

use super::values::BadValue;

/// One address to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The address; port 0 takes any free port.
    pub address: SocketAddr,
    /// What is spoken there.
    pub encryption: Encryption,
}

/// What is spoken on a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Plain HTTP.
    Plain,
    /// HTTP over TLS: `ssl` in Kong's words.
    Tls,
}

impl Listen {
    /// The URL a person would type, for a listener that got the address `bound`.
    #[must_use]
    pub fn url(self, bound: SocketAddr) -> String {
        let scheme = match self.encryption {
            Encryption::Plain => "http",
            Encryption::Tls => "https",
        };
        format!("{scheme}://{bound}")
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.encryption {
            Encryption::Plain => write!(f, "{}", self.address),
            Encryption::Tls => write!(f, "{} ssl", self.address),
        }
    }
}

/// The listeners of one key, and the words in it that have no effect yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listeners {
    pub(super) listeners: Vec<Listen>,
    pub(super) inert: Vec<String>,
}

const FORM: &str = "write `address:port`, with `ssl` behind it for TLS, several divided by commas, or `off`";

/// Reads `address:port [ssl] [reuseport] [backlog=N] …`, several divided by commas, or `off`.
pub(super) fn read(value: &str) -> Result<Listeners, BadValue> {
    let mut read = Listeners::default();
    if value.trim() == "off" {
        return Ok(read);
    }
    for one in value.split(',') {
        let mut words = one.split_ascii_whitespace();
        let address = words
            .next()
            .ok_or_else(|| BadValue::new("an empty listener", FORM))?;
        let mut listen = Listen {
            address: address_of(address)?,
            encryption: Encryption::Plain,
        };
        for word in words {
            apply(word, &mut listen, &mut read.inert)?;
        }
        if read.listeners.iter().any(|other| clash(*other, listen)) {
            return Err(BadValue::new(
                format!("{} is given twice", listen.address),
                "give each listener an address of its own",
            ));
        }
        read.listeners.push(listen);
    }
    Ok(read)
}

/// Whether two listeners cannot be open at once.
pub(super) fn clash(a: Listen, b: Listen) -> bool {
    a.address == b.address && a.address.port() != 0
}

fn address_of(text: &str) -> Result<SocketAddr, BadValue> {
    if text == "off" {
        return Err(BadValue::new(
            "`off` among other listeners",
            "let `off` stand alone",
        ));
    }
    if text.starts_with("unix:") {
        return Err(BadValue::new(
            format!("`{text}`: sockets of the file system are not supported yet"),
            FORM,
        ));
    }
    text.parse().map_err(|_| {
        let what = format!("`{text}` is not an IP address with a port");
        let host = text.rsplit_once(':').map_or(text, |(host, _)| host);
        match host {
            "localhost" => BadValue::new(what, "write 127.0.0.1 in place of localhost"),
            host if host.contains(':') && !host.starts_with('[') => {
                BadValue::new(what, "put an IPv6 address in brackets: [::1]:8000")
            }
            _ => BadValue::new(what, FORM),
        }
    })
}

fn apply(word: &str, listen: &mut Listen, inert: &mut Vec<String>) -> Result<(), BadValue> {
    match word.split_once('=').map_or((word, None), |(k, v)| (k, Some(v))) {
        ("ssl", None) => listen.encryption = Encryption::Tls,
        // Each core opens the address for itself, so this is always so.
        ("reuseport", None) => {}
        ("backlog", Some(number)) if number.parse::<u32>().is_ok_and(|n| n > 0) => {
            inert.push(word.to_owned())
        }
        ("backlog", _) => return Err(BadValue::new(format!("`{word}`"), "write backlog=N, N from 1")),
        ("http2" | "deferred" | "bind", None) | ("so_keepalive" | "ipv6only", Some(_)) => {
            inert.push(word.to_owned());
        }
        ("proxy_protocol", _) => {
            return Err(BadValue::new(
                "`proxy_protocol` is not supported yet",
                "without it the clients' addresses would be wrong: let the balancer speak plain TCP or HTTP",
            ));
        }
        ("off", None) => return Err(BadValue::new("`off` behind an address", "let `off` stand alone")),
        _ => {
            return Err(BadValue::new(
                format!("unknown word `{word}` behind the address"),
                "known words: ssl, reuseport, backlog=N, http2, deferred, bind, so_keepalive=…, ipv6only=…",
            ));
        }
    }
    Ok(())
}
