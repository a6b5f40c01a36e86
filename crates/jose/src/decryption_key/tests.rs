use super::*;
use crate::samples::with;

/// Private keys of each kind, from another implementation.
fn jwks() -> Vec<Value> {
    let text = include_str!("../jwe/made_by_others.json");
    let mut made: Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(made["keys"].take()).unwrap()
}

fn read(jwk: &Value) -> Result<DecryptionKey, UnusableKey> {
    DecryptionKey::from_jwk(jwk.as_object().unwrap())
}

const PRIVATE: [&str; 10] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "r", "t"];

#[test]
fn what_is_published_is_public() {
    for jwk in jwks() {
        let key = read(&jwk).unwrap();
        let public = key.public_jwk();
        let members = public.as_object().unwrap();
        assert!(
            PRIVATE.iter().all(|name| !members.contains_key(*name)),
            "{public}"
        );
        assert_eq!(public["use"], "enc");
        for name in ["kty", "crv", "x", "y", "n", "e", "kid"] {
            assert_eq!(public.get(name), jwk.get(name), "{name}");
        }
        // Nothing else of it is told, in whatever form.
        let told = format!("{public} {key:?}");
        for name in PRIVATE {
            let secret = jwk.get(name).and_then(Value::as_str);
            assert!(secret.is_none_or(|secret| !told.contains(secret)), "{name}");
        }
    }
    for key_management in KeyManagement::ALL {
        let key = of_pkcs8(key_management, key_management).unwrap();
        let public = key.public_jwk();
        let members: Vec<_> = public.as_object().unwrap().keys().map(String::as_str).collect();
        let expected: &[&str] = match key_management {
            KeyManagement::RsaOaep256 => &["kty", "n", "e", "kid", "alg", "use"],
            _ => &["kty", "crv", "x", "y", "kid", "alg", "use"],
        };
        assert_eq!(members, expected, "{key_management}");
        assert_eq!(public["alg"], key_management.as_str());
    }
}

fn of_pkcs8(made: KeyManagement, read: KeyManagement) -> Result<DecryptionKey, UnusableKey> {
    let der = DecryptionKey::make_pkcs8(made).unwrap();
    DecryptionKey::from_pkcs8(&der, read, "k1")
}

#[test]
fn a_pkcs8_key_is_for_one_thing() {
    for made in KeyManagement::ALL {
        for read in KeyManagement::ALL {
            let key = of_pkcs8(made, read);
            assert_eq!(
                key.is_ok(),
                made.is_agreement() == read.is_agreement(),
                "{made} as {read}"
            );
            let fits: Vec<_> = key
                .iter()
                .flat_map(|key| KeyManagement::ALL.map(|it| (it, key.fits(it))))
                .collect();
            assert!(fits.iter().all(|(it, fits)| *fits == (*it == read)), "{read}");
        }
        let der = DecryptionKey::make_pkcs8(made).unwrap();
        let cut = DecryptionKey::from_pkcs8(&der[..der.len() - 1], made, "k1").map(drop);
        assert_eq!(cut, Err(UnusableKey));
    }
    // Curves are told by the key.
    for (curve, name) in [(Curve::P384, "P-384"), (Curve::P521, "P-521")] {
        let key = PrivateKey::generate(curve.agreement()).unwrap();
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&key).unwrap();
        let key = DecryptionKey::from_pkcs8(der.as_ref(), KeyManagement::EcdhEs, "k1").unwrap();
        assert_eq!(key.public_jwk()["crv"], name);
    }
}

