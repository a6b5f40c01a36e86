//! The openid-connect plugin: it signs people in at an identity provider, and remembers them.
//!
//! Knows: requests, cookies, options, and how a provider is called.
//! Must never know: how a token is judged or what a login must go through; that is `oidc`, and it is pure.
//! Start with `plugin.rs`, which is the way of a login on one screen. Then `config`, section by section.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod about_session;
mod additions;
mod admit;
mod anonymous;
mod answer;
mod barred;
mod bearer;
mod binding;
mod check;
mod circumstances;
mod client_argument;
mod client_certificate;
mod config;
mod cookies;
mod counts;
mod credentials;
mod decryption;
mod denial;
mod ended;
mod endpoints;
mod events;
mod exchanged;
#[cfg(test)]
mod fakes;
mod forms;
mod granted;
mod identity;
mod inactive;
mod instance;
mod layout;
mod login;
mod memory;
mod occasion;
mod own_keys;
mod own_tokens;
mod page;
mod places;
mod plugin;
mod presented;
mod presets;
mod provider;
mod respond;
mod rounds;
mod rules;
mod told;

pub use check::{
    Avoided, Check, Checks, Finding, Followed, Forbids, Kept, NodeKept, Premises, Report, SignIn, Status,
    Step, Verdict,
};
pub use config::Config;
pub use instance::OpenIdConnect;
pub use presets::{Groups, Placeholder, Preset};
