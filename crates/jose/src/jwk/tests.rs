use serde_json::json;

use super::*;
use crate::samples::{jwk, signature, with};

fn read(jwk: &Value) -> Option<Jwk> {
    Jwk::read(jwk.as_object().unwrap())
}

#[test]
fn an_example_of_the_standard() {
    // RFC 8037 appendix A.2 and A.4; its payload is no JSON, so it is verified below the level of tokens.
    let key = read(&json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }))
    .unwrap();
    let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = base64url::decode(
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    )
    .unwrap();
    assert!(key.verify(Algorithm::EdDsa, message, &signature));
    assert!(!key.verify(Algorithm::EdDsa, b"another message", &signature));
}

#[test]
fn a_key_fits_the_algorithms_of_its_kind() {
    let elliptic = |name: &str| name.starts_with("ES") || name == "EdDSA";
    for key in Algorithm::ALL {
        let read = read(&jwk(key, None)).unwrap();
        for other in Algorithm::ALL {
            let fits = key == other || (!elliptic(key.as_str()) && !elliptic(other.as_str()));
            assert_eq!(read.fits(other), fits, "{key} {other}");
            // JW-04: the key decides, not what the token says.
            let verified = read.verify(other, b"message", &signature(key, b"message"));
            assert_eq!(verified, key == other, "{key} {other}");
        }
        // Nor is a public key ever a shared secret.
        for other in Algorithm::HMAC {
            assert!(!read.fits(other), "{key} {other}");
            assert!(!read.verify(other, b"message", b""), "{key} {other}");
        }
    }
}

#[test]
fn what_a_key_says_of_its_use_holds() {
    let es256 = jwk(Algorithm::Es256, None);
    let rsa = jwk(Algorithm::Rs256, None);
    for (key, members, fits) in [
        (&es256, json!({ "use": "sig" }), true),
        (&es256, json!({ "key_ops": ["verify"] }), true),
        (&es256, json!({ "key_ops": ["sign", "verify"] }), true),
        (&es256, json!({ "alg": "ES256" }), true),
        (&es256, json!({ "kid": "k1" }), true),
        // JK-08
        (&es256, json!({ "use": "enc" }), false),
        (&es256, json!({ "use": null }), false),
        (&es256, json!({ "use": ["sig"] }), false),
        (&es256, json!({ "key_ops": ["encrypt"] }), false),
        (&es256, json!({ "key_ops": [] }), false),
        (&es256, json!({ "key_ops": "verify" }), false),
        (&es256, json!({ "use": "sig", "key_ops": ["sign"] }), false),
        (&es256, json!({ "alg": "ES384" }), false),
        (&es256, json!({ "alg": "ECDH-ES" }), false),
        (&es256, json!({ "alg": null }), false),
        (&es256, json!({ "kid": 1 }), false),
        (&es256, json!({ "kid": null }), false),
        (&rsa, json!({ "alg": "RSA-OAEP" }), false),
        (&rsa, json!({ "alg": "none" }), false),
        (&rsa, json!({ "alg": "HS256" }), false),
        (&es256, json!({ "alg": "HS256" }), false),
    ] {
        assert_eq!(read(&with(key, members.clone())).is_some(), fits, "{members}");
    }
    // JK-09
    let named = read(&with(&rsa, json!({ "alg": "PS256" }))).unwrap();
    assert!(named.fits(Algorithm::Ps256));
    assert!(!named.fits(Algorithm::Rs256));
}

