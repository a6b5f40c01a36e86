//! OpenID Connect as values: messages, judgements, and the flow of a login.
//!
//! Knows: what is sent to a provider, what comes back, and what follows from it.
//! Time and chance are values too: `now` and [`Seeds`] are arguments.
//! Must never know: an HTTP library, a product's options, the time of day, or a socket.
//! Start with [`Flow`]; its table of contents is `flow/begin.rs`.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod authorization;
mod call;
mod callback;
mod client;
pub mod client_auth;
mod error;
mod flow;
mod id_token;
mod issuer;
mod json;
mod metadata;
mod outcome;
mod pending;
mod pkce;
mod presented;
mod provider;
mod rules;
#[cfg(test)]
mod samples;
mod seeds;
mod session;
mod token;

pub use call::{Call, CallReply, HttpCall, HttpReply, Method};
pub use callback::{AuthorizationResponse, CallbackError};
pub use client::{BadRedirectUri, Client, RedirectUri};
pub use error::Error;
pub use flow::{Flow, Step};
pub use id_token::{Expectations, IdToken, IdTokenError, Nonce, verify_id_token};
pub use issuer::{BadIssuer, Issuer};
pub use jose::Timestamp;
pub use metadata::{DiscoveryError, Metadata};
pub use outcome::{Admission, Answer, Forward, Identity, Outcome, PendingChange, Save};
pub use pending::Pending;
pub use pkce::Pkce;
pub use presented::{Approach, PendingCookie, Presented};
pub use provider::{Provider, Standing};
pub use rules::{AfterLogin, Rules};
pub use seeds::Seeds;
pub use session::{Opened, Session};
pub use token::{TokenError, Tokens};
