//! A private key that signs tokens.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::{Algorithm, base64url};

/// A private key with its id, for one algorithm. It is not printed.
pub struct SigningKey {
    pub(crate) key_id: Option<String>,
    pub(crate) algorithm: Algorithm,
    pub(crate) pair: Pair,
    /// Members of the header that name its certificate.
    pub(crate) thumbprints: Vec<(&'static str, String)>,
}

pub(crate) enum Pair {
    Rsa(Box<RsaKeyPair>, &'static dyn RsaEncoding),
    Ec(Box<EcdsaKeyPair>, &'static str),
    Ed25519(Box<Ed25519KeyPair>),
    /// No pair: a secret that is shared.
    Shared(Box<hmac::Key>),
}

/// What a key of an algorithm is made of.
pub(crate) enum Family {
    Rsa(&'static dyn RsaEncoding),
    Ec(&'static EcdsaSigningAlgorithm, &'static str),
    Ed25519,
}

impl Family {
    /// `None` for an algorithm whose secret is shared.
    pub(crate) fn of(algorithm: Algorithm) -> Option<Self> {
        Some(match algorithm {
            Algorithm::Rs256 => Self::Rsa(&RSA_PKCS1_SHA256),
            Algorithm::Rs384 => Self::Rsa(&RSA_PKCS1_SHA384),
            Algorithm::Rs512 => Self::Rsa(&RSA_PKCS1_SHA512),
            Algorithm::Ps256 => Self::Rsa(&RSA_PSS_SHA256),
            Algorithm::Ps384 => Self::Rsa(&RSA_PSS_SHA384),
            Algorithm::Ps512 => Self::Rsa(&RSA_PSS_SHA512),
            Algorithm::Es256 => Self::Ec(&ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
            Algorithm::Es384 => Self::Ec(&ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
            Algorithm::Es512 => Self::Ec(&ECDSA_P521_SHA512_FIXED_SIGNING, "P-521"),
            Algorithm::EdDsa => Self::Ed25519,
            Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => return None,
        })
    }
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
    /// A new PKCS#8 key for an algorithm, that nobody else has. Takes a while: for RSA some hundred milliseconds.
    ///
    /// # Errors
    /// [`SignError::UnusableKey`] for an algorithm whose secret is shared, or if there is no randomness.
    pub fn make_pkcs8(algorithm: Algorithm) -> Result<Vec<u8>, SignError> {
        // The library draws from the system itself, for keys as for signatures.
        let der = |made: Result<Pkcs8V1Der<'_>, Unspecified>| made.map(|der| der.as_ref().to_vec());
        let made = match Family::of(algorithm).ok_or(SignError::UnusableKey)? {
            Family::Rsa(_) => RsaKeyPair::generate(KeySize::Rsa2048).and_then(|pair| der(pair.as_der())),
            Family::Ec(curve, _) => EcdsaKeyPair::generate(curve)
                .and_then(|pair| pair.to_pkcs8v1())
                .map(|der| der.as_ref().to_vec()),
            Family::Ed25519 => Ed25519KeyPair::generate()
                .and_then(|pair| pair.to_pkcs8v1())
                .map(|der| der.as_ref().to_vec()),
        };
        made.map_err(|_| SignError::UnusableKey)
    }

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
        let pair = match Family::of(algorithm).ok_or(SignError::UnusableKey)? {
            Family::Rsa(encoding) => {
                Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(der).map_err(unusable)?), encoding)
            }
            Family::Ec(curve, name) => {
                let pair = EcdsaKeyPair::from_pkcs8(curve, der).map_err(unusable)?;
                Pair::Ec(Box::new(pair), name)
            }
            Family::Ed25519 => Pair::Ed25519(Box::new(Ed25519KeyPair::from_pkcs8(der).map_err(unusable)?)),
        };
        Ok(Self {
            key_id: Some(key_id.into()),
            algorithm,
            pair,
            thumbprints: Vec::new(),
        })
    }

    /// Its id.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// What it signs with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public half, for a key set. A secret that is shared has none: only its id and its algorithm are told, which
    /// verify nothing.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa(pair, _) => {
                let key = pair.public_key();
                json!({
                    "kty": "RSA",
                    "n": base64url::encode(key.modulus().big_endian_without_leading_zero()),
                    "e": base64url::encode(key.exponent().big_endian_without_leading_zero()),
                })
            }
            Pair::Ec(pair, curve) => {
                // An uncompressed point: 4, x, y (SEC 1 section 2.3.3).
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                json!({ "kty": "EC", "crv": curve, "x": base64url::encode(x), "y": base64url::encode(y) })
            }
            Pair::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url::encode(pair.public_key().as_ref()) })
            }
            Pair::Shared(_) => json!({ "kty": "oct" }),
        };
        if let Some(key_id) = &self.key_id {
            jwk["kid"] = key_id.as_str().into();
        }
        jwk["alg"] = self.algorithm().as_str().into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// Signs claims as a compact token.
    ///
    /// # Errors
    /// [`SignError::Failed`] if the signature cannot be made.
    pub fn sign(&self, typ: Option<&str>, claims: &Value) -> Result<String, SignError> {
        let mut header = json!({ "alg": self.algorithm().as_str() });
        if let Some(key_id) = &self.key_id {
            header["kid"] = key_id.as_str().into();
        }
        for (name, thumbprint) in &self.thumbprints {
            header[*name] = thumbprint.as_str().into();
        }
        if let Some(typ) = typ {
            header["typ"] = typ.into();
        }
        let signed = signing_input(&header, claims);
        let signature = self.signature(signed.as_bytes())?;
        Ok(format!("{signed}.{}", base64url::encode(&signature)))
    }

    pub(crate) fn signature(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let failed = |_| SignError::Failed;
        match &self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &SystemRandom::new(), message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Pair::Ec(pair, _) => Ok(pair
                .sign(&SystemRandom::new(), message)
                .map_err(failed)?
                .as_ref()
                .to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Shared(secret) => Ok(hmac::sign(secret, message).as_ref().to_vec()),
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
