//! The Admin API: where the node is configured, and tells how it is.
//!
//! Knows: HTTP as operators and their tools speak it, and Kong's paths and bodies.
//! Must never know: how requests are served, or a particular entity or plugin: all of its paths follow from the
//! catalogue. What it must ask of the node is the trait [`Node`].
//! It runs outside the cores. [`guard`] keeps web pages out, and strangers: where others can reach a listener, whoever
//! wants more than the status shows a token.
//! Start with `router.rs`.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod address;
mod admission;
mod arguments;
mod body;
mod certificates;
mod config;
mod desk;
mod draft;
mod extension;
mod guard;
mod health;
mod information;
mod json;
mod links;
mod listener;
mod node;
mod page;
mod problem;
mod query;
mod resource;
mod router;
mod schemas;
mod status;
mod tagged;
mod writes;

pub use admission::{Admission, Token};
pub use listener::{Admin, Listen, Listeners, NotBound, Serves};
pub use node::{Configured, Configuring, Identity, Listener, Node, NotConfigured, Status, Writing};
