//! Proof that a code came to the one who asked for it (RFC 7636).

use jose::Secret;

use crate::Metadata;

/// When a proof key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pkce {
    /// Unless the provider lists methods and S256 is not among them.
    WhenOffered,
    /// Always.
    Always,
    /// Never: a code that leaks can be redeemed by whoever has it.
    Never,
}

/// Why no proof key can be agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnlyPlain;

impl Pkce {
    /// Whether to send a proof key to this provider. `plain` is never sent: it proves nothing
    /// to whoever has read the request.
    ///
    /// # Errors
    /// [`OnlyPlain`] if the provider takes nothing else.
    pub fn applies(self, metadata: &Metadata) -> Result<bool, OnlyPlain> {
        let methods = metadata.challenge_methods();
        match (self, methods) {
            (Self::Always, _) | (Self::WhenOffered, None) => Ok(true),
            (Self::WhenOffered, Some(methods)) if methods.iter().any(|method| method == "S256") => Ok(true),
            (Self::WhenOffered, Some([only])) if only == "plain" => Err(OnlyPlain),
            (Self::Never, _) | (Self::WhenOffered, Some(_)) => Ok(false),
        }
    }
}

/// The challenge that belongs to a verifier: S256 of RFC 7636 section 4.2.
pub(crate) fn challenge(verifier: &Secret) -> String {
    jose::base64url::encode(&jose::sha256(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests;
