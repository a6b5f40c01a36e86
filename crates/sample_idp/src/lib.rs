//! A small OpenID provider for demos and tests: all of it is real but the people, who need no password.
//!
//! Knows: OAuth 2.0 and OpenID Connect from the provider's side, and how to break both on demand.
//! Must never know: the gateway. Sharing its code would mean sharing its mistakes, so only `jose` is shared.
//! Start with [`Idp::start`]; then read `protocol.rs`, the list of what it answers.

#![forbid(unsafe_code)]

mod access_token;
mod answer;
mod authorization_request;
mod authorize;
mod client;
mod clock;
mod discovery;
mod end_session;
mod endpoint;
mod forgery;
mod form_post;
mod grant_type;
mod id_token;
mod idp;
mod introspection;
mod keys;
mod ledger;
mod login;
mod misbehaviour;
mod oauth_error;
mod options;
mod page;
mod people;
mod protocol;
mod random;
mod request;
mod revocation;
mod scope;
mod server;
mod sign_in_page;
mod signing_key;
mod spoilt_reply;
mod token;
mod userinfo;
mod wire;
mod wrapping;

pub use client::{Client, SignedBy};
pub use clock::Clock;
pub use endpoint::Calls;
pub use idp::Idp;
pub use jose::{Secret, Timestamp};
pub use misbehaviour::{ANOTHER_CLIENT, ANOTHER_ISSUER, INNERMOST, Misbehaviour};
pub use options::{Lifetimes, Options, ScopeClaim, SigningAlgorithm};
pub use people::{PEOPLE, Person};
