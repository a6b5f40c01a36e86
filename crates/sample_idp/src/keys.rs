//! The keys that tokens are signed with.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair};
use jose::{KeySet, SignError, SigningKey};
use serde_json::{Value, json};

use crate::SigningAlgorithm;
use crate::random;

/// Old keys that are still published, so that what they signed stays good.
const RETIRED: usize = 2;

/// All keys of the provider.
pub(crate) struct Keys {
    algorithm: SigningAlgorithm,
    current: Key,
    retired: Vec<Key>,
    unpublished: Option<Key>,
}

struct Key {
    private: Vec<u8>,
    signing: SigningKey,
}

impl Keys {
    pub(crate) fn make(algorithm: SigningAlgorithm) -> Result<Self, SignError> {
        Ok(Self {
            algorithm,
            current: Key::make(algorithm)?,
            retired: Vec::new(),
            unpublished: None,
        })
    }

    /// Signs with a new key from now on; the old one stays published for a while.
    pub(crate) fn rotate(&mut self) -> Result<(), SignError> {
        let old = std::mem::replace(&mut self.current, Key::make(self.algorithm)?);
        self.retired.insert(0, old);
        self.retired.truncate(RETIRED);
        Ok(())
    }

    /// The key that signs.
    pub(crate) const fn current(&self) -> &SigningKey {
        &self.current.signing
    }

    /// The key that signs, under an id that nobody published.
    pub(crate) fn renamed(&self) -> Result<SigningKey, SignError> {
        SigningKey::from_pkcs8(&self.current.private, self.algorithm.algorithm(), random::id())
    }

    /// A key that nobody published; it is made when it is first asked for.
    pub(crate) fn unpublished(&mut self) -> Result<&SigningKey, SignError> {
        let key = match self.unpublished.take() {
            Some(key) => key,
            None => Key::make(self.algorithm)?,
        };
        Ok(&self.unpublished.insert(key).signing)
    }

    /// The public halves (RFC 7517 section 5), the newest first.
    pub(crate) fn published(&self) -> Value {
        let keys = std::iter::once(&self.current).chain(&self.retired);
        json!({ "keys": keys.map(|key| key.signing.public_jwk()).collect::<Vec<_>>() })
    }

    /// Claims of a token that is really ours, whether or not its time is over.
    pub(crate) fn verify(&self, token: &str) -> Option<jose::Claims> {
        let keys = KeySet::parse(self.published().to_string().as_bytes()).ok()?;
        let verified = jose::verify(token, &keys, &[self.algorithm.algorithm()]).ok()?;
        Some(verified.claims)
    }
}

impl Key {
    fn make(algorithm: SigningAlgorithm) -> Result<Self, SignError> {
        let private = match algorithm {
            SigningAlgorithm::Es256 => p256(),
            SigningAlgorithm::Rs256 => rsa(),
        };
        let private = private.map_err(|_| SignError::UnusableKey)?;
        let signing = SigningKey::from_pkcs8(&private, algorithm.algorithm(), random::id())?;
        Ok(Self { private, signing })
    }
}

fn p256() -> Result<Vec<u8>, Unspecified> {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
    Ok(pkcs8.as_ref().to_vec())
}

fn rsa() -> Result<Vec<u8>, Unspecified> {
    let pkcs8: Pkcs8V1Der<'_> = RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?;
    Ok(pkcs8.as_ref().to_vec())
}
