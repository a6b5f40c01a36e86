//! Sealing: what only we can read, and nobody can change.
//!
//! ```text
//! version 1 · key id 4 · salt 8 · nonce 12 · AES-256-GCM of the content · tag 16
//! ```

use std::fmt;

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use ports::{Entropy, NoEntropy};

use crate::keys::derived;
use crate::{Keys, Ring};

const VERSION: u8 = 1;
const TAG: usize = 16;
/// What stands before the sealed content.
const HEAD: usize = 1 + 4 + 8 + NONCE_LEN;

/// Seals and opens for one purpose. What another purpose, cookie, audience, issuer or client has sealed
/// does not open, whatever the secret.
pub struct Seal {
    ring: Ring,
    purpose: &'static str,
    associated: Vec<u8>,
}

/// Why something does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Shorter than anything that was ever sealed.
    TooShort,
    /// Another version of the format.
    UnknownVersion,
    /// Sealed with a secret that is not, or no longer, on the ring.
    UnknownKey,
    /// Changed, or sealed for something else.
    Forged,
}

impl OpenError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "session.too_short",
            Self::UnknownVersion => "session.unknown_version",
            Self::UnknownKey => "session.unknown_key",
            Self::Forged => "session.forged",
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "it is shorter than anything that was ever sealed",
            Self::UnknownVersion => "it has another version of the format",
            Self::UnknownKey => "it was sealed with a secret that is not on the ring",
            Self::Forged => "it was changed, or sealed for something else",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for OpenError {}

impl Seal {
    /// A seal for `purpose`, bound to `associated`: whatever must be equal where it is opened.
    #[must_use]
    pub fn new(ring: &Ring, purpose: &'static str, associated: &[&str]) -> Self {
        let mut bound = vec![VERSION];
        for text in [purpose].iter().chain(associated) {
            // The length before each, so that no two lists look alike.
            bound.extend((text.len() as u64).to_be_bytes());
            bound.extend(text.as_bytes());
        }
        Self {
            ring: ring.clone(),
            purpose,
            associated: bound,
        }
    }

    /// Seals `content` with the newest secret.
    ///
    /// # Errors
    /// [`NoEntropy`]: without it nothing may be sealed.
    pub fn seal(&self, keys: &Keys, content: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, NoEntropy> {
        let sealing = keys.sealing(self.ring.newest(), self.purpose, entropy)?;
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce)?;
        let mut sealed = Vec::with_capacity(HEAD + content.len() + TAG);
        sealed.push(VERSION);
        sealed.extend(sealing.id);
        sealed.extend(sealing.salt);
        sealed.extend(nonce);
        sealed.extend(content);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let bound = Aad::from(&self.associated);
        let tag = sealing
            .key
            .seal_in_place_separate_tag(nonce, bound, &mut sealed[HEAD..])
            .map_err(|_| NoEntropy)?;
        sealed.extend(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what was sealed, in its place.
    ///
    /// # Errors
    /// [`OpenError`]; what is in `sealed` then must not be used.
    pub fn open<'a>(&self, keys: &Keys, sealed: &'a mut [u8]) -> Result<&'a mut [u8], OpenError> {
        if sealed.len() < HEAD + TAG {
            return Err(OpenError::TooShort);
        }
        let (head, content) = sealed.split_at_mut(HEAD);
        if head[0] != VERSION {
            return Err(OpenError::UnknownVersion);
        }
        let secret = self.ring.find(taken(&head[1..])).ok_or(OpenError::UnknownKey)?;
        let salt = taken(&head[5..]);
        let nonce = Nonce::assume_unique_for_key(taken(&head[13..]));
        let bound = Aad::from(&self.associated);
        if let Some(key) = keys.find(secret, self.purpose, salt) {
            return key
                .open_in_place(nonce, bound, content)
                .map_err(|_| OpenError::Forged);
        }
        let key = derived(secret, self.purpose, salt);
        let content = key
            .open_in_place(nonce, bound, content)
            .map_err(|_| OpenError::Forged)?;
        keys.keep(secret, self.purpose, salt, key);
        Ok(content)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seal({})", self.purpose)
    }
}

fn taken<const BYTES: usize>(from: &[u8]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    bytes.copy_from_slice(&from[..BYTES]);
    bytes
}

#[cfg(test)]
mod tests;
