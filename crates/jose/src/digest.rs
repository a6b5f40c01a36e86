//! Digests, and comparing without telling where the difference is.

use aws_lc_rs::{constant_time, digest};

use crate::Algorithm;

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// Whether both are the same, in a time that depends on their lengths only.
#[must_use]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// The left half of the digest that belongs to an algorithm, in base64url: what `at_hash` holds of an access token and
/// `c_hash` of a code (OpenID Connect Core 3.1.3.6 and 3.3.2.11). The algorithm is that of the ID token which holds it.
#[must_use]
pub fn left_half(algorithm: Algorithm, value: &str) -> String {
    let kind = match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256 | Algorithm::Hs256 => &digest::SHA256,
        Algorithm::Rs384 | Algorithm::Ps384 | Algorithm::Es384 | Algorithm::Hs384 => &digest::SHA384,
        // Ed25519 hashes with SHA-512 inside, and providers use it for at_hash too.
        Algorithm::Rs512 | Algorithm::Ps512 | Algorithm::Es512 | Algorithm::Hs512 | Algorithm::EdDsa => {
            &digest::SHA512
        }
    };
    let whole = digest::digest(kind, value.as_bytes());
    let half = &whole.as_ref()[..whole.as_ref().len() / 2];
    crate::base64url::encode(half)
}

#[cfg(test)]
mod tests;
