//! Signatures made with a shared secret (RFC 7518 section 3.2).
//!
//! Whoever can verify one can also forge it, so nothing takes them unless it calls this by its name.

use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use serde_json::{Value, json};

use crate::jws::{JwsError, Token, Verified};
use crate::signing_key::{SignError, signing_input};
use crate::{Algorithm, Secret, base64url};

/// Verifies that a token was signed with this secret and one of these algorithms, of which only HMACs count.
/// What it claims is still to be judged.
///
/// # Errors
/// [`JwsError`]; [`JwsError::SecretTooShort`] is the operator's to mend, whatever the token.
pub fn verify_hmac(token: &str, secret: &Secret, accepted: &[Algorithm]) -> Result<Verified, JwsError> {
    verify(token, secret.expose().as_bytes(), accepted)
}

/// The least that a secret must have where the standard asks for more, in bytes.
const SHORT: usize = 32;

/// The same for a secret of 32 bytes or more, though HS384 and HS512 ask for longer ones: Kong makes up such secrets. Nobody
/// guesses 32 bytes that somebody drew.
///
/// # Errors
/// As [`verify_hmac`].
pub fn verify_hmac_by_short_secret(
    token: &str,
    secret: &[u8],
    accepted: Algorithm,
) -> Result<Verified, JwsError> {
    let algorithm = Token::parse(token)?.header().algorithm;
    if secret.len() < SHORT {
        return Err(JwsError::SecretTooShort { algorithm });
    }
    // Of a key that is shorter than a block, zeros make up the rest (RFC 2104 2): it is the same key.
    let mut padded = secret.to_vec();
    padded.resize(secret.len().max(64), 0);
    verify(token, &padded, &[accepted])
}

fn verify(token: &str, secret: &[u8], accepted: &[Algorithm]) -> Result<Verified, JwsError> {
    let token = Token::parse(token)?;
    let algorithm = token.header().algorithm;
    let kind = kind(algorithm).filter(|_| accepted.contains(&algorithm));
    let kind = kind.ok_or(JwsError::NotAccepted { algorithm })?;
    let key = key(kind, secret).ok_or(JwsError::SecretTooShort { algorithm })?;
    // In constant time, and the whole of it: RFC 7518 knows no shortened ones.
    hmac::verify(&key, token.signed.as_bytes(), &token.signature).map_err(|_| JwsError::BadSignature)?;
    token.believed()
}

/// Signs claims as a compact token with a shared secret, which has no id.
///
/// # Errors
/// [`SignError::UnusableKey`] if the algorithm is no HMAC, or the secret is too short for it.
pub fn sign_hmac(
    typ: Option<&str>,
    claims: &Value,
    secret: &Secret,
    algorithm: Algorithm,
) -> Result<String, SignError> {
    let key = signing_key(algorithm, secret.expose().as_bytes()).ok_or(SignError::UnusableKey)?;
    let mut header = json!({ "alg": algorithm.as_str() });
    if let Some(typ) = typ {
        header["typ"] = typ.into();
    }
    let signed = signing_input(&header, claims);
    let signature = hmac::sign(&key, signed.as_bytes());
    Ok(format!("{signed}.{}", base64url::encode(signature.as_ref())))
}

/// A secret as a key of that algorithm; `None` if that is no HMAC, or the secret is too short for it.
pub(crate) fn signing_key(algorithm: Algorithm, secret: &[u8]) -> Option<hmac::Key> {
    key(kind(algorithm)?, secret)
}

fn kind(algorithm: Algorithm) -> Option<hmac::Algorithm> {
    match algorithm {
        Algorithm::Hs256 => Some(HMAC_SHA256),
        Algorithm::Hs384 => Some(HMAC_SHA384),
        Algorithm::Hs512 => Some(HMAC_SHA512),
        _ => None,
    }
}

/// The key, if it is as long as the digest or longer: RFC 7518 section 3.2. A shorter one can be guessed
/// from a single token, by anybody who has one.
fn key(kind: hmac::Algorithm, secret: &[u8]) -> Option<hmac::Key> {
    (secret.len() >= kind.digest_algorithm().output_len()).then(|| hmac::Key::new(kind, secret))
}

#[cfg(test)]
mod tests;
