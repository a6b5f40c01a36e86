//! The sample provider, asked over sockets as clients and browsers ask it.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod authorize;
mod clients;
mod code_flow;
mod discovery;
mod end_session;
mod form_post;
mod introspection;
mod life;
mod misbehaviour;
mod paces;
mod refresh;
mod revocation;
mod scene;
mod sign_in_page;
mod signing;
mod userinfo;
