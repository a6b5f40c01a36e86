use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;

use super::*;
use crate::samples::set;
use crate::{JwsError, verify};

fn pkcs8(algorithm: Algorithm) -> Vec<u8> {
    let random = SystemRandom::new();
    match algorithm {
        Algorithm::Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .unwrap()
            .as_ref()
            .to_vec(),
        Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&random).unwrap().as_ref().to_vec(),
        _ => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
            der.as_ref().to_vec()
        }
    }
}

const SIGNING: [Algorithm; 3] = [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa];

#[test]
fn what_it_signs_its_public_half_verifies() {
    for algorithm in SIGNING {
        let key = SigningKey::from_pkcs8(&pkcs8(algorithm), algorithm, "k1").unwrap();
        assert_eq!((key.key_id(), key.algorithm()), ("k1", algorithm));
        let token = key.sign(Some("JWT"), &json!({ "sub": "ada" })).unwrap();
        let verified = verify(&token, &set(&[key.public_jwk()]), &[algorithm]).unwrap();
        assert_eq!(verified.claims.subject(), Some("ada"));
        assert_eq!(verified.header.key_id.as_deref(), Some("k1"));
        assert_eq!(verified.header.typ.as_deref(), Some("JWT"));

        let untyped = key.sign(None, &json!({})).unwrap();
        let verified = verify(&untyped, &set(&[key.public_jwk()]), &[algorithm]).unwrap();
        assert_eq!(verified.header.typ, None);

        // Another key under the same id.
        let other = SigningKey::from_pkcs8(&pkcs8(algorithm), algorithm, "k1").unwrap();
        assert_eq!(
            verify(&token, &set(&[other.public_jwk()]), &[algorithm]).unwrap_err(),
            JwsError::BadSignature
        );
    }
}

#[test]
fn its_public_half_is_public() {
    for algorithm in SIGNING {
        let jwk = SigningKey::from_pkcs8(&pkcs8(algorithm), algorithm, "k1")
            .unwrap()
            .public_jwk();
        let members: Vec<_> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        let expected: &[&str] = match algorithm {
            Algorithm::Rs256 => &["kty", "n", "e", "kid", "alg", "use"],
            Algorithm::Es256 => &["kty", "crv", "x", "y", "kid", "alg", "use"],
            _ => &["kty", "crv", "x", "kid", "alg", "use"],
        };
        assert_eq!(members, expected, "{algorithm}");
    }
}

#[test]
fn a_key_of_another_kind_is_refused() {
    for algorithm in SIGNING {
        let der = pkcs8(algorithm);
        for other in Algorithm::ALL
            .into_iter()
            .chain(Algorithm::HMAC)
            .filter(|other| *other != algorithm)
        {
            let found = SigningKey::from_pkcs8(&der, other, "k1").map(drop);
            assert_eq!(found, Err(SignError::UnusableKey), "{algorithm} as {other}");
        }
        let cut = SigningKey::from_pkcs8(&der[..der.len() - 1], algorithm, "k1").map(drop);
        assert_eq!(cut, Err(SignError::UnusableKey));
    }
}

#[test]
fn it_is_not_printed() {
    let key = SigningKey::from_pkcs8(&pkcs8(Algorithm::Es256), Algorithm::Es256, "k1").unwrap();
    assert_eq!(format!("{key:?}"), r#"SigningKey("k1", ES256)"#);
}
