//! What is left out of records: whatever proves who somebody is.
//!
//! Names decide, those that plugins of the route declare and those that everybody uses for proofs, and where a name says
//! nothing the look of a value. Too much left out costs a reader some comfort; too little costs a password.

use std::borrow::Cow;

use plugin::Target;
use serde_json::{Map, Value};

/// What stands in the place of a proof.
pub(crate) const REDACTED: &str = "REDACTED";

/// Parts of names of headers and parameters that carry proofs.
const WORDS: [&str; 16] = [
    "api-key",
    "api_key",
    "apikey",
    "assertion",
    "authorization",
    "cookie",
    "credential",
    "dpop",
    "jwt",
    "passw",
    "pwd",
    "saml",
    "secret",
    "session",
    "signature",
    "token",
];

/// Whole names of parameters that carry proofs, and what belongs to a login alone.
const PARAMETERS: [&str; 12] = [
    "auth",
    "code",
    "code_verifier",
    "key",
    "nonce",
    "otp",
    "pass",
    "pin",
    "sig",
    "sign",
    "state",
    "ticket",
];

/// Schemes of the Authorization header, for values that stand elsewhere.
const SCHEMES: [&str; 6] = ["basic ", "bearer ", "digest ", "dpop ", "negotiate ", "ntlm "];

/// Where a piece of a text ends.
const ENDS: [char; 7] = ['?', '&', '#', ';', ',', ' ', '/'];

/// How often an address may stand encoded in another one.
const LAYERS: u8 = 3;

/// What is left out of the records of a route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redaction<'a> {
    /// The names that plugins declare, in lower case and in order.
    proofs: &'a [String],
}

impl<'a> Redaction<'a> {
    /// With these names, in lower case, beside those that everybody uses.
    pub(crate) const fn with(proofs: &'a [String]) -> Self {
        Self { proofs }
    }

    /// Whether the values of a header are left out, by its name in lower case.
    pub(crate) fn is_secret_header(self, name: &str) -> bool {
        WORDS.iter().any(|word| name.contains(word)) || self.proofs.iter().any(|proof| proof == name)
    }

    fn is_secret_parameter(self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        PARAMETERS.contains(&&*name) || self.is_secret_header(&name)
    }

    /// A path and its query.
    pub(crate) fn target(self, target: &Target) -> String {
        self.text(target.as_str())
    }

    /// A text in which addresses may stand: a location, a referer, whatever a header holds.
    pub(crate) fn text(self, text: &str) -> String {
        self.layer(text, LAYERS)
    }

    /// A text that may be encoded so many times more.
    fn layer(self, text: &str, layers: u8) -> String {
        if looks_like_proof(text) {
            return REDACTED.to_owned();
        }
        let text = without_user(text);
        let mut told = String::with_capacity(text.len());
        for piece in text.split_inclusive(ENDS) {
            let (piece, end) = match piece.char_indices().next_back() {
                Some((at, last)) if ENDS.contains(&last) => piece.split_at(at),
                _ => (piece, ""),
            };
            told.push_str(&self.piece(piece, layers));
            told.push_str(end);
        }
        told
    }

    fn piece(self, piece: &str, layers: u8) -> Cow<'_, str> {
        let (name, value) = match piece.split_once('=') {
            Some((name, value)) => (Some(name), value),
            None => (None, piece),
        };
        let is_secret = name.is_some_and(|name| self.is_secret_parameter(&decoded(name)));
        match is_secret || self.hides_proof(value, layers) {
            true => name.map_or(REDACTED.into(), |name| format!("{name}={REDACTED}").into()),
            false => piece.to_owned().into(),
        }
    }

    /// Whether a value is a proof, or an address in which one stands, encoded as often as that may be.
    fn hides_proof(self, value: &str, layers: u8) -> bool {
        if looks_like_proof(value) {
            return true;
        }
        let plain = match value.contains('%') {
            true => decoded(value),
            false => return false,
        };
        match layers.checked_sub(1) {
            _ if plain == value => false,
            Some(layers) => self.layer(&plain, layers) != plain,
            // Who wraps a text so often has something to hide.
            None => true,
        }
    }

    /// The parameters of a query by their names; those that came several times as lists, one without a value as true.
    pub(crate) fn arguments(self, query: &str) -> Value {
        let mut arguments = Map::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = match pair.split_once('=') {
                Some((name, value)) => (decoded(name), Some(decoded(value))),
                None => (decoded(pair), None),
            };
            let value = match value {
                Some(_) if self.is_secret_parameter(&name) => REDACTED.into(),
                Some(value) => self.text(&value).into(),
                None => Value::Bool(true),
            };
            // What stands alone may be a proof itself.
            let name = match looks_like_proof(&name) {
                true => REDACTED.to_owned(),
                false => name.into_owned(),
            };
            match arguments.get_mut(&name) {
                None => drop(arguments.insert(name, value)),
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = vec![first.take(), value].into(),
            }
        }
        arguments.into()
    }
}

/// Whether a text looks like a token: a signed or encrypted one of JOSE begins with `{"` in base64url and has dots; what
/// stands in an Authorization header begins with its scheme.
fn looks_like_proof(text: &str) -> bool {
    let text = text.trim_start_matches(['"', '\'', ' ', '<']);
    let has_scheme = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme))
    };
    SCHEMES.iter().any(|scheme| has_scheme(scheme)) || text.starts_with("eyJ") && text.contains('.')
}

/// Addresses without the user and the password that may stand before their hosts.
fn without_user(text: &str) -> Cow<'_, str> {
    if !text.contains("//") || !text.contains('@') {
        return text.into();
    }
    let mut parts = text.split("//");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let authority = part.split(['/', '?', '#', ' ']).next().unwrap_or_default();
        let user = authority.rfind('@').map_or(0, |at| at + 1);
        told.push_str("//");
        told.push_str(&part[user..]);
    }
    told.into()
}

/// Percent-decoded, as in a form.
fn decoded(text: &str) -> Cow<'_, str> {
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    // An equals sign was taken off before; an encoded one is part of the name.
    pairs.next().map_or(Cow::Borrowed(""), |(name, _)| name)
}

#[cfg(test)]
mod tests;
