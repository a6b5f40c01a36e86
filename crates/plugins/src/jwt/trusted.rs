//! What tokens say, and which of them are known to be signed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use aws_lc_rs::digest::{SHA256, digest};
use jose::{Algorithm, Claims, JwsError, Malformed, Token};

use super::credential::Print;

/// How many tokens a core remembers.
const MOST: usize = 10_000;

/// Tokens that were verified on this core: what they say, and with which key. That is so for good; whether the key is still
/// somebody's, and the token good now, is judged each time.
#[derive(Default)]
pub struct Trusted(RefCell<Known>);

/// Tokens by what stands in front of their first dot, which says how they are signed. So no digest is made of those that
/// are never remembered, since a secret verifies them as quickly.
#[derive(Default)]
struct Known {
    by_header: HashMap<Box<str>, HashMap<Print, Rc<Read>>>,
    number: usize,
}

/// What a token says.
pub(super) struct Read {
    pub(super) algorithm: Algorithm,
    /// The key of a credential, if it is there.
    pub(super) key: Option<String>,
    /// Under which name that key stands.
    key_claim: String,
    pub(super) exp: Option<f64>,
    pub(super) nbf: Option<f64>,
    signed_with: Option<Print>,
}

/// What of a token cannot be read.
pub(super) enum Wrong {
    Json,
    Algorithm,
    Claims,
    Signature,
}

impl Trusted {
    /// What a token says, whose key stands under this name.
    pub(super) fn read(&self, token: &str, key_claim: &str) -> Result<Rc<Read>, Wrong> {
        let known = self.0.borrow().find(token);
        match known.filter(|read| read.key_claim == key_claim) {
            Some(read) => Ok(read),
            None => Read::of(token, key_claim).map(Rc::new),
        }
    }

    /// From now on it is known that a token is signed with this key.
    pub(super) fn trust(&self, token: &str, read: &Read, key: Print) {
        let read = Read {
            algorithm: read.algorithm,
            key: read.key.clone(),
            key_claim: read.key_claim.clone(),
            exp: read.exp,
            nbf: read.nbf,
            signed_with: Some(key),
        };
        self.0.borrow_mut().note(token, Rc::new(read));
    }
}

impl Known {
    fn find(&self, token: &str) -> Option<Rc<Read>> {
        let alike = self.by_header.get(header_of(token))?;
        alike.get(&print(token)).cloned()
    }

    fn note(&mut self, token: &str, read: Rc<Read>) {
        if self.number >= MOST {
            *self = Self::default();
        }
        let alike = self.by_header.entry(header_of(token).into()).or_default();
        if alike.insert(print(token), read).is_none() {
            self.number += 1;
        }
    }
}

impl Read {
    /// Whether it is known that it is signed with this key.
    pub(super) fn is_trusted_by(&self, key: &Print) -> bool {
        self.signed_with.as_ref() == Some(key)
    }

    fn of(token: &str, key_claim: &str) -> Result<Self, Wrong> {
        let token = Token::parse(token).map_err(|error| match error {
            JwsError::UnknownAlgorithm { .. } => Wrong::Algorithm,
            JwsError::Malformed(Malformed::Signature) => Wrong::Signature,
            _ => Wrong::Json,
        })?;
        let claims = token.unverified_claims().map_err(|_| Wrong::Claims)?;
        let number = |name| claims.value(name).and_then(serde_json::Value::as_f64);
        Ok(Self {
            algorithm: token.header().algorithm,
            key: key_of(&token, &claims, key_claim),
            key_claim: key_claim.to_owned(),
            exp: number("exp"),
            nbf: number("nbf"),
            signed_with: None,
        })
    }
}

/// Among the claims first, then in the header. A number names no credential.
fn key_of(token: &Token<'_>, claims: &Claims, name: &str) -> Option<String> {
    let claimed = claims.string(name).map(str::to_owned);
    claimed.or_else(|| token.header_text(name))
}

fn header_of(token: &str) -> &str {
    token.split('.').next().unwrap_or_default()
}

fn print(token: &str) -> Print {
    let mut print = Print::default();
    print.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    print
}
