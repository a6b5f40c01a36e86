//! The Admin API. For now it tells how the node is; later it is where the node is configured.
//!
//! Knows: HTTP as operators and their tools speak it, and Kong's paths and bodies.
//! Must never know: how requests are served. What it must ask of the node is the trait [`Node`].
//! It runs outside the cores, and has no authentication yet: [`guard`] keeps web pages out.
//! Start with `router.rs`.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

pub mod arguments;
mod guard;
mod listener;
mod node;
mod problem;
mod router;
mod status;

pub use listener::{Admin, Listeners, NotBound};
pub use node::{Node, Status};
