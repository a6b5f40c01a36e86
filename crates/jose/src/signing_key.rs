//! A private key that signs tokens.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::{Algorithm, base64url};

/// A private key with its id. It signs RS256, ES256 or EdDSA.
pub struct SigningKey {
    key_id: String,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    P256(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

/// Why nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignError {
    /// The algorithm is not one this key can sign, or the key cannot be read.
    UnusableKey,
    /// The signature could not be made.
    Failed,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnusableKey => "the key cannot be read or does not fit the algorithm (jws.unusable_key)",
            Self::Failed => "the signature could not be made (jws.sign_failed)",
        })
    }
}

impl std::error::Error for SignError {}

impl SigningKey {
    /// Reads a PKCS#8 key.
    ///
    /// # Errors
    /// [`SignError::UnusableKey`] if it does not fit the algorithm.
    pub fn from_pkcs8(
        der: &[u8],
        algorithm: Algorithm,
        key_id: impl Into<String>,
    ) -> Result<Self, SignError> {
        let unusable = |_| SignError::UnusableKey;
        let pair = match algorithm {
            Algorithm::Rs256 => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(der).map_err(unusable)?)),
            Algorithm::Es256 => {
                let pair =
                    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(unusable)?;
                Pair::P256(Box::new(pair))
            }
            Algorithm::EdDsa => Pair::Ed25519(Box::new(Ed25519KeyPair::from_pkcs8(der).map_err(unusable)?)),
            _ => return Err(SignError::UnusableKey),
        };
        Ok(Self {
            key_id: key_id.into(),
            pair,
        })
    }

    /// Its id.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// What it signs with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Rsa(_) => Algorithm::Rs256,
            Pair::P256(_) => Algorithm::Es256,
            Pair::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// The public half, for a key set.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                let key = pair.public_key();
                json!({
                    "kty": "RSA",
                    "n": base64url::encode(key.modulus().big_endian_without_leading_zero()),
                    "e": base64url::encode(key.exponent().big_endian_without_leading_zero()),
                })
            }
            Pair::P256(pair) => {
                // An uncompressed point: 4, x, y (SEC 1 section 2.3.3).
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": base64url::encode(x), "y": base64url::encode(y) })
            }
            Pair::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url::encode(pair.public_key().as_ref()) })
            }
        };
        jwk["kid"] = self.key_id.as_str().into();
        jwk["alg"] = self.algorithm().as_str().into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// Signs claims as a compact token.
    ///
    /// # Errors
    /// [`SignError::Failed`] if the signature cannot be made.
    pub fn sign(&self, typ: Option<&str>, claims: &Value) -> Result<String, SignError> {
        let mut header = json!({ "alg": self.algorithm().as_str(), "kid": self.key_id });
        if let Some(typ) = typ {
            header["typ"] = typ.into();
        }
        let signed = signing_input(&header, claims);
        let signature = self.signature(signed.as_bytes())?;
        Ok(format!("{signed}.{}", base64url::encode(&signature)))
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let failed = |_| SignError::Failed;
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Pair::P256(pair) => Ok(pair
                .sign(&SystemRandom::new(), message)
                .map_err(failed)?
                .as_ref()
                .to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

/// What is signed (RFC 7515 section 5.1).
pub(crate) fn signing_input(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        base64url::encode(header.to_string().as_bytes()),
        base64url::encode(claims.to_string().as_bytes())
    )
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?}, {})", self.key_id, self.algorithm())
    }
}

#[cfg(test)]
mod tests;
