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
mod canonical;
mod chain;
mod compile;
mod compiled;
mod cores;
mod counters;
mod ending;
#[cfg(test)]
mod fakes;
mod forward;
mod listener;
mod notes;
mod numbers;
mod respond;
mod router;
mod serve;
mod strip;
mod wire;

pub use access_log::AccessLog;
pub use compile::{Plan, Problem, compile};
pub use cores::{CoreGone, Cores, Drained, Settings};
pub use counters::Totals;
pub use listener::Listen;
pub use wire::Limits;
