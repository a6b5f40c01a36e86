//! Who asks: the peer itself, or somebody for whom a trusted proxy before us speaks.
//!
//! Only the peer's address is beyond doubt. What a header says of the client counts if the peer is trusted;
//! of anybody else it is not even looked at (RFC 7239 8.1).

use std::net::{IpAddr, SocketAddr};

use http::{HeaderName, HeaderValue};
use plugin::{Exchange, Forwarded, Head, Scheme};

use crate::canonical::is_authority;
use crate::forward::{
    X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PATH, X_FORWARDED_PORT, X_FORWARDED_PREFIX,
    X_FORWARDED_PROTO, X_REAL_IP,
};
use crate::network::Network;

/// The proxies before us: whom to believe, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies {
    /// Whom to believe: `trusted_ips`. Nobody unless it is said.
    pub trusted: Vec<Network>,
    /// The header in which they tell the client's address: `real_ip_header`.
    pub header: HeaderName,
    /// How far back that header is believed: `real_ip_recursive`.
    pub belief: Belief,
    /// The ports by which clients know ours: `port_maps`.
    pub ports: Vec<PortMap>,
}

/// How far back a list of addresses is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Belief {
    /// Its last one, which the peer wrote itself, is the client.
    #[default]
    Last,
    /// From its end on, addresses of trusted proxies are passed over; the client is the first other one.
    Recursive,
}

/// A port of ours, and the one that leads there from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortMap {
    /// What clients connect to.
    pub outside: u16,
    /// What we listen on.
    pub inside: u16,
}

impl Default for Proxies {
    /// Nobody is trusted.
    fn default() -> Self {
        Self {
            trusted: Vec::new(),
            header: X_REAL_IP,
            belief: Belief::default(),
            ports: Vec::new(),
        }
    }
}

impl Proxies {
    /// Finds out who asks and how. Afterwards nothing of the head has to be believed any more.
    pub(crate) fn judge(&self, x: &mut Exchange) {
        let received = &mut x.received;
        let peer = received.connection.peer();
        received.client = peer;
        received.port = self.outside(received.connection.listener().port());
        if !self.trusts(peer.ip()) {
            self.forget(&mut x.head);
            return;
        }
        if let Some(client) = self.client(&x.head) {
            received.client = client;
        }
        let forwarded = forwarded(&x.head);
        received.scheme = forwarded.scheme.unwrap_or(received.scheme);
        received.forwarded = Some(Box::new(forwarded));
    }

    /// Whether this is one of them.
    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }

    /// A header of the operator's choice is as good as `X-Real-IP` to those behind us, so a stranger
    /// may not write it either. The usual ones are taken away with all the others.
    fn forget(&self, head: &mut Head) {
        if !self.trusted.is_empty() && self.header != X_REAL_IP && self.header != X_FORWARDED_FOR {
            head.remove(&self.header);
        }
    }

    fn outside(&self, inside: u16) -> u16 {
        let map = self.ports.iter().find(|map| map.inside == inside);
        map.map_or(inside, |map| map.outside)
    }

    /// From the end of the list towards its beginning, as nginx does it. What is no address ends the walk.
    fn client(&self, head: &Head) -> Option<SocketAddr> {
        let lines: Vec<&HeaderValue> = head.all(&self.header).collect();
        let mut told = lines
            .into_iter()
            .rev()
            .flat_map(|line| line.as_bytes().rsplit(|byte| matches!(byte, b',' | b' ' | b'\t')))
            .filter(|one| !one.is_empty())
            .map_while(address);
        let mut client = told.next()?;
        if self.belief == Belief::Recursive {
            while self.trusts(client.ip()) {
                let Some(before) = told.next() else { break };
                client = before;
            }
        }
        Some(client)
    }
}

/// An address with or without a port; port 0 if none is said.
fn address(text: &[u8]) -> Option<SocketAddr> {
    let text = std::str::from_utf8(text).ok()?;
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = match bare.unwrap_or(text).parse::<IpAddr>() {
        Ok(address) => SocketAddr::new(address, 0),
        Err(_) => text.parse().ok()?,
    };
    Some(SocketAddr::new(address.ip().to_canonical(), address.port()))
}

/// What stands there in a form that nobody can misread.
fn forwarded(head: &Head) -> Forwarded {
    let one = |name: &HeaderName| only(head, name);
    Forwarded {
        chain: chain(head),
        scheme: one(&X_FORWARDED_PROTO).and_then(scheme),
        host: one(&X_FORWARDED_HOST)
            .filter(|host| is_authority(host.as_bytes()))
            .cloned(),
        port: one(&X_FORWARDED_PORT).and_then(port),
        path: one(&X_FORWARDED_PATH).filter(|path| is_path(path)).cloned(),
        prefix: one(&X_FORWARDED_PREFIX).filter(|path| is_path(path)).cloned(),
    }
}

/// The one line of that name. Of several nobody knows which the proxy wrote, and which it let pass.
fn only<'a>(head: &'a Head, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut lines = head.all(name);
    let line = lines.next()?;
    lines.next().is_none().then_some(line)
}

/// All lines in one.
fn chain(head: &Head) -> Option<HeaderValue> {
    let lines: Vec<&[u8]> = head.all(&X_FORWARDED_FOR).map(HeaderValue::as_bytes).collect();
    match lines.as_slice() {
        [] => None,
        [_] => head.get(&X_FORWARDED_FOR).cloned(),
        many => HeaderValue::from_bytes(&many.join(&b", "[..])).ok(),
    }
}

/// Some proxies name what is spoken after an upgrade.
fn scheme(value: &HeaderValue) -> Option<Scheme> {
    match value.to_str().ok()?.to_ascii_lowercase().as_str() {
        "https" | "wss" => Some(Scheme::Https),
        "http" | "ws" => Some(Scheme::Http),
        _ => None,
    }
}

fn port(value: &HeaderValue) -> Option<u16> {
    let digits = value.to_str().ok()?;
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| all && *port != 0)
}

/// Two slashes at the beginning would name a host where a page uses it as a link.
fn is_path(value: &HeaderValue) -> bool {
    let visible = value
        .to_str()
        .is_ok_and(|path| path.bytes().all(|byte| byte.is_ascii_graphic()));
    let bytes = value.as_bytes();
    visible && bytes.starts_with(b"/") && !bytes.starts_with(b"//") && !bytes.contains(&b'\\')
}

#[cfg(test)]
mod tests;
