//! Tokens that are encrypted for us (RFC 7516).
//!
//! Our keys for it are public: that a token could be decrypted says nothing about who wrote it. What is inside is a signed
//! token, and is judged as if it had come in the open.

use jose::{AcceptedEncryption, ContentEncryption, DecryptionKeys, JweError, KeyManagement, Secret};

/// What providers may choose from: all that nobody takes part in who knows none of our secrets.
const ACCEPTED: AcceptedEncryption<'static> = AcceptedEncryption {
    key_management: &KeyManagement::ALL,
    content_encryption: &ContentEncryption::ALL,
};

/// Whether a token is an encrypted one, by its number of parts.
pub(crate) fn is_encrypted(token: &Secret) -> bool {
    token.expose().matches('.').count() == 4
}

/// The signed token in an encrypted one, of which nothing is believed yet. With an RSA key it takes a millisecond or two.
///
/// # Errors
/// [`JweError`]; one and the same for all that only the owner of the keys can find out.
pub fn decrypt(token: &Secret, keys: &DecryptionKeys) -> Result<Secret, JweError> {
    let decrypted = jose::decrypt(token.expose(), keys, ACCEPTED)?;
    // What is inside is encrypted no more: one wrapping is enough for everybody (RFC 7519 section 11.2).
    decrypted.nested().map(Secret::new)
}

#[cfg(test)]
mod tests;
