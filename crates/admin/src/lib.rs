//! The Admin API: where the node is configured, and tells how it is.
//!
//! Knows: HTTP as operators and their tools speak it, and Kong's paths and bodies.
//! Must never know: how requests are served, or a particular entity or plugin: all of its paths follow from the
//! catalogue. What it must ask of the node is the trait [`Node`].
//! It runs outside the cores, and has no authentication yet: [`guard`] keeps web pages out.
//! Start with `router.rs`.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod address;
mod arguments;
mod body;
mod desk;
mod draft;
mod guard;
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
mod writes;

pub use listener::{Admin, Listeners, NotBound};
pub use node::{Identity, Listener, Node, Status, Writing};
