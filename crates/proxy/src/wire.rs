//! The codec: bytes on sockets on one side, [`plugin::Exchange`] and [`plugin::Answer`] on the other.
//!
//! Nothing outside of this folder names the library that reads and writes HTTP, so that it can be replaced.
//! [`run`] owns the loop of one connection of a client; [`Upstream`] asks the services behind the gateway.

mod body;
mod connection;
mod framing;
mod limits;
mod link;
mod patience;
mod pool;
mod stream;
mod upstream;
mod upstream_error;

pub(crate) use connection::{Connection, Context, run};
pub use limits::Limits;
pub(crate) use link::{Links, Open, Ticks};
pub(crate) use stream::Socket;
pub(crate) use upstream::{To, Upstream};
pub(crate) use upstream_error::UpstreamError;

#[cfg(test)]
mod tests;