#[test]
fn a_jwk_is_for_what_it_says() {
    use KeyManagement::{EcdhEs, EcdhEsA128Kw, EcdhEsA256Kw, RsaOaep256};
    let [rsa, p256, ..] = &jwks()[..] else {
        panic!("keys")
    };
    let agreements: &[_] = &[EcdhEs, EcdhEsA128Kw, EcdhEsA256Kw];
    for (jwk, said, fits) in [
        (rsa, json!({}), &[RsaOaep256][..]),
        (p256, json!({}), agreements),
        (rsa, json!({ "alg": "RSA-OAEP-256", "use": "enc" }), &[RsaOaep256]),
        (p256, json!({ "alg": "ECDH-ES" }), &[EcdhEs]),
        (p256, json!({ "alg": "ECDH-ES+A256KW" }), &[EcdhEsA256Kw]),
        (rsa, json!({ "key_ops": ["decrypt"] }), &[RsaOaep256]),
        (rsa, json!({ "key_ops": ["unwrapKey"] }), &[RsaOaep256]),
        (
            p256,
            json!({ "key_ops": ["deriveKey", "deriveBits"] }),
            agreements,
        ),
        (rsa, json!({ "alg": "RSA-OAEP" }), &[]),
        (rsa, json!({ "alg": "RSA1_5" }), &[]),
        (rsa, json!({ "alg": "RS256" }), &[]),
        (rsa, json!({ "alg": "ECDH-ES" }), &[]),
        (p256, json!({ "alg": "RSA-OAEP-256" }), &[]),
        (p256, json!({ "alg": null }), &[]),
        (p256, json!({ "use": "sig" }), &[]),
        (p256, json!({ "use": null }), &[]),
        (rsa, json!({ "key_ops": ["sign", "verify"] }), &[]),
        (rsa, json!({ "key_ops": "decrypt" }), &[]),
        (rsa, json!({ "kid": 7 }), &[]),
    ] {
        let key = read(&with(jwk, said.clone())).ok();
        let found: Vec<_> = KeyManagement::ALL
            .into_iter()
            .filter(|it| key.as_ref().is_some_and(|key| key.fits(*it)))
            .collect();
        assert_eq!(found, fits, "{said}");
    }
}

#[test]
fn keys_that_cannot_be_used() {
    let keys = jwks();
    let without = |jwk: &Value, name: &str| {
        let mut jwk = jwk.clone();
        jwk.as_object_mut().unwrap().shift_remove(name);
        jwk
    };
    for name in ["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        assert!(read(&without(&keys[0], name)).is_err(), "RSA without {name}");
        if name != "kty" {
            let other = if name == "d" { "p" } else { "d" };
            let swapped = with(&keys[0], json!({ name: keys[0][other] }));
            assert!(read(&swapped).is_err(), "RSA with another {name}");
        }
    }
    assert!(
        read(&with(&keys[0], json!({ "oth": [] }))).is_err(),
        "more than two primes"
    );
    for jwk in &keys[1..] {
        for name in ["kty", "crv", "x", "d"] {
            assert!(
                read(&without(jwk, name)).is_err(),
                "{} without {name}",
                jwk["crv"]
            );
        }
        // A private key that belongs to another public one.
        let size = base64url::decode(jwk["d"].as_str().unwrap()).unwrap().len();
        for d in [
            vec![0; size],
            vec![7; size],
            vec![7; size - 1],
            vec![0xff; size],
            Vec::new(),
        ] {
            let other = with(jwk, json!({ "d": base64url::encode(&d) }));
            assert!(read(&other).is_err(), "{}: {d:?}", jwk["crv"]);
        }
    }
    // A shared secret, and a key that only signs.
    assert!(read(&json!({ "kty": "oct", "k": "AAAA" })).is_err());
    assert!(read(&with(&keys[4], json!({ "crv": "Ed25519" }))).is_err());
}

#[test]
fn it_is_not_printed() {
    let keys = DecryptionKeys::new(jwks().iter().map(|jwk| read(jwk).unwrap()).take(2).collect());
    assert_eq!(
        format!("{keys:?}"),
        r#"DecryptionKeys([DecryptionKey(Some("rsa"), ["RSA-OAEP-256"]), DecryptionKey(Some("P-256"), ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"])])"#
    );
}

/// One set of keys serves all cores.
#[test]
fn it_is_shared() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<DecryptionKeys>();
    is_shared::<crate::SigningKey>();
    is_shared::<crate::KeySet>();
}
