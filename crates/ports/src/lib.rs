//! What the world gives us, as traits that can be faked: HTTP calls, the time, randomness,
//! and a place outside the cores where work may wait.
//!
//! Knows: values and traits. Must never know: a library that does the work.
//! Each port has a real implementation (`net`, or the files here) and a fake in `testkit`.
//! Start with [`Http`]; the others are one method each.

#![forbid(unsafe_code)]

mod clock;
mod entropy;
mod http;
mod node_secrets;
mod outside;

pub use clock::{Clock, SystemClock, Timestamp};
pub use entropy::{Entropy, NoEntropy};
pub use http::{Http, HttpError, HttpReply, HttpRequest, Reach, Waiting};
pub use node_secrets::NodeSecrets;
pub use outside::{Outside, Work};
