//! The keys of a signer (RFC 7517 section 5).

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::jws::{TRIED, Token};
use crate::{Algorithm, Jwk, json};

/// The most bytes a key set may have.
const LIMIT: usize = 512 * 1024;

/// The most keys that are read.
const KEYS: usize = 200;

/// A signer's public keys.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Arc<Jwk>>,
    skipped: usize,
}

/// Why a text is not a key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySetError {
    /// Longer than 512 KiB, or more than 200 keys.
    TooLarge,
    /// Not a JSON object with a list `keys`.
    Malformed,
}

impl KeySetError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "jwks.too_large",
            Self::Malformed => "jwks.malformed",
        }
    }
}

impl fmt::Display for KeySetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the key set is larger than 512 KiB or 200 keys (jwks.too_large)"),
            Self::Malformed => f.write_str("not a JSON object with a list of keys (jwks.malformed)"),
        }
    }
}

impl std::error::Error for KeySetError {}

impl KeySet {
    /// Reads a key set. Keys that verify nothing here are skipped (RFC 7517 section 5): one foreign key
    /// must not take the others away.
    ///
    /// # Errors
    /// [`KeySetError`] if it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeySetError> {
        if bytes.len() > LIMIT {
            return Err(KeySetError::TooLarge);
        }
        let members = json::read_object(bytes).map_err(|_| KeySetError::Malformed)?;
        let listed = members
            .get("keys")
            .and_then(Value::as_array)
            .ok_or(KeySetError::Malformed)?;
        if listed.len() > KEYS {
            return Err(KeySetError::TooLarge);
        }
        let keys: Vec<_> = listed
            .iter()
            .filter_map(|key| Some(Arc::new(Jwk::read(key.as_object()?)?)))
            .collect();
        Ok(Self {
            skipped: listed.len() - keys.len(),
            keys,
        })
    }

    /// These keys and those of others, which are tried after them: a key id that two sets know means ours first.
    #[must_use]
    pub fn with<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut joined = Self {
            keys: self.keys.clone(),
            skipped: self.skipped,
        };
        for other in others {
            joined.keys.extend_from_slice(&other.keys);
            joined.skipped += other.skipped;
        }
        joined
    }

    /// The keys, in the order in which they were listed.
    pub fn iter(&self) -> impl Iterator<Item = &Jwk> {
        self.keys.iter().map(|key| &**key)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many listed keys verify nothing here.
    #[must_use]
    pub const fn skipped(&self) -> usize {
        self.skipped
    }

    /// The key that a token was signed with.
    #[must_use]
    pub fn key_of<'a>(&'a self, token: &str) -> Option<&'a Jwk> {
        let token = Token::parse(token).ok()?;
        let header = token.header();
        self.fitting(header.algorithm, header.key_id.as_deref())
            .take(TRIED)
            .find(|key| token.is_signed_with(key))
    }

    /// Keys for a signature of this algorithm. A key id in the token selects; two keys may share one.
    pub(crate) fn fitting<'a, 'b>(
        &'a self,
        algorithm: Algorithm,
        key_id: Option<&'b str>,
    ) -> impl Iterator<Item = &'a Jwk> + use<'a, 'b> {
        let named = move |key: &&Jwk| key_id.is_none() || key.key_id() == key_id;
        self.iter().filter(move |key| key.fits(algorithm)).filter(named)
    }
}

#[cfg(test)]
mod tests;
