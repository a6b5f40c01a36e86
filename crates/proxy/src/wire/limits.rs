//! How much, and how long, a peer may take.

use std::time::Duration;

/// What one connection may use of us.
///
/// Times never end early. They end late by at most a quarter of the shortest of them, and never by more than 2 s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest request head, in bytes; a longer one is answered with 431. At least 1.
    pub head_bytes: usize,
    /// The most header lines of a request; more are answered with 431. At least 1.
    pub headers: usize,
    /// The time for a TLS handshake.
    pub handshake: Duration,
    /// The time from the first byte of a request head to its last; on a new connection, from its start.
    pub head: Duration,
    /// The time between two pieces of a request's body.
    pub body: Duration,
    /// The time in which a client must take some of the answer.
    pub send: Duration,
    /// How long a connection may wait for its next request.
    pub idle: Duration,
    /// The most connections to one address that wait for the next request, on each core.
    pub upstream_idle: usize,
    /// How long such a connection is kept.
    pub upstream_keep: Duration,
}

impl Default for Limits {
    /// 64 KiB and 100 lines of head; 10 s for TLS, 60 s for a head, a piece of a body, or a part of the answer,
    /// 65 s between requests; 512 idle upstream connections for 60 s.
    fn default() -> Self {
        Self {
            head_bytes: 64 * 1024,
            headers: 100,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(60),
            body: Duration::from_secs(60),
            send: Duration::from_secs(60),
            idle: Duration::from_secs(65),
            upstream_idle: 512,
            upstream_keep: Duration::from_secs(60),
        }
    }
}
