//! The client against servers on loopback.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod environment;
mod http;
mod inspected;
mod proxy;
mod refused;
mod server;
mod terms;
mod tls;
mod weak_tls;
