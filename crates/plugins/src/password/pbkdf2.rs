//! PBKDF2 (RFC 8018 5.2), as Kong keeps the secrets of OAuth 2.0 clients.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA512, verify};

/// What Kong keeps of a secret: `$pbkdf2-sha512$i=10000,l=32$SALT$HASH`, in base64 without padding.
#[derive(Clone)]
pub(crate) struct Pbkdf2 {
    text: String,
    iterations: NonZeroU32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

/// The most that a hash may ask for: whoever asks for more stops the gateway. Kong asks for 10,000.
const MOST_ITERATIONS: u32 = 1_000_000;
/// The most bytes of a salt and of a hash, of which SHA-512 makes that many at once.
const MOST_BYTES: usize = 64;
/// The fewest bytes of a hash: fewer would be met by chance.
const FEWEST_BYTES: usize = 16;

impl Pbkdf2 {
    /// Reads what is kept; `None` if it is something else, or asks for too much.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$pbkdf2-sha512$")?.split('$');
        let (parameters, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let (iterations, length) = parameters.split_once(',')?;
        let iterations: NonZeroU32 = iterations.strip_prefix("i=")?.parse().ok()?;
        let length: usize = length.strip_prefix("l=")?.parse().ok()?;
        let bytes = |part: &str| base64_simd::STANDARD_NO_PAD.decode_to_vec(part).ok();
        let (salt, hash) = (bytes(salt)?, bytes(hash)?);
        let is_good = parts.next().is_none()
            && iterations.get() <= MOST_ITERATIONS
            && (1..=MOST_BYTES).contains(&salt.len())
            && (FEWEST_BYTES..=MOST_BYTES).contains(&hash.len())
            && hash.len() == length;
        is_good.then(|| Self {
            text: text.to_owned(),
            iterations,
            salt,
            hash,
        })
    }

    /// Whether it is kept of this secret.
    pub(super) fn fits(&self, secret: &[u8]) -> bool {
        verify(
            PBKDF2_HMAC_SHA512,
            self.iterations,
            &self.salt,
            secret,
            &self.hash,
        )
        .is_ok()
    }

    /// As it stands in a document.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests;
