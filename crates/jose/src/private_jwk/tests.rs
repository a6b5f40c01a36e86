use std::sync::LazyLock;

use serde_json::json;

use super::*;
use crate::samples::{set, with};
use crate::{Secret, base64url, verify, verify_hmac};

fn read(jwk: &Value, algorithm: Algorithm) -> Result<SigningKey, SignError> {
    SigningKey::from_jwk(jwk.as_object().unwrap(), algorithm)
}

/// The keys of RFC 7520 section 3: of P-521, of RSA, and a shared secret.
static COOKBOOK: LazyLock<Vec<Value>> = LazyLock::new(|| keys(include_str!("../jws/rfc7520.json")));

/// Of RSA, P-256, P-384, P-521 and X25519, from another implementation.
static OTHERS: LazyLock<Vec<Value>> = LazyLock::new(|| keys(include_str!("../jwe/made_by_others.json")));

fn keys(text: &str) -> Vec<Value> {
    let mut file: Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(file["keys"].take()).unwrap()
}

/// RFC 8037 appendix A.1.
fn ed25519() -> Value {
    json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn shared() -> Value {
    json!({ "kty": "oct", "kid": "s1", "k": base64url::encode(SECRET.as_bytes()) })
}

/// A private key for each algorithm.
fn key_for(algorithm: Algorithm) -> Value {
    match algorithm {
        Algorithm::Es256 => OTHERS[1].clone(),
        Algorithm::Es384 => OTHERS[2].clone(),
        Algorithm::Es512 => OTHERS[3].clone(),
        Algorithm::EdDsa => ed25519(),
        Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => shared(),
        _ => OTHERS[0].clone(),
    }
}

/// Those that the same key signs with.
fn kind(algorithm: Algorithm) -> &'static str {
    match algorithm.as_str() {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => "RSA",
        "HS256" | "HS384" | "HS512" => "oct",
        other => other,
    }
}

fn every_algorithm() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.into_iter().chain(Algorithm::HMAC)
}

#[test]
fn what_it_signs_its_public_half_verifies() {
    for algorithm in every_algorithm() {
        let jwk = key_for(algorithm);
        let key = read(&jwk, algorithm).unwrap();
        assert_eq!(key.key_id(), jwk.get("kid").and_then(Value::as_str));
        let token = key.sign(None, &json!({ "sub": "ada" })).unwrap();
        let found = match algorithm.is_symmetric() {
            true => verify_hmac(&token, &Secret::new(SECRET), &[algorithm]),
            false => verify(&token, &set(&[key.public_jwk()]), &[algorithm]),
        };
        let found = found.unwrap();
        assert_eq!(found.claims.subject(), Some("ada"), "{algorithm}");
        // A key without an id is not given one.
        assert_eq!(found.header.key_id.as_deref(), key.key_id());
        for other in every_algorithm() {
            let fits = read(&jwk, other).is_ok();
            assert_eq!(fits, kind(other) == kind(algorithm), "{algorithm} as {other}");
        }
    }
}

#[test]
fn what_is_published_is_public() {
    let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "r", "t"];
    for algorithm in every_algorithm() {
        let jwk = key_for(algorithm);
        let key = read(&jwk, algorithm).unwrap();
        let public = key.public_jwk();
        let members: Vec<_> = public.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(private.iter().all(|name| !members.contains(name)), "{public}");
        for name in ["kty", "crv", "x", "y", "n", "e", "kid"] {
            assert_eq!(public.get(name), jwk.get(name), "{algorithm}: {name}");
        }
        assert_eq!(public["use"], "sig");
        // Nothing else of it is told, in whatever form.
        let told = format!("{public} {key:?}");
        for name in private {
            let secret = jwk.get(name).and_then(Value::as_str);
            assert!(
                secret.is_none_or(|secret| !told.contains(secret)),
                "{algorithm}: {name}"
            );
        }
    }
}

/// Signatures that come out the same each time, of RFC 7520 sections 4.1 and 4.4 and RFC 8037 appendix A.4.
#[test]
fn examples_of_the_standards() {
    let cookbook: Value = serde_json::from_str(include_str!("../jws/rfc7520.json")).unwrap();
    let token = |at: usize| cookbook["examples"][at]["token"].as_str().unwrap().to_owned();
    let ed25519_token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    for (jwk, algorithm, token) in [
        (&COOKBOOK[1], Algorithm::Rs256, token(0)),
        (&COOKBOOK[2], Algorithm::Hs256, token(3)),
        (&ed25519(), Algorithm::EdDsa, ed25519_token.to_owned()),
    ] {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let made = read(jwk, algorithm)
            .unwrap()
            .signature(signed.as_bytes())
            .unwrap();
        assert_eq!(base64url::encode(&made), signature, "{algorithm}");
    }
    // An elliptic one differs each time.
    assert!(read(&COOKBOOK[0], Algorithm::Es512).is_ok());
}