#[test]
fn rsa_keys_are_of_a_sane_size() {
    let bits = |bits: usize| {
        let mut n = vec![0xff; bits.div_ceil(8)];
        n[0] = 0xff >> (n.len() * 8 - bits);
        base64url::encode(&n)
    };
    let even = base64url::encode(&[&[0xff; 255][..], &[0xfe]].concat());
    let padded = base64url::encode(&[&[0, 0][..], &[0xff; 256]].concat());
    for (n, e, good) in [
        (bits(2048), "AQAB", true),
        (bits(3072), "AQAB", true),
        (bits(8192), "AQAB", true),
        (bits(2048), "Aw", true),
        (bits(2048), "__________8", true),
        // Foreign, though harmless: zeros in front count for nothing.
        (padded, "AQAB", true),
        // JW-08
        (bits(512), "AQAB", false),
        (bits(1024), "AQAB", false),
        (bits(2047), "AQAB", false),
        // JW-09
        (bits(8193), "AQAB", false),
        (bits(65536), "AQAB", false),
        (bits(2048), "AQAAAAAAAAAB", false),
        // JW-10
        (bits(2048), "AQ", false),
        (bits(2048), "Ag", false),
        (bits(2048), "AQAA", false),
        (bits(2048), "AA", false),
        (bits(2048), "", false),
        (even, "AQAB", false),
        (base64url::encode(&[0; 256]), "AQAB", false),
        (String::new(), "AQAB", false),
    ] {
        let length = n.len();
        let key = read(&json!({ "kty": "RSA", "n": n, "e": e }));
        assert_eq!(key.is_some(), good, "{length} characters of n, e = {e}");
    }
}

#[test]
fn points_are_on_their_curve() {
    let p256 = jwk(Algorithm::Es256, None);
    let x = base64url::decode(p256["x"].as_str().unwrap()).unwrap();
    let y = base64url::decode(p256["y"].as_str().unwrap()).unwrap();
    let (long, short) = ([&[0][..], &x].concat(), &x[..31]);
    let longer_y = [&x[31..], &y].concat();
    let zeros = base64url::encode(&[0; 32]);
    let ed25519 = jwk(Algorithm::EdDsa, None);
    // JW-07
    for (key, members) in [
        (&p256, json!({ "x": p256["y"], "y": p256["y"] })),
        (&p256, json!({ "x": zeros, "y": zeros })),
        (&p256, json!({ "x": base64url::encode(&long) })),
        (&p256, json!({ "x": base64url::encode(short) })),
        (&p256, json!({ "x": base64url::encode(&x) + "=" })),
        // Together as long as they should be.
        (
            &p256,
            json!({ "x": base64url::encode(short), "y": base64url::encode(&longer_y) }),
        ),
        (&p256, json!({ "y": null })),
        (&p256, json!({ "crv": "P-384" })),
        (&p256, json!({ "crv": "secp256k1" })),
        (&p256, json!({ "crv": null })),
        (&p256, json!({ "kty": "RSA" })),
        (&p256, json!({ "kty": "ec" })),
        (&ed25519, json!({ "crv": "X25519" })),
        (&ed25519, json!({ "crv": "Ed448" })),
        (&ed25519, json!({ "x": base64url::encode(short) })),
        (&ed25519, json!({ "x": base64url::encode(&long) })),
    ] {
        let changed = with(key, members.clone());
        assert!(read(&changed).is_none(), "{members}");
    }
}

#[test]
fn secret_members_are_not_looked_at() {
    // JK-10
    let private = with(&jwk(Algorithm::Es256, Some("k1")), json!({ "d": "c2VjcmV0" }));
    let key = read(&private).unwrap();
    assert_eq!(format!("{key:?}"), r#"Jwk(Some("k1"), ["ES256"])"#);
    // JK-11
    let secret = base64url::encode(&[7; 64]);
    for members in [
        json!({}),
        json!({ "alg": "HS256" }),
        json!({ "alg": "RS256", "use": "sig" }),
    ] {
        let oct = with(&json!({ "kty": "oct", "k": secret }), members);
        assert!(read(&oct).is_none(), "{oct}");
    }
    // JK-17
    let certified = with(&jwk(Algorithm::Rs256, None), json!({ "x5c": ["bm9uc2Vuc2U="] }));
    assert!(read(&certified).is_some());
}
