use std::sync::LazyLock;

use jose::{ContentEncryption, DecryptionKey, DecryptionKeys, Envelope, JweError, KeyManagement, Secret};
use serde_json::{Map, Value, json};

use super::{decrypt, is_encrypted};
use crate::samples::key;

/// A key of each kind.
static KEYS: LazyLock<DecryptionKeys> = LazyLock::new(|| {
    let make = |kind: KeyManagement| {
        let der = DecryptionKey::make_pkcs8(kind).unwrap();
        DecryptionKey::from_pkcs8(&der, kind, kind.as_str()).unwrap()
    };
    DecryptionKeys::new(KeyManagement::ALL.into_iter().map(make).collect())
});

/// A content, encrypted for the first of the keys, with these members more or instead.
fn sealed(content: &str, more: &Value) -> Secret {
    sealed_so(content, KeyManagement::ALL[0], ContentEncryption::A256Gcm, more)
}

fn sealed_so(content: &str, kind: KeyManagement, encryption: ContentEncryption, more: &Value) -> Secret {
    let recipient = KEYS.iter().find(|key| key.fits(kind)).unwrap().public_jwk();
    let envelope = Envelope {
        recipient: recipient.as_object().unwrap(),
        key_management: kind,
        content_encryption: encryption,
        more: more.as_object().unwrap(),
    };
    Secret::new(jose::encrypt_as_a_provider(content.as_bytes(), &envelope).unwrap())
}

fn signed() -> String {
    key(1, "k1").sign(Some("JWT"), &json!({ "sub": "ada" })).unwrap()
}

#[test]
fn what_providers_may_choose_from() {
    for kind in KeyManagement::ALL {
        for encryption in ContentEncryption::ALL {
            let token = sealed_so(&signed(), kind, encryption, &json!({ "cty": "JWT" }));
            assert!(is_encrypted(&token));
            let nested = decrypt(&token, &KEYS).unwrap();
            assert!(nested.is(&signed()), "{kind} {encryption:?}");
            assert!(!is_encrypted(&nested));
        }
    }
}

// JW-47, JW-48
#[test]
fn what_is_inside_is_signed_and_not_encrypted_again() {
    let twice = sealed(&signed(), &json!({}));
    for (content, header) in [
        (r#"{"sub":"ada"}"#, json!({})),
        (r#"{"sub":"ada"}"#, json!({ "cty": "json" })),
        ("", json!({})),
        (twice.expose(), json!({ "cty": "JWT" })),
        (&signed(), json!({ "cty": "json" })),
    ] {
        assert_eq!(
            decrypt(&sealed(content, &header), &KEYS).unwrap_err(),
            JweError::NotSigned,
            "{content} {header}"
        );
    }
}

#[test]
fn whatever_cannot_be_decrypted_is_one_and_the_same() {
    let good = sealed(&signed(), &json!({}));
    let parts: Vec<&str> = good.expose().split('.').collect();
    for place in 1..5 {
        let mut bytes = jose::base64url::decode(parts[place]).unwrap();
        bytes[0] ^= 1;
        let spoilt = jose::base64url::encode(&bytes);
        let mut parts = parts.clone();
        parts[place] = &spoilt;
        let token = Secret::new(parts.join("."));
        assert_eq!(
            decrypt(&token, &KEYS).unwrap_err(),
            JweError::Undecryptable,
            "{place}"
        );
    }
    // Everybody sees for whom it is.
    let other = sealed(&signed(), &json!({ "kid": "another" }));
    assert!(matches!(
        decrypt(&other, &KEYS),
        Err(JweError::KeyNotFound { .. })
    ));
    assert!(decrypt(&good, &DecryptionKeys::default()).is_err());
    // Ways that are never taken.
    for alg in ["RSA1_5", "RSA-OAEP", "dir", "PBES2-HS256+A128KW", "A128KW"] {
        let token = sealed(
            &signed(),
            &Value::Object(Map::from_iter([("alg".to_owned(), alg.into())])),
        );
        assert!(
            matches!(decrypt(&token, &KEYS), Err(JweError::UnknownAlgorithm { .. })),
            "{alg}"
        );
    }
}

#[test]
fn only_five_parts_are_taken_for_encrypted() {
    for token in ["", "opaque", "a.b.c", "a.b.c.d", "a.b.c.d.e.f"] {
        assert!(!is_encrypted(&Secret::new(token)), "{token}");
    }
    assert!(is_encrypted(&Secret::new("a.b.c.d.e")));
}
