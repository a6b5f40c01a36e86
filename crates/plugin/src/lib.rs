//! What a plugin is, and what it works on.
//!
//! Knows: the [`Plugin`] trait, the [`Exchange`] a plugin looks at, the [`Answer`] it may give,
//! and the [`Kind`] by which it is listed.
//! Must never know: a codec, a socket, a particular plugin, or the store.
//! Start with [`Plugin`]; then read [`Exchange`].

#![forbid(unsafe_code)]

mod answer;
mod authentication;
mod body;
mod connection;
mod directory;
mod endpoint;
mod exchange;
mod fault;
mod finished;
pub mod form;
mod head;
mod kind;
mod layout;
mod markup;
mod own_tokens;
mod plugin;
mod refusal;
mod request_id;
mod services;
mod shared;
mod tally;
mod target;
mod transform;

pub use answer::{Answer, Origin};
pub use authentication::{Authentication, Proven};
pub use body::{Body, BodyError, Piece, Source};
pub use connection::{Connection, Handshake};
pub use directory::Directory;
pub use endpoint::{Endpoint, EndpointAnswer, EndpointRequest, EndpointWork, Role};
pub use exchange::{
    Base, Credential, Exchange, Forward, Forwarded, Matched, Names, Received, Scheme, Version,
};
pub use fault::{Fault, Misconfigured};
pub use finished::{EndedBy, Finished, Particulars, Try};
pub use head::{Head, HeaderNames};
pub use http::{HeaderName, HeaderValue, Method, StatusCode, header};
pub use kind::{Instance, Kind, Seat};
pub use layout::{Danger, Layout, Section, Table, Words};
pub use markup::escape;
pub use model::{Captures, Id};
pub use own_tokens::{KeepsTokens, OwnToken, OwnTokens, TokenSearch};
pub use plugin::{BodyNeed, Logs, Pass, Plugin, Relay, Verdict};
pub use refusal::Refusal;
pub use request_id::RequestId;
pub use services::Services;
pub use shared::Shared;
pub use tally::{Tallies, Tally};
pub use target::{BadTarget, Target};
pub use transform::Transforms;

/// A future on one core: it never leaves its thread.
pub type Wait<'a> = std::pin::Pin<Box<dyn Future<Output = Result<Verdict, Fault>> + 'a>>;
