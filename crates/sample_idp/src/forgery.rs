//! Tokens that nobody should believe.

use aws_lc_rs::hmac;
use jose::base64url;
use serde_json::{Value, json};

/// A token that says it needs no signature (RFC 7515 appendix A.5).
pub(crate) fn unsigned(claims: &Value) -> String {
    format!("{}.", encoded(&json!({ "alg": "none", "typ": "JWT" }), claims))
}

/// A token signed with a public key as if it were a shared secret (RFC 8725 section 2.1).
pub(crate) fn hmac_with(public_key: &Value, claims: &Value) -> String {
    let signed = encoded(&json!({ "alg": "HS256", "kid": public_key["kid"] }), claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, public_key.to_string().as_bytes());
    let tag = hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", base64url::encode(tag.as_ref()))
}

/// The token with one bit of its signature flipped; a token that has none stays as it is.
pub(crate) fn flipped(token: &str) -> String {
    let Some((signed, signature)) = token.rsplit_once('.') else {
        return token.to_owned();
    };
    let mut signature = base64url::decode(signature).unwrap_or_default();
    if let Some(byte) = signature.first_mut() {
        *byte ^= 1;
    }
    format!("{signed}.{}", base64url::encode(&signature))
}

fn encoded(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}
