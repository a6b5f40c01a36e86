//! The codec: bytes on sockets on one side, [`plugin::Exchange`] and [`plugin::Answer`] on the other.
//!
//! Nothing outside of this folder names the library that reads and writes HTTP, so that it can be replaced.
//! [`run`] owns the loop of one connection of a client; [`Upstream`] asks the services behind the gateway.

mod alarm;
mod body;
mod connection;
mod dial;
mod ear;
mod framing;
mod heads;
mod limits;
mod line;
mod link;
mod names;
mod outgoing;
mod patience;
mod pool;
mod protocol;
mod pulse;
mod retries;
mod socket;
mod stream;
mod switch;
mod tls;
mod tls_verifier;
mod to;
mod together;
mod tunnel;
mod turn;
mod upstream;
mod upstream_error;

pub(crate) use connection::{Connection, Context, run};
pub use limits::Limits;
pub(crate) use link::{Links, Open, Ticks};
pub(crate) use protocol::wanted_protocol;
pub(crate) use socket::Socket;
pub(crate) use tls::{Authorities, Shown, Tls, TlsUnusable, Verification};
pub(crate) use to::{Elsewhere, To};
pub(crate) use upstream::Upstream;
pub(crate) use upstream_error::UpstreamError;

#[cfg(test)]
mod tests;
