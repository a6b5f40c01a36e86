//! Calls to other people's servers, over the network.
//!
//! Knows: addresses and which of them may be called, names, TLS, and HTTP as a client speaks it.
//! Must never know: why a call is made, or what its reply means.
//! Start with [`HttpClient`]; which addresses may be called is decided in `address`.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod address;
mod authority;
mod certificate;
mod http_client;
mod resolver;

pub use authority::BadAuthority;
pub use http_client::HttpClient;
