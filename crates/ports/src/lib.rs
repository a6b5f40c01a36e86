//! What the world gives us, as traits that can be faked: HTTP calls, the time, randomness, a place outside the cores where
//! work may wait, and a place where something is kept.
//!
//! Knows: values and traits. Must never know: a library that does the work.
//! Each port has a real implementation (`net`, or the files here) and a fake in `testkit`.
//! Start with [`Http`]; the others are small.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod clock;
mod deposits;
mod direct;
mod entropy;
mod http;
mod inspect;
mod node_secrets;
mod outside;
mod terms;

pub use clock::{Clock, SystemClock, Timestamp};
pub use deposits::{Deposited, Deposits, NoDeposit};
pub use direct::{Direct, NoHost};
pub use entropy::{Entropy, NoEntropy};
pub use http::{Http, HttpError, HttpReply, HttpRequest, Reach, Waiting};
pub use inspect::{Certificate, Handshake, Inspect, Location, Looking, Whose};
pub use node_secrets::NodeSecrets;
pub use outside::{Outside, Work};
pub use terms::{Connections, HttpVersion, Identity, Proxies, Proxy, Terms, Verification};
