//! JSON Web Tokens: keys, signatures, encryption, claims (RFC 7515, 7516, 7517, 7518, 7519).
//!
//! Knows: bytes, keys and algorithms. The cryptography is aws-lc-rs; what is accepted is decided here.
//! Must never know: what a login is, the time of day, or where keys come from.
//! Start with [`verify`]; then read [`KeySet`]. Shared secrets are [`verify_hmac`], and nothing else takes them.
//! What is encrypted is opened by [`decrypt`], which makes nobody believe it.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod algorithm;
pub mod base64;
pub mod base64url;
mod claims;
mod concat_kdf;
mod content_encryption;
mod curve;
mod decryption_key;
mod digest;
mod encrypt;
mod header;
mod hmac;
mod json;
mod jwe;
mod jwk;
mod jws;
mod key_agreement;
mod key_management;
mod key_set;
mod pem;
mod private_jwk;
#[cfg(test)]
mod samples;
mod secret;
mod signing_key;
mod timestamp;

pub use algorithm::Algorithm;
pub use claims::{Claims, NotADate};
pub use content_encryption::ContentEncryption;
pub use decryption_key::{DecryptionKey, DecryptionKeys, UnusableKey};
pub use digest::{equal, left_half, sha256};
pub use encrypt::{Envelope, encrypt_as_a_provider};
pub use header::Header;
pub use hmac::{sign_hmac, verify_hmac, verify_hmac_by_short_secret};
pub use json::BadJson;
pub use jwe::{AcceptedEncryption, Decrypted, Encrypted, EncryptedPart, EncryptionHeader, JweError, decrypt};
pub use jwk::Jwk;
pub use jws::{JwsError, Malformed, Token, Verified, verify, verify_by};
pub use key_management::KeyManagement;
pub use key_set::{KeySet, KeySetError};
pub use secret::Secret;
pub use signing_key::{SignError, SigningKey};
pub use timestamp::Timestamp;
