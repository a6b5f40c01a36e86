//! Who may write to the node where others can reach the Admin API.

#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::{HeaderMap, HeaderName, header};

/// The header that Kong's tools send a token in.
const KONG_ADMIN_TOKEN: HeaderName = HeaderName::from_static("kong-admin-token");

/// Who may write to the node where others can reach the Admin API. On loopback everybody of the machine may.
#[derive(Clone, Debug)]
pub enum Admission {
    /// Who shows one of these.
    Tokens(Vec<Token>),
    /// Whoever comes. Something else must keep strangers away.
    Anybody,
}

/// What somebody shows who may write. It is never printed.
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

impl Admission {
    /// Whether a request with these headers is let in: by `Kong-Admin-Token`, or as a bearer (RFC 6750 2.1). Who shows
    /// two different things is not.
    pub(crate) fn lets_in(&self, headers: &HeaderMap) -> bool {
        let tokens = match self {
            Self::Anybody => return true,
            Self::Tokens(tokens) => tokens,
        };
        let bearer = headers.get_all(header::AUTHORIZATION).iter().map(|value| {
            let (scheme, token) = value.as_bytes().split_at_checked(BEARER.len())?;
            scheme.eq_ignore_ascii_case(BEARER).then_some(token)
        });
        let named = headers.get_all(KONG_ADMIN_TOKEN).iter();
        let mut shown = named.map(|value| Some(value.as_bytes())).chain(bearer);
        let Some(Some(first)) = shown.next() else {
            return false;
        };
        let is_known = |token: &Token| verify_slices_are_equal(token.0.as_bytes(), first).is_ok();
        shown.all(|other| other == Some(first)) && tokens.iter().any(is_known)
    }
}

const BEARER: &[u8] = b"bearer ";