#[test]
fn what_a_key_says_of_its_use_holds() {
    for (said, is_usable) in [
        (json!({}), true),
        (json!({ "use": "sig" }), true),
        (json!({ "alg": "ES256" }), true),
        (json!({ "key_ops": ["sign"] }), true),
        (json!({ "key_ops": ["verify", "sign"] }), true),
        (json!({ "use": "enc" }), false),
        (json!({ "use": null }), false),
        (json!({ "alg": "ES384" }), false),
        (json!({ "alg": "ECDH-ES" }), false),
        (json!({ "alg": null }), false),
        (json!({ "key_ops": ["verify"] }), false),
        (json!({ "key_ops": [] }), false),
        (json!({ "kid": 1 }), false),
    ] {
        let found = read(&with(&OTHERS[1], said.clone()), Algorithm::Es256);
        assert_eq!(found.is_ok(), is_usable, "{said}");
    }
}

#[test]
fn keys_that_do_not_fit_themselves() {
    let changed =
        |jwk: &Value, name: &str, bytes: &[u8]| with(jwk, json!({ name: base64url::encode(bytes) }));
    let one_of_each_kind = [
        Algorithm::Rs256,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Es512,
        Algorithm::EdDsa,
        Algorithm::Hs256,
    ];
    for algorithm in one_of_each_kind {
        let jwk = key_for(algorithm);
        for (name, value) in jwk.as_object().unwrap() {
            if ["kid", "use", "key_ops"].contains(&name.as_str()) {
                continue;
            }
            let mut without = jwk.clone();
            without.as_object_mut().unwrap().shift_remove(name);
            assert!(read(&without, algorithm).is_err(), "{algorithm} without {name}");
            for other in [json!(null), json!(7), json!(""), json!("?")] {
                let other = with(&jwk, json!({ name: other }));
                assert!(read(&other, algorithm).is_err(), "{algorithm}: {other}");
            }
            // Another number than the one that belongs there. A secret belongs to nothing.
            if let Ok(mut bytes) = base64url::decode(value.as_str().unwrap())
                && !["k", "kty", "crv"].contains(&name.as_str())
            {
                let last = bytes.len() - 1;
                bytes[last] ^= 2;
                assert!(
                    read(&changed(&jwk, name, &bytes), algorithm).is_err(),
                    "{algorithm}: {name}"
                );
            }
        }
    }
    for (algorithm, size) in [
        (Algorithm::Es256, 32),
        (Algorithm::Es512, 66),
        (Algorithm::EdDsa, 32),
    ] {
        for d in [
            vec![0; size],
            vec![0xff; size],
            vec![7; size - 1],
            [vec![7; size], vec![7]].concat(),
        ] {
            assert!(read(&changed(&key_for(algorithm), "d", &d), algorithm).is_err());
        }
    }
    // The right number, in another length.
    for algorithm in [
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Es512,
        Algorithm::EdDsa,
    ] {
        let jwk = key_for(algorithm);
        let d = base64url::decode(jwk["d"].as_str().unwrap()).unwrap();
        for d in [[&[0], &*d].concat(), [&*d, &[0]].concat()] {
            assert!(read(&changed(&jwk, "d", &d), algorithm).is_err(), "{algorithm}");
        }
    }
    assert!(read(&with(&OTHERS[0], json!({ "oth": [] })), Algorithm::Rs256).is_err());
}

/// What of a key stands in the header of what it signs.
#[test]
fn names_of_the_certificate() {
    let (sha1, sha256) = (base64url::encode(&[1; 20]), base64url::encode(&[2; 32]));
    let [one, other] = [json!({ "x5t": sha1 }), json!({ "x5t#S256": sha256 })];
    for (said, header) in [
        (json!({}), json!({ "alg": "ES256", "kid": "P-256" })),
        (
            one.clone(),
            with(&json!({ "alg": "ES256", "kid": "P-256" }), one.clone()),
        ),
        (
            with(&one, other.clone()),
            with(&json!({ "alg": "ES256", "kid": "P-256", "x5t": sha1 }), other),
        ),
    ] {
        let key = read(&with(&OTHERS[1], said), Algorithm::Es256).unwrap();
        let token = key.sign(None, &json!({})).unwrap();
        let written = base64url::decode(token.split('.').next().unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), header);
        // Of the key set they are no part: nobody publishes the certificate there.
        assert_eq!(key.public_jwk().get("x5t"), None);
    }
    // In hexadecimal, with padding, of another digest, or none.
    for (name, bad) in [
        ("x5t", json!("01".repeat(20))),
        ("x5t", json!(format!("{sha1}="))),
        ("x5t", json!(sha256)),
        ("x5t", json!("")),
        ("x5t", json!(null)),
        ("x5t#S256", json!(sha1)),
        ("x5t#S256", json!([sha256])),
    ] {
        let found = read(&with(&OTHERS[1], json!({ name: bad.clone() })), Algorithm::Es256);
        assert_eq!(found.map(drop), Err(SignError::UnusableKey), "{name}: {bad}");
    }
}

/// JW-11: a secret has at least the length of the digest.
#[test]
fn short_secrets() {
    for (algorithm, least) in Algorithm::HMAC.into_iter().zip([32, 48, 64]) {
        for (length, is_usable) in [(0, false), (least - 1, false), (least, true), (least + 1, true)] {
            let jwk = json!({ "kty": "oct", "k": base64url::encode(&vec![7; length]) });
            assert_eq!(read(&jwk, algorithm).is_ok(), is_usable, "{algorithm}, {length}");
        }
    }
}
