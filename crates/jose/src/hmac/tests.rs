use serde_json::json;

use super::*;
use crate::jws::{Malformed, verify as verify_with_keys};
use crate::samples::{jwk, set, token};

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn secret() -> Secret {
    Secret::new(SECRET)
}

fn signed(algorithm: Algorithm) -> String {
    sign_hmac(None, &json!({ "sub": "ada" }), &secret(), algorithm).unwrap()
}

fn verified(token: &str) -> Result<(), JwsError> {
    verify_hmac(token, &secret(), &Algorithm::HMAC).map(drop)
}

#[test]
fn an_example_of_the_standard() {
    // RFC 7515 appendix A.1. Its key is no text, so it is verified below the level of secrets.
    let key = base64url::decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    )
    .unwrap();
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let found = verify(token, &key, &[Algorithm::Hs256]).unwrap();
    assert_eq!(found.header.algorithm, Algorithm::Hs256);
    assert_eq!(found.header.typ.as_deref(), Some("JWT"));
    assert_eq!(found.claims.issuer(), Some("joe"));
    assert_eq!(
        verify(token, &key[1..], &[Algorithm::Hs256]).unwrap_err(),
        JwsError::BadSignature
    );
}

/// Tokens that another implementation has made.
#[test]
fn what_others_sign_is_verified() {
    for (algorithm, token) in [
        (
            Algorithm::Hs256,
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.SUv7UA2zW78ZH5Y0PsZrS0URpk1yiY_DLtZljYsZst4",
        ),
        (
            Algorithm::Hs384,
            "eyJhbGciOiJIUzM4NCJ9.eyJzdWIiOiJhZGEifQ.L5gN7pzcBpZ1Wt50HuMFKr9a9yzrS9atX_Y_8mZgbXTerMEJbJjNfkyaUAvr4Lmm",
        ),
        (
            Algorithm::Hs512,
            "eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJhZGEifQ.mY9j-fz0BQoE9-Po-bS8X7sZ83NGKUm05fjrvVi5WqIVKRz9aAW9A5EvrxCgZDwvNsmpJ8TLiQ0BnEdAekkXwA",
        ),
    ] {
        let found = verify_hmac(token, &secret(), &[algorithm]).unwrap();
        assert_eq!(found.claims.subject(), Some("ada"), "{algorithm}");
        assert_eq!(signed(algorithm), token);
    }
}

