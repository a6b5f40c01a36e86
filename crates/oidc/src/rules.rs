//! What this gateway accepts.

use std::time::Duration;

use jose::Algorithm;

use crate::{Client, Issuer, Nonce, Pkce};

/// What is asked of a login, and what is accepted.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Who signs people in.
    pub issuer: Issuer,
    /// Who we are there.
    pub client: Client,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// When a proof key is sent.
    pub pkce: Pkce,
    /// Whether an ID token must belong to the very login.
    pub nonce: Nonce,
    /// Signatures that count.
    pub algorithms: Vec<Algorithm>,
    /// By how much the provider's clock may differ from ours.
    pub leeway: Duration,
    /// How long somebody may take to sign in; `None` for ever.
    pub pending_lifetime: Option<Duration>,
    /// How many logins a browser may have under way; the oldest gives way.
    pub pending_limit: usize,
    /// What a completed login does.
    pub after_login: AfterLogin,
}

/// What a completed login does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterLogin {
    /// The request goes on, if the browser is where it started.
    Proxy,
    /// The browser is sent to where it started.
    Redirect,
}
