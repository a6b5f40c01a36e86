//! Keys and tokens for tests. The tokens are signed here by hand, so that they may say what no honest signer writes.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaKeyPair, RsaSignatureEncoding,
};
use serde_json::{Value, json};

use crate::{Algorithm, KeySet, base64url};

struct Pairs {
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    p521: EcdsaKeyPair,
    ed25519: Ed25519KeyPair,
}

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs {
    rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
    p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
    p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap(),
    p521: EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING).unwrap(),
    ed25519: Ed25519KeyPair::generate().unwrap(),
});

/// How a pair signs: the elliptic ones by themselves, RSA with one of its paddings.
enum Signer<'a> {
    Rsa(&'static RsaSignatureEncoding),
    Elliptic(&'a EcdsaKeyPair),
    Edwards(&'a Ed25519KeyPair),
}

fn signer(algorithm: Algorithm) -> Signer<'static> {
    match algorithm {
        Algorithm::Rs256 => Signer::Rsa(&RSA_PKCS1_SHA256),
        Algorithm::Rs384 => Signer::Rsa(&RSA_PKCS1_SHA384),
        Algorithm::Rs512 => Signer::Rsa(&RSA_PKCS1_SHA512),
        Algorithm::Ps256 => Signer::Rsa(&RSA_PSS_SHA256),
        Algorithm::Ps384 => Signer::Rsa(&RSA_PSS_SHA384),
        Algorithm::Ps512 => Signer::Rsa(&RSA_PSS_SHA512),
        Algorithm::Es256 => Signer::Elliptic(&PAIRS.p256),
        Algorithm::Es384 => Signer::Elliptic(&PAIRS.p384),
        Algorithm::Es512 => Signer::Elliptic(&PAIRS.p521),
        Algorithm::EdDsa => Signer::Edwards(&PAIRS.ed25519),
        Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => panic!("a secret is no pair"),
    }
}

/// The signature of a message.
pub(crate) fn signature(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    let random = SystemRandom::new();
    match signer(algorithm) {
        Signer::Rsa(padding) => {
            let mut signature = vec![0; PAIRS.rsa.public_modulus_len()];
            PAIRS.rsa.sign(padding, &random, message, &mut signature).unwrap();
            signature
        }
        Signer::Elliptic(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
        Signer::Edwards(pair) => pair.sign(message).as_ref().to_vec(),
    }
}

/// The public key that verifies that algorithm, with an id or without, and without `use` and `alg`.
pub(crate) fn jwk(algorithm: Algorithm, key_id: Option<&str>) -> Value {
    let mut jwk = match signer(algorithm) {
        Signer::Rsa(_) => {
            let key = PAIRS.rsa.public_key();
            json!({
                "kty": "RSA",
                "n": base64url::encode(key.modulus().big_endian_without_leading_zero()),
                "e": base64url::encode(key.exponent().big_endian_without_leading_zero()),
            })
        }
        Signer::Elliptic(pair) => {
            let point = &pair.public_key().as_ref()[1..];
            let (x, y) = point.split_at(point.len() / 2);
            let curve = match x.len() {
                32 => "P-256",
                48 => "P-384",
                _ => "P-521",
            };
            json!({ "kty": "EC", "crv": curve, "x": base64url::encode(x), "y": base64url::encode(y) })
        }
        Signer::Edwards(pair) => {
            json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url::encode(pair.public_key().as_ref()) })
        }
    };
    if let Some(id) = key_id {
        jwk["kid"] = id.into();
    }
    jwk
}

/// A key set of these keys.
pub(crate) fn set(keys: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// A well signed token with that header and payload, byte for byte.
pub(crate) fn token(algorithm: Algorithm, header: &str, payload: &[u8]) -> String {
    let signed = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload)
    );
    let signature = signature(algorithm, signed.as_bytes());
    format!("{signed}.{}", base64url::encode(&signature))
}

/// The same object with other members.
pub(crate) fn with(object: &Value, members: Value) -> Value {
    let mut object = object.clone();
    let Value::Object(members) = members else {
        panic!("members are an object")
    };
    for (name, value) in members {
        object[name] = value;
    }
    object
}
