//! The keys that tokens are signed with.

use jose::{KeySet, SignError};
use serde_json::{Value, json};

use crate::SigningAlgorithm;
use crate::signing_key::SigningKey;

/// Old keys that are still published, so that what they signed stays good.
const RETIRED: usize = 2;

/// All keys of the provider.
pub(crate) struct Keys {
    algorithm: SigningAlgorithm,
    current: SigningKey,
    retired: Vec<SigningKey>,
    unpublished: Option<SigningKey>,
}

impl Keys {
    pub(crate) fn make(algorithm: SigningAlgorithm) -> Result<Self, SignError> {
        Ok(Self {
            algorithm,
            current: SigningKey::make(algorithm)?,
            retired: Vec::new(),
            unpublished: None,
        })
    }

    /// Signs with a new key from now on; the old one stays published for a while.
    pub(crate) fn rotate(&mut self) -> Result<(), SignError> {
        let old = std::mem::replace(&mut self.current, SigningKey::make(self.algorithm)?);
        self.retired.insert(0, old);
        self.retired.truncate(RETIRED);
        Ok(())
    }

    /// What ID tokens are signed with.
    pub(crate) const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The key that signs.
    pub(crate) const fn current(&self) -> &SigningKey {
        &self.current
    }

    /// A key that nobody published; it is made when it is first asked for.
    pub(crate) fn unpublished(&mut self) -> Result<&SigningKey, SignError> {
        let key = match self.unpublished.take() {
            Some(key) => key,
            None => SigningKey::make(self.algorithm)?,
        };
        Ok(self.unpublished.insert(key))
    }

    /// The public halves (RFC 7517 section 5), the newest first.
    pub(crate) fn published(&self) -> Value {
        let keys = std::iter::once(&self.current).chain(&self.retired);
        json!({ "keys": keys.map(SigningKey::public_jwk).collect::<Vec<_>>() })
    }

    /// Claims of a token that one of them signed, whether or not its time is over.
    pub(crate) fn verify(&self, token: &str) -> Option<jose::Claims> {
        let keys = KeySet::parse(self.published().to_string().as_bytes()).ok()?;
        let verified = jose::verify(token, &keys, &[self.algorithm.of_keys()]).ok()?;
        Some(verified.claims)
    }
}
