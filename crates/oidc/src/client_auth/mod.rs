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
    /// In the first of these ways that the provider says it takes; in the header if it says nothing.
    AsOffered {
        /// The secret.
        secret: Secret,
    },
    /// Not at all: a public client names itself only.
    None,
}

impl Authentication {
    /// Puts the proof into a call. `offered` are the ways that the provider says it takes.
    pub(crate) fn prove(&self, client_id: &str, offered: Option<&[String]>, call: &mut HttpCall) {
        match self {
            Self::AsOffered { secret } => {
                let known = ["client_secret_basic", "client_secret_post"];
                let first = offered
                    .iter()
                    .copied()
                    .flatten()
                    .find(|way| known.contains(&way.as_str()));
                match first.map(String::as_str) {
                    Some("client_secret_post") => post::prove(client_id, secret, call),
                    _ => basic::prove(client_id, secret, call),
                }
            }
            Self::Basic { secret } => basic::prove(client_id, secret, call),
            Self::Post { secret } => post::prove(client_id, secret, call),
            Self::None => none::prove(client_id, call),
        }
    }
}

#[cfg(test)]
mod tests;
