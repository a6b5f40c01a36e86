//! OpenID Connect as values: messages, judgements, and the flow of a login.
//!
//! Knows: what is sent to a provider, what comes back, and what follows from it.
//! Time and chance are values too: `now` and [`Seeds`] are arguments.
//! Must never know: an HTTP library, a product's options, the time of day, or a socket.
//! Start with [`Flow`]; its table of contents is `flow/begin.rs`.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod access_token;
pub mod authorization;
mod bearer;
mod believed;
mod call;
mod callback;
mod claims;
mod client;
pub mod client_auth;
pub mod clients;
mod contradiction;
mod credentials;
mod demands;
mod encrypted;
mod error;
mod flow;
mod grant;
mod id_token;
mod introspection;
mod issuer;
mod issuers;
mod json;
mod lives;
mod logout;
mod metadata;
mod outcome;
mod own_token;
mod pending;
mod pkce;
mod presented;
mod provider;
mod rules;
#[cfg(test)]
mod samples;
mod seeds;
mod session;
mod signed_answer;
mod token;
mod token_rules;
mod trial;
mod userinfo;

pub use access_token::AccessTokenError;
pub use bearer::{Bearers, Brought};
pub use believed::{Believed, Source};
pub use call::{Asked, Call, CallReply, ClientProof, HttpCall, HttpReply, Method};
pub use callback::{AuthorizationResponse, CallbackError, without_response};
pub use claims::{ClaimPath, Demand, words};
pub use client::{BadRedirectUri, Client, RedirectUri};
pub use contradiction::Intention;
pub use credentials::{Credentials, Found, Pair, Stands};
pub use demands::{Demands, NotAllowed, Subject};
pub use encrypted::decrypt;
pub use error::{Error, LoopCause};
pub use flow::{Flow, Glance, Step};
pub use grant::{CredentialsError, GrantRules, GrantType};
pub use id_token::{Channel, Expectations, IdToken, IdTokenError, Nonce, Occasion, verify_id_token};
pub use introspection::{Activity, Introspected, IntrospectionError, IntrospectionRules};
pub use issuer::{BadIssuer, Issuer, is_loopback};
pub use issuers::Issuers;
pub use jose::Timestamp;
pub use lives::{Lives, Remembered};
pub use logout::{LogoutRules, TokenKind};
pub use metadata::{DiscoveryError, DiscoveryRules, Endpoints, IssuerCheck, Metadata};
pub use outcome::{
    Admission, Answer, Forward, Identity, Outcome, PendingChange, Proof, Save, SessionChange, Toward,
    Unrevoked,
};
pub use own_token::{OwnToken, OwnTokens};
pub use pending::Pending;
pub use pkce::{OnlyPlain, Pkce};
pub use presented::{Approach, Follows, PendingCookie, Presented};
pub use provider::{Provider, Standing};
pub use rules::{
    AfterLogin, CodeFlow, HandedOut, RedirectMode, RequestRules, ResponseMode, ResponseType, Reverify, Rules,
    Sessions, Userinfo, UserinfoTokens,
};
pub use seeds::Seeds;
pub use session::{AccessTokenKind, Opened, Refresh, Session};
pub use signed_answer::{AnswerError, AnswerForm, AnswerRules, AnswerToken};
pub use token::{TokenError, Tokens};
pub use token_rules::{Obtained, Signature, StandardClaims, TokenRules};
pub use trial::Trial;
pub use userinfo::UserinfoError;
