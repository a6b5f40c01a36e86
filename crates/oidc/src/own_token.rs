//! Access tokens that were given out on this side, beside the provider's.

use jose::{Claims, Timestamp};

/// Whether access tokens that were given out on this side let a request pass that brings one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnTokens {
    /// They do. Whoever keeps them is asked before the provider is.
    Accepted,
    /// They do not.
    NotAccepted,
}

/// What an access token is, to whoever keeps those that were given out on this side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnToken {
    /// None of those: somebody else may know it.
    NotOurs,
    /// One of those, and over, or not for here.
    NotGood,
    /// One of those, and good here and now.
    Good {
        /// What is known of it, in the words of introspection (RFC 7662 section 2.2).
        claims: Claims,
        /// When it ends; `None` if it does not.
        ends_at: Option<Timestamp>,
    },
}