#[test]
fn only_what_is_accepted_is_verified() {
    let rs256 = token(Algorithm::Rs256, r#"{"alg":"RS256"}"#, br#"{"sub":"ada"}"#);
    let [hs256, hs384, hs512] = Algorithm::HMAC;
    let not_accepted = |algorithm| Err(JwsError::NotAccepted { algorithm });
    for (case, token, accepted, result) in [
        ("it alone", signed(hs256), &[hs256][..], Ok(())),
        (
            "it among others",
            signed(hs512),
            &[Algorithm::Rs256, hs256, hs512],
            Ok(()),
        ),
        // JW-03
        ("another", signed(hs384), &[hs256, hs512], not_accepted(hs384)),
        (
            "asymmetric ones",
            signed(hs256),
            &Algorithm::ALL,
            not_accepted(hs256),
        ),
        ("nothing", signed(hs256), &[], not_accepted(hs256)),
        (
            "a signature with a key",
            rs256.clone(),
            &Algorithm::HMAC,
            not_accepted(Algorithm::Rs256),
        ),
        // Even where it is accepted: here is no key to verify it with.
        (
            "a signature with a key, accepted",
            rs256,
            &[hs256, Algorithm::Rs256],
            not_accepted(Algorithm::Rs256),
        ),
    ] {
        let found = verify_hmac(&token, &secret(), accepted).map(drop);
        assert_eq!(found, result, "{case}");
    }
}

#[test]
fn keys_verify_no_shared_secret() {
    // JW-02
    let keys = set(&[jwk(Algorithm::Rs256, None)]);
    for algorithm in Algorithm::HMAC {
        for accepted in [
            &Algorithm::ALL[..],
            &Algorithm::HMAC,
            &[algorithm, Algorithm::Rs256],
        ] {
            assert_eq!(
                verify_with_keys(&signed(algorithm), &keys, accepted).unwrap_err(),
                JwsError::NotAccepted { algorithm }
            );
        }
    }
}

#[test]
fn the_secret_is_as_long_as_the_digest() {
    // JW-11
    let [hs256, hs384, hs512] = Algorithm::HMAC;
    for (algorithm, length, enough) in [
        (hs256, 0, false),
        (hs256, 31, false),
        (hs256, 32, true),
        (hs256, 64, true),
        (hs384, 32, false),
        (hs384, 47, false),
        (hs384, 48, true),
        (hs512, 48, false),
        (hs512, 63, false),
        (hs512, 64, true),
        // Longer than a block of the digest, which hashes the secret first.
        (hs256, 65, true),
        (hs512, 1000, true),
    ] {
        let secret = Secret::new("s".repeat(length));
        // Made by whoever takes any secret.
        let own = hmac::Key::new(kind(algorithm).unwrap(), secret.expose().as_bytes());
        let signed = signing_input(&json!({ "alg": algorithm.as_str() }), &json!({}));
        let tag = base64url::encode(hmac::sign(&own, signed.as_bytes()).as_ref());
        let found = verify_hmac(&format!("{signed}.{tag}"), &secret, &Algorithm::HMAC).map(drop);
        let expected = match enough {
            true => Ok(()),
            false => Err(JwsError::SecretTooShort { algorithm }),
        };
        assert_eq!(found, expected, "{algorithm} with {length}");
        let found = sign_hmac(None, &json!({}), &secret, algorithm).map(drop);
        assert_eq!(found.is_ok(), enough, "{algorithm} with {length}");
    }
    // Bytes count, not letters.
    let sixteen = Secret::new("é".repeat(16));
    assert!(sign_hmac(None, &json!({}), &sixteen, hs256).is_ok());
}

#[test]
fn forgeries() {
    for algorithm in Algorithm::HMAC {
        let good = signed(algorithm);
        assert_eq!(verified(&good), Ok(()));
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let (header, payload) = signed.split_once('.').unwrap();
        let bytes = base64url::decode(signature).unwrap();
        let with = |signature: &[u8]| format!("{signed}.{}", base64url::encode(signature));
        let mut flipped = bytes.clone();
        flipped[0] ^= 1;
        let mut last = bytes.clone();
        *last.last_mut().unwrap() ^= 1;
        let other = json!({ "alg": algorithm.as_str(), "kid": "k1" }).to_string();
        for (case, token) in [
            ("the first bit", with(&flipped)),
            ("the last byte", with(&last)),
            ("none at all", with(&[])),
            ("zeros", with(&vec![0; bytes.len()])),
            ("cut in half", with(&bytes[..bytes.len() / 2])),
            ("one byte less", with(&bytes[..bytes.len() - 1])),
            ("one byte more", with(&[&bytes[..], &[0]].concat())),
            (
                "another payload",
                format!("{header}.{}.{signature}", base64url::encode(br#"{"sub":"eve"}"#)),
            ),
            (
                "another header",
                format!("{}.{payload}.{signature}", base64url::encode(other.as_bytes())),
            ),
        ] {
            assert_eq!(
                verified(&token),
                Err(JwsError::BadSignature),
                "{algorithm}: {case}"
            );
        }
        for wrong in [
            SECRET.to_uppercase(),
            format!("{SECRET} "),
            SECRET[1..].to_owned() + "0",
        ] {
            let found = verify_hmac(&good, &Secret::new(wrong), &Algorithm::HMAC);
            assert_eq!(found.unwrap_err(), JwsError::BadSignature, "{algorithm}");
        }
    }
    // The signature of one algorithm under the name of another.
    let [hs256, hs512] = [signed(Algorithm::Hs256), signed(Algorithm::Hs512)];
    let (head, _) = hs256.rsplit_once('.').unwrap();
    let (_, signature) = hs512.rsplit_once('.').unwrap();
    assert_eq!(
        verified(&format!("{head}.{signature}")),
        Err(JwsError::BadSignature)
    );
}

/// What is no token, or demands too much, is no more one because a secret signed it.
#[test]
fn a_token_is_still_a_token() {
    let signed = |header: &str, payload: &[u8]| {
        let signed = format!(
            "{}.{}",
            base64url::encode(header.as_bytes()),
            base64url::encode(payload)
        );
        let key = hmac::Key::new(HMAC_SHA256, SECRET.as_bytes());
        let tag = hmac::sign(&key, signed.as_bytes());
        format!("{signed}.{}", base64url::encode(tag.as_ref()))
    };
    let malformed = |part| JwsError::Malformed(part);
    let unknown = |name: &str| JwsError::UnknownAlgorithm { name: name.into() };
    for (header, payload, error) in [
        (r#"{"alg":"none"}"#, &b"{}"[..], unknown("none")),
        (r#"{"alg":"hs256"}"#, b"{}", unknown("hs256")),
        (r#"{"alg":"HS256","crit":["exp"]}"#, b"{}", JwsError::Critical),
        (r#"{"alg":"HS256","b64":false}"#, b"{}", JwsError::Critical),
        (r#"{"alg":"HS256","kid":1}"#, b"{}", malformed(Malformed::Header)),
        (r#"{"alg":"HS256"}"#, b"[]", malformed(Malformed::Payload)),
        (
            r#"{"alg":"HS256"}"#,
            br#"{"sub":"a","sub":"b"}"#,
            malformed(Malformed::Payload),
        ),
    ] {
        assert_eq!(verified(&signed(header, payload)), Err(error), "{header}");
    }
    // A key id selects nothing where there is one secret.
    assert_eq!(verified(&signed(r#"{"alg":"HS256","kid":"k1"}"#, b"{}")), Ok(()));
}

#[test]
fn only_hmacs_are_signed_with_a_secret() {
    for algorithm in Algorithm::ALL {
        let found = sign_hmac(None, &json!({}), &secret(), algorithm);
        assert_eq!(found, Err(SignError::UnusableKey), "{algorithm}");
    }
    let typed = sign_hmac(Some("JWT"), &json!({}), &secret(), Algorithm::Hs256).unwrap();
    let found = verify_hmac(&typed, &secret(), &[Algorithm::Hs256]).unwrap();
    assert_eq!(found.header.typ.as_deref(), Some("JWT"));
    assert_eq!(found.header.key_id, None);
}

#[test]
fn a_short_secret_counts_where_that_is_said() {
    let text = "e71829c351aa4242c2719cbfbe671c09";
    let long = Secret::new(format!("{text}{}", "\0".repeat(32)));
    for algorithm in Algorithm::HMAC {
        // Zeros behind a secret make no other secret of it.
        let token = sign_hmac(None, &json!({ "sub": "ada" }), &long, algorithm).unwrap();
        let verified =
            |secret: &str| verify_hmac_by_short_secret(&token, secret.as_bytes(), algorithm).map(drop);
        assert_eq!(verified(text), Ok(()), "{algorithm}");
        assert_eq!(verified(&text.replace('e', "f")), Err(JwsError::BadSignature));
        assert_eq!(
            verified(&text[1..]),
            Err(JwsError::SecretTooShort { algorithm }),
            "{algorithm}"
        );
        let other = Algorithm::HMAC
            .into_iter()
            .find(|other| *other != algorithm)
            .unwrap();
        assert_eq!(
            verify_hmac_by_short_secret(&token, text.as_bytes(), other).map(drop),
            Err(JwsError::NotAccepted { algorithm })
        );
    }
}
