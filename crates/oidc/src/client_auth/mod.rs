//! How a client proves who it is (RFC 6749 section 2.3, OpenID Connect Core 9). One file each.

mod basic;
mod none;
mod post;

use jose::Secret;

use crate::HttpCall;

/// How a client proves who it is.
#[derive(Clone, Debug)]
pub enum Authentication {
    /// Id and secret in the Authorization header.
    Basic {
        /// The secret.
        secret: Secret,
    },
    /// Id and secret in the form.
    Post {
        /// The secret.
        secret: Secret,
    },
    /// Not at all: a public client names itself only.
    None,
}

impl Authentication {
    /// Puts the proof into a call.
    pub(crate) fn prove(&self, client_id: &str, call: &mut HttpCall) {
        match self {
            Self::Basic { secret } => basic::prove(client_id, secret, call),
            Self::Post { secret } => post::prove(client_id, secret, call),
            Self::None => none::prove(client_id, call),
        }
    }
}

#[cfg(test)]
mod tests;
