//! What all requests of a client's connection have in common.

use std::net::SocketAddr;

use http::HeaderValue;

/// A client's connection: its ends, and what was said when it began.
#[derive(Clone, Debug)]
pub struct Connection {
    peer: SocketAddr,
    listener: SocketAddr,
    handshake: Option<Handshake>,
    peer_text: HeaderValue,
    port_text: HeaderValue,
}

/// What the other end of a connection said in its TLS handshake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// The name of ours that it asked for (RFC 6066 3), in lower case and without the dot of the root.
    pub server_name: Option<String>,
    /// The version of TLS that was agreed, as OpenSSL writes it: `TLSv1.3`.
    pub version: Option<&'static str>,
    /// The cipher suite that was agreed, as its registry writes it: `TLS_AES_256_GCM_SHA384`.
    pub cipher: Option<String>,
}

impl Connection {
    /// From `peer` to our address `listener`; with a handshake if it is over TLS. An IPv4 address is one on every
    /// socket.
    #[must_use]
    pub fn new(peer: SocketAddr, listener: SocketAddr, handshake: Option<Handshake>) -> Self {
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        Self {
            peer,
            listener,
            handshake,
            peer_text: text(&peer.ip().to_string()),
            port_text: HeaderValue::from(listener.port()),
        }
    }

    /// The other end: the client, or the last proxy before us.
    #[must_use]
    pub const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Our address that it came to.
    #[must_use]
    pub const fn listener(&self) -> SocketAddr {
        self.listener
    }

    /// What the other end said in the TLS handshake; `None` if it came in the clear.
    #[must_use]
    pub const fn handshake(&self) -> Option<&Handshake> {
        self.handshake.as_ref()
    }

    /// The address of the other end without its port, spelled once for all requests.
    #[must_use]
    pub const fn peer_text(&self) -> &HeaderValue {
        &self.peer_text
    }

    /// The port of our address, spelled once for all requests.
    #[must_use]
    pub const fn port_text(&self) -> &HeaderValue {
        &self.port_text
    }
}

/// Addresses are visible ASCII.
fn text(address: &str) -> HeaderValue {
    HeaderValue::from_str(address).unwrap_or_else(|_| HeaderValue::from_static(""))
}
