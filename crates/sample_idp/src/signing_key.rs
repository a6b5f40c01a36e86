//! A private key that signs tokens (RFC 7515, RFC 7518 section 3, RFC 8037 section 3.1).
//!
//! It is not the one of `jose`: what that crate verifies is to come from another hand.

use std::sync::Arc;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaKeyPair,
    RsaSignatureEncoding,
};
use jose::{Algorithm, SignError, base64url};
use serde_json::{Value, json};

use crate::{SigningAlgorithm, random};

/// A private key with its id.
pub(crate) struct SigningKey {
    id: String,
    algorithm: Algorithm,
    pair: Arc<Pair>,
}

enum Pair {
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    /// With the name of its curve (RFC 7518 section 6.2.1.1).
    Ec(EcdsaKeyPair, &'static str),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// A new key under a new id. One of RSA takes a noticeable moment.
    pub(crate) fn make(algorithm: SigningAlgorithm) -> Result<Self, SignError> {
        Ok(Self {
            id: random::id(),
            algorithm: algorithm.of_keys(),
            pair: Arc::new(make_pair(algorithm).map_err(|_| SignError::UnusableKey)?),
        })
    }

    /// The same key under a new id.
    pub(crate) fn renamed(&self) -> Self {
        Self {
            id: random::id(),
            algorithm: self.algorithm,
            pair: Arc::clone(&self.pair),
        }
    }

    /// The public half (RFC 7517 section 4).
    pub(crate) fn public_jwk(&self) -> Value {
        let mut jwk = match &*self.pair {
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
        };
        jwk["kid"] = self.id.as_str().into();
        jwk["alg"] = self.algorithm.as_str().into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// Signs claims as a compact token.
    pub(crate) fn sign(&self, typ: Option<&str>, claims: &Value) -> Result<String, SignError> {
        let mut header = json!({ "alg": self.algorithm.as_str(), "kid": self.id });
        if let Some(typ) = typ {
            header["typ"] = typ.into();
        }
        let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = self.signature(signed.as_bytes()).map_err(|_| SignError::Failed)?;
        Ok(format!("{signed}.{}", base64url::encode(&signature)))
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match &*self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)?;
                Ok(signature)
            }
            Pair::Ec(pair, _) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

fn make_pair(algorithm: SigningAlgorithm) -> Result<Pair, Unspecified> {
    match algorithm {
        SigningAlgorithm::Es256 | SigningAlgorithm::Hs256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
        SigningAlgorithm::Es384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
        SigningAlgorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
        SigningAlgorithm::Rs512 => rsa(&RSA_PKCS1_SHA512),
        SigningAlgorithm::Ps256 => rsa(&RSA_PSS_SHA256),
        SigningAlgorithm::EdDsa => Ok(Pair::Ed25519(Ed25519KeyPair::generate()?)),
    }
}

fn ec(kind: &'static EcdsaSigningAlgorithm, curve: &'static str) -> Result<Pair, Unspecified> {
    Ok(Pair::Ec(EcdsaKeyPair::generate(kind)?, curve))
}

fn rsa(encoding: &'static RsaSignatureEncoding) -> Result<Pair, Unspecified> {
    Ok(Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?, encoding))
}
