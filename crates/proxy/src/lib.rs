//! The data plane: what happens between a client's request and its answer.
//!
//! Knows: sockets, the way of a request, and the plan it follows.
//! Must never know: a particular plugin, the store, or the Admin API. Only [`wire`] may name the codec.
//! Start with `serve.rs`, which is the way of a request on one screen. Then `compile.rs`, which
//! prepares whatever can be known before the first request, and `cores.rs`, where the threads are.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod access_log;
mod balancer;
mod canonical;
mod certificates;
mod chain;
mod client_address;
mod compile;
mod compiled;
mod cores;
mod counters;
mod ending;
mod error_body;
#[cfg(test)]
mod fakes;
mod forbidden;
mod forward;
mod headers;
mod listener;
mod network;
mod notes;
mod numbers;
mod own_cookies;
mod read_ahead;
mod recording;
mod respond;
mod router;
mod rules;
mod serve;
mod sheet;
mod strip;
mod transform;
mod unwanted;
mod wire;

pub use access_log::AccessLog;
pub use client_address::{Belief, PortMap, Proxies};
pub use compile::{Closing, Plan, Problem, compile};
pub use cores::{CoreGone, Cores, Drained, Settings};
pub use counters::Totals;
pub use error_body::MediaType;
pub use forbidden::{Forbidden, Forbids, is_ours};
pub use headers::{AnswerHeader, AnswerHeaders, UpstreamRequestId};
pub use listener::Listen;
pub use network::{BadNetwork, Network};
pub use rules::Rules;
pub use wire::Limits;
