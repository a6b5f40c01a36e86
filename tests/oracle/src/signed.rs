//! JSON Web Signatures.

use jose::{Algorithm, JwsError, KeySet, SigningKey, Verified, verify, verify_hmac_by_short_secret};
use josekit::jwk::Jwk;
use josekit::jws::alg::ecdsa::EcdsaJwsAlgorithm;
use josekit::jws::alg::hmac::HmacJwsAlgorithm;
use josekit::jws::alg::rsassa::RsassaJwsAlgorithm;
use josekit::jws::alg::rsassa_pss::RsassaPssJwsAlgorithm;
use josekit::jws::{self, EdDSA, JwsHeader, JwsSigner, JwsVerifier};
use serde_json::{Value, json};

use crate::keys::{members, of_ours, private, public};

fn every_algorithm() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.into_iter().chain(Algorithm::HMAC)
}

/// What signs with it.
fn kind(algorithm: Algorithm) -> &'static str {
    match algorithm.as_str() {
        "ES256" => "P-256",
        "ES384" => "P-384",
        "ES512" => "P-521",
        "EdDSA" => "Ed25519",
        "HS256" | "HS384" | "HS512" => "oct",
        _ => "RSA",
    }
}

fn ecdsa(algorithm: Algorithm) -> Option<EcdsaJwsAlgorithm> {
    match algorithm {
        Algorithm::Es256 => Some(EcdsaJwsAlgorithm::Es256),
        Algorithm::Es384 => Some(EcdsaJwsAlgorithm::Es384),
        Algorithm::Es512 => Some(EcdsaJwsAlgorithm::Es512),
        _ => None,
    }
}

fn hmac(algorithm: Algorithm) -> Option<HmacJwsAlgorithm> {
    match algorithm {
        Algorithm::Hs256 => Some(HmacJwsAlgorithm::Hs256),
        Algorithm::Hs384 => Some(HmacJwsAlgorithm::Hs384),
        Algorithm::Hs512 => Some(HmacJwsAlgorithm::Hs512),
        _ => None,
    }
}

fn rsa(algorithm: Algorithm) -> Option<RsassaJwsAlgorithm> {
    match algorithm {
        Algorithm::Rs256 => Some(RsassaJwsAlgorithm::Rs256),
        Algorithm::Rs384 => Some(RsassaJwsAlgorithm::Rs384),
        Algorithm::Rs512 => Some(RsassaJwsAlgorithm::Rs512),
        _ => None,
    }
}

fn pss(algorithm: Algorithm) -> Option<RsassaPssJwsAlgorithm> {
    match algorithm {
        Algorithm::Ps256 => Some(RsassaPssJwsAlgorithm::Ps256),
        Algorithm::Ps384 => Some(RsassaPssJwsAlgorithm::Ps384),
        Algorithm::Ps512 => Some(RsassaPssJwsAlgorithm::Ps512),
        _ => None,
    }
}

fn signer(algorithm: Algorithm, key: &Jwk) -> Box<dyn JwsSigner> {
    if let Some(ecdsa) = ecdsa(algorithm) {
        Box::new(ecdsa.signer_from_jwk(key).unwrap())
    } else if let Some(hmac) = hmac(algorithm) {
        Box::new(hmac.signer_from_jwk(key).unwrap())
    } else if let Some(rsa) = rsa(algorithm) {
        Box::new(rsa.signer_from_jwk(key).unwrap())
    } else if let Some(pss) = pss(algorithm) {
        Box::new(pss.signer_from_jwk(key).unwrap())
    } else {
        Box::new(EdDSA.signer_from_jwk(key).unwrap())
    }
}

fn verifier(algorithm: Algorithm, key: &Jwk) -> Box<dyn JwsVerifier> {
    if let Some(ecdsa) = ecdsa(algorithm) {
        Box::new(ecdsa.verifier_from_jwk(key).unwrap())
    } else if let Some(hmac) = hmac(algorithm) {
        Box::new(hmac.verifier_from_jwk(key).unwrap())
    } else if let Some(rsa) = rsa(algorithm) {
        Box::new(rsa.verifier_from_jwk(key).unwrap())
    } else if let Some(pss) = pss(algorithm) {
        Box::new(pss.verifier_from_jwk(key).unwrap())
    } else {
        Box::new(EdDSA.verifier_from_jwk(key).unwrap())
    }
}

fn ours(token: &str, key: &Jwk, algorithm: Algorithm) -> Result<Verified, JwsError> {
    if algorithm.is_symmetric() {
        return verify_hmac_by_short_secret(token, &key.key_value().unwrap(), algorithm);
    }
    let set = json!({ "keys": [members(&public(key))] });
    verify(
        token,
        &KeySet::parse(set.to_string().as_bytes()).unwrap(),
        &[algorithm],
    )
}

/// A signature with one bit changed.
fn forged(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = jose::base64url::decode(signature).unwrap();
    signature[9] ^= 4;
    format!("{signed}.{}", jose::base64url::encode(&signature))
}

#[test]
fn what_josekit_signs_we_verify() {
    for algorithm in every_algorithm() {
        let key = private(kind(algorithm));
        let mut header = JwsHeader::new();
        header.set_key_id("k1");
        header.set_token_type("JWT");
        let claims = json!({ "sub": "ada", "name": "Ådå" });
        let signer = signer(algorithm, &key);
        let token = jws::serialize_compact(claims.to_string().as_bytes(), &header, &*signer).unwrap();
        let found = ours(&token, &key, algorithm).unwrap();
        assert_eq!(found.header.algorithm, algorithm);
        assert_eq!(found.header.key_id.as_deref(), Some("k1"));
        assert_eq!(found.claims.string("name"), Some("Ådå"), "{algorithm}");
        let refused = ours(&forged(&token), &key, algorithm).unwrap_err();
        assert_eq!(refused, JwsError::BadSignature, "{algorithm}");
    }
}

/// With the private keys of the other one, as JWKs.
#[test]
fn what_we_sign_josekit_verifies() {
    for algorithm in every_algorithm() {
        let key = private(kind(algorithm));
        let signing = SigningKey::from_jwk(&members(&key), algorithm).unwrap();
        let token = signing.sign(Some("JWT"), &json!({ "sub": "ada" })).unwrap();
        let shown = match algorithm.is_symmetric() {
            true => key,
            false => of_ours(&signing.public_jwk()),
        };
        let verifier = verifier(algorithm, &shown);
        let (payload, header) = jws::deserialize_compact(&token, &*verifier).unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(&payload).unwrap(),
            json!({ "sub": "ada" })
        );
        assert_eq!(
            (header.key_id(), header.token_type()),
            (Some("k1"), Some("JWT")),
            "{algorithm}"
        );
        assert!(
            jws::deserialize_compact(forged(&token), &*verifier).is_err(),
            "{algorithm}"
        );
    }
}

/// With keys that were made here.
#[test]
fn what_keys_of_ours_sign_josekit_verifies() {
    for algorithm in Algorithm::ALL {
        let der = SigningKey::make_pkcs8(algorithm).unwrap();
        let signing = SigningKey::from_pkcs8(&der, algorithm, "k1").unwrap();
        let token = signing.sign(None, &json!({ "sub": "ada" })).unwrap();
        let verifier = verifier(algorithm, &of_ours(&signing.public_jwk()));
        let (payload, _) = jws::deserialize_compact(&token, &*verifier).unwrap();
        assert_eq!(payload, br#"{"sub":"ada"}"#, "{algorithm}");
    }
}
