use super::*;
use crate::samples::set;
use crate::{JwsError, verify};

fn pkcs8(algorithm: Algorithm) -> Vec<u8> {
    SigningKey::make_pkcs8(algorithm).unwrap()
}

const SIGNING: [Algorithm; 10] = Algorithm::ALL;

#[test]
fn what_it_signs_its_public_half_verifies() {
    for algorithm in SIGNING {
        let key = SigningKey::from_pkcs8(&pkcs8(algorithm), algorithm, "k1").unwrap();
        assert_eq!((key.key_id(), key.algorithm()), (Some("k1"), algorithm));
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
            Algorithm::EdDsa => &["kty", "crv", "x", "kid", "alg", "use"],
            Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512 => {
                &["kty", "crv", "x", "y", "kid", "alg", "use"]
            }
            _ => &["kty", "n", "e", "kid", "alg", "use"],
        };
        assert_eq!(members, expected, "{algorithm}");
    }
}

/// A key of RSA signs by all algorithms of that family.
fn kind(algorithm: Algorithm) -> &'static str {
    match algorithm.as_str() {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => "RSA",
        other => other,
    }
}

#[test]
fn nobody_makes_a_key_that_others_must_share() {
    for algorithm in Algorithm::HMAC {
        assert_eq!(SigningKey::make_pkcs8(algorithm), Err(SignError::UnusableKey));
    }
}

#[test]
fn a_key_of_another_kind_is_refused() {
    for algorithm in SIGNING {
        let der = pkcs8(algorithm);
        for other in Algorithm::ALL
            .into_iter()
            .chain(Algorithm::HMAC)
            .filter(|other| kind(*other) != kind(algorithm))
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
    assert_eq!(format!("{key:?}"), r#"SigningKey(Some("k1"), ES256)"#);
}
