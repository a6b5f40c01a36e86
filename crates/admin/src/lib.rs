//! The Admin API: where the node is configured, and tells how it is.
//!
//! Knows: HTTP as operators and their tools speak it, and Kong's paths and bodies.
//! Must never know: how requests are served, or a particular plugin: its paths follow from the catalogue. Where Kong
//! treats an entity unlike all others, that is a file of its own: `authorities.rs`, `certificates.rs`, `groups.rs`, `targets.rs`, `health.rs`.
//! What it must ask of the node is the trait [`Node`].
//! Beside it stands the [`Manager`], whose pages somebody else makes: see `manager.rs`.
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
mod audit;
mod authorities;
mod body;
mod certificates;
mod chain;
mod config;
mod cors;
mod debug;
mod desk;
mod draft;
mod extension;
mod groups;
mod guard;
mod guesses;
mod health;
mod information;
mod json;
mod links;
mod listener;
mod manager;
mod names;
mod node;
mod origin;
mod page;
mod precondition;
mod problem;
mod query;
mod refusal;
mod relations;
mod resource;
mod router;
mod schemas;
mod status;
mod tagged;
mod targets;
mod writes;

pub use admission::{Admission, Role, Strangers, Token};
pub use listener::{Admin, Listen, Listeners, NotBound, Reach, Serves};
pub use manager::{COOKIES, Login, Manager};
pub use names::Names;
pub use node::{
    Closing, Configured, Configuring, Identity, Listener, Node, NotConfigured, Server, Status, Writing,
};
pub use origin::{NoOrigin, Origin};
pub use precondition::TagKey;
