//! Who asks the Admin API, and what they may.

#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::{HeaderMap, HeaderName, header};
use store::declarative::Secrets;

use crate::Reach;

/// The header that Kong's tools send a token in.
const KONG_ADMIN_TOKEN: HeaderName = HeaderName::from_static("kong-admin-token");

/// Who may ask the Admin API. On loopback everybody of the machine may, without a token.
#[derive(Clone, Debug)]
pub struct Admission {
    /// What is shown, and what whoever shows it may.
    pub tokens: Vec<(Role, Token)>,
    /// Those who come from elsewhere and show none.
    pub strangers: Strangers,
}

/// What somebody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// All of it.
    Admin,
    /// Read, and of secrets only that they are there.
    ReadOnly,
}

impl Role {
    /// What who has it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::ReadOnly => "read-only",
        }
    }
}

/// What those may who come from elsewhere and show no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strangers {
    /// Read how the node is.
    ReadStatus,
    /// All of it. Something else must keep strangers away.
    MayAll,
}

/// What somebody shows to be known by. It is never printed.
#[derive(Clone)]
pub struct Token(String);

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Who shows a token.
    Known(Role),
    /// Somebody of this machine, who shows none.
    Local,
    /// Somebody from elsewhere who shows none, and may all.
    Anybody,
    /// Somebody from elsewhere who shows none.
    Stranger,
    /// Who signed in at the Manager.
    SignedIn(Role),
    /// Somebody who sits before the Manager of their own machine, where nobody needs to sign in.
    Seated,
}

impl Caller {
    /// What they may; nothing but read the status, if nothing is said.
    pub(crate) const fn role(self) -> Option<Role> {
        match self {
            Self::Known(role) | Self::SignedIn(role) => Some(role),
            Self::Local | Self::Anybody | Self::Seated => Some(Role::Admin),
            Self::Stranger => None,
        }
    }

    /// Whether they are shown secrets. A tool writes back what it reads, and needs them; a screen is seen by whoever
    /// passes, and the Manager leaves `***` where a secret is to stay.
    pub(crate) const fn secrets(self) -> Secrets {
        match self {
            Self::Known(Role::Admin) | Self::Local | Self::Anybody => Secrets::Written,
            Self::Known(Role::ReadOnly) | Self::Stranger | Self::SignedIn(_) | Self::Seated => {
                Secrets::Hidden
            }
        }
    }

    /// What they are called in the log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Known(role) | Self::SignedIn(role) => role.name(),
            Self::Local | Self::Seated => "loopback",
            Self::Anybody => "anybody",
            Self::Stranger => "stranger",
        }
    }
}

/// Somebody shows what is no token of this node, or two different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongToken;

impl Admission {
    /// Who a request comes from: it shows `Kong-Admin-Token`, or a bearer token (RFC 6750 2.1). Where no token is asked
    /// for, `Authorization` may be meant for what stands before us, and what we do not know is none of ours.
    ///
    /// # Errors
    /// [`WrongToken`]. Who was given fewer rights than others must not get theirs by a slip.
    pub(crate) fn caller(&self, reach: Reach, headers: &HeaderMap) -> Result<Caller, WrongToken> {
        let unknown = match (reach, self.strangers) {
            (Reach::Machine, _) => Caller::Local,
            (Reach::Others, Strangers::MayAll) => Caller::Anybody,
            (Reach::Others, Strangers::ReadStatus) => Caller::Stranger,
        };
        let bearer = headers.get_all(header::AUTHORIZATION).iter().map(|value| {
            let (scheme, token) = value.as_bytes().split_at_checked(BEARER.len())?;
            scheme.eq_ignore_ascii_case(BEARER).then_some(token)
        });
        let named = headers.get_all(KONG_ADMIN_TOKEN).iter();
        let mut shown = named.map(|value| Some(value.as_bytes())).chain(bearer);
        let Some(first) = shown.next() else {
            return Ok(unknown);
        };
        let role = first
            .filter(|first| shown.all(|other| other == Some(*first)))
            .and_then(|token| self.role_of(token));
        let is_meant = headers.contains_key(KONG_ADMIN_TOKEN) || unknown == Caller::Stranger;
        match role {
            Some(role) => Ok(Caller::Known(role)),
            None if is_meant => Err(WrongToken),
            None => Ok(unknown),
        }
    }

    /// What whoever shows this may, if it is a token of this node.
    pub(crate) fn role_of(&self, shown: &[u8]) -> Option<Role> {
        let is_shown = |token: &Token| verify_slices_are_equal(token.0.as_bytes(), shown).is_ok();
        let known = self.tokens.iter().find(|(_, token)| is_shown(token));
        known.map(|(role, _)| *role)
    }
}

/// Whether a request shows something to be known by.
pub(crate) fn shows_something(headers: &HeaderMap) -> bool {
    headers.contains_key(KONG_ADMIN_TOKEN) || headers.contains_key(header::AUTHORIZATION)
}

const BEARER: &[u8] = b"bearer ";
