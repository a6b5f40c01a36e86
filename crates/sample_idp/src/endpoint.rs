//! Where the provider can be called, and how often it was.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Method;

use crate::grant_type::GrantType;

/// A place that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Discovery,
    Keys,
    Authorize,
    SignIn,
    Token,
    Userinfo,
    Introspect,
    Revoke,
    EndSession,
    /// Any other path: there is nothing there.
    Elsewhere,
}

impl Endpoint {
    /// All that have a path.
    pub(crate) const ALL: [Self; 9] = [
        Self::Discovery,
        Self::Keys,
        Self::Authorize,
        Self::SignIn,
        Self::Token,
        Self::Userinfo,
        Self::Introspect,
        Self::Revoke,
        Self::EndSession,
    ];

    /// Its path below the issuer.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Discovery => "/.well-known/openid-configuration",
            Self::Keys => "/v1/keys",
            Self::Authorize => "/v1/authorize",
            Self::SignIn => "/v1/sign_in",
            Self::Token => "/v1/token",
            Self::Userinfo => "/v1/userinfo",
            Self::Introspect => "/v1/introspect",
            Self::Revoke => "/v1/revoke",
            Self::EndSession => "/v1/end_session",
            Self::Elsewhere => "/",
        }
    }

    /// The methods it takes.
    pub(crate) const fn methods(self) -> &'static [Method] {
        match self {
            Self::Discovery | Self::Keys => &[Method::GET, Method::HEAD],
            // OpenID Connect Core 3.1.2.1 and 5.3.1, RP-Initiated Logout 2: both.
            Self::Authorize | Self::Userinfo | Self::EndSession | Self::Elsewhere => {
                &[Method::GET, Method::HEAD, Method::POST]
            }
            Self::SignIn | Self::Token | Self::Introspect | Self::Revoke => &[Method::POST],
        }
    }
}

/// How often each endpoint was called since the start, whatever it answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Discovery documents asked for.
    pub discovery: u64,
    /// Key sets asked for.
    pub keys: u64,
    /// Authorization requests.
    pub authorize: u64,
    /// Sign-in forms sent off.
    pub sign_in: u64,
    /// Token requests; one that is held counts from its arrival.
    pub token: u64,
    /// Userinfo requests.
    pub userinfo: u64,
    /// Introspection requests.
    pub introspect: u64,
    /// Revocation requests.
    pub revoke: u64,
    /// Requests to sign out.
    pub end_session: u64,
    /// Calls to paths where nothing is.
    pub elsewhere: u64,
}

impl Calls {
    /// All of them together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.discovery
            + self.keys
            + self.authorize
            + self.sign_in
            + self.token
            + self.userinfo
            + self.introspect
            + self.revoke
            + self.end_session
            + self.elsewhere
    }
}

/// The running counts.
#[derive(Default)]
pub(crate) struct Counters {
    calls: [AtomicU64; Endpoint::ALL.len() + 1],
    grants: [AtomicU64; GrantType::ALL.len()],
}

impl Counters {
    pub(crate) fn count(&self, endpoint: Endpoint) {
        self.calls[endpoint as usize].fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn count_grant(&self, grant_type: &str) {
        if let Some(kind) = GrantType::find(grant_type) {
            self.grants[kind as usize].fetch_add(1, Ordering::SeqCst);
        }
    }

    pub(crate) fn grants(&self, grant_type: &str) -> u64 {
        GrantType::find(grant_type).map_or(0, |kind| self.grants[kind as usize].load(Ordering::SeqCst))
    }

    pub(crate) fn read(&self) -> Calls {
        let of = |endpoint: Endpoint| self.calls[endpoint as usize].load(Ordering::SeqCst);
        Calls {
            discovery: of(Endpoint::Discovery),
            keys: of(Endpoint::Keys),
            authorize: of(Endpoint::Authorize),
            sign_in: of(Endpoint::SignIn),
            token: of(Endpoint::Token),
            userinfo: of(Endpoint::Userinfo),
            introspect: of(Endpoint::Introspect),
            revoke: of(Endpoint::Revoke),
            end_session: of(Endpoint::EndSession),
            elsewhere: of(Endpoint::Elsewhere),
        }
    }
}
