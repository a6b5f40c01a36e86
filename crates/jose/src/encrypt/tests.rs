use std::sync::LazyLock;

use super::*;
use crate::samples::with;
use crate::{AcceptedEncryption, DecryptionKey, DecryptionKeys, JweError, decrypt, sha256};

const ALL: AcceptedEncryption<'static> = AcceptedEncryption {
    key_management: &KeyManagement::ALL,
    content_encryption: &ContentEncryption::ALL,
};

/// Private keys of RSA and of each curve, from another implementation.
static JWKS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut made: Value = serde_json::from_str(include_str!("../jwe/made_by_others.json")).unwrap();
    serde_json::from_value(made["keys"].take()).unwrap()
});

static KEYS: LazyLock<DecryptionKeys> = LazyLock::new(|| DecryptionKeys::new(JWKS.iter().map(key).collect()));

fn key(jwk: &Value) -> DecryptionKey {
    DecryptionKey::from_jwk(jwk.as_object().unwrap()).unwrap()
}

/// Every way in which something can be encrypted, with each key.
fn ways() -> Vec<(Value, KeyManagement, ContentEncryption)> {
    let mut ways = Vec::new();
    for key in KEYS.iter() {
        for key_management in KeyManagement::ALL.into_iter().filter(|it| key.fits(*it)) {
            ways.extend(ContentEncryption::ALL.map(|it| (key.public_jwk(), key_management, it)));
        }
    }
    ways
}

fn sealed(content: &[u8], way: &(Value, KeyManagement, ContentEncryption), more: &Value) -> String {
    let (recipient, key_management, content_encryption) = way;
    let envelope = Envelope {
        recipient: recipient.as_object().unwrap(),
        key_management: *key_management,
        content_encryption: *content_encryption,
        more: more.as_object().unwrap(),
    };
    encrypt_as_a_provider(content, &envelope).unwrap()
}

/// So many bytes that nobody chose.
fn content(length: usize) -> Vec<u8> {
    let blocks = (0..=length / 32).flat_map(|at| sha256(&[length.to_be_bytes(), at.to_be_bytes()].concat()));
    blocks.take(length).collect()
}

/// What is encrypted in whatever way and of whatever length comes out again, and the text differs each time.
#[test]
fn there_and_back_again() {
    let ways = ways();
    // RSA in one way, four curves in three, and each with four ciphers.
    assert_eq!(ways.len(), (1 + 4 * 3) * 4);
    for way in &ways {
        for length in (0..50).step_by(7).chain([15, 16, 17, 31, 32, 33, 4096, 65_537]) {
            let content = content(length);
            let [one, other] = [(); 2].map(|()| sealed(&content, way, &json!({ "cty": "JWT" })));
            assert_ne!(one, other);
            for token in [one, other] {
                let found = decrypt(&token, &KEYS, ALL).unwrap();
                assert_eq!(found.unverified_plaintext(), content, "{way:?}, {length}");
                assert_eq!(found.header.cty.as_deref(), Some("JWT"));
                assert_eq!(found.header.key_id.as_deref(), way.0["kid"].as_str());
            }
        }
    }
}

/// No other text means the same: any bit of any part is one that counts.
#[test]
fn no_bit_may_differ() {
    for way in &ways() {
        let token = sealed(b"to whom it may concern", way, &json!({}));
        for (at, letter) in token.char_indices().step_by(5) {
            if letter == '.' {
                continue;
            }
            // In the last letter of a part the lower bits may not be used at all.
            let other = if letter == 'A' { "Q" } else { "A" };
            let mut changed = token.clone();
            changed.replace_range(at..=at, other);
            assert!(decrypt(&changed, &KEYS, ALL).is_err(), "{way:?}: {at}");
        }
    }
}

/// What both are told about each other belongs to what they agree on.
#[test]
fn parties() {
    let parties = json!({ "apu": "QWxpY2U", "apv": "Qm9i" });
    for way in ways()
        .iter()
        .filter(|(_, key_management, _)| key_management.is_agreement())
    {
        let token = sealed(b"hello", way, &parties);
        assert_eq!(
            decrypt(&token, &KEYS, ALL).unwrap().unverified_plaintext(),
            b"hello"
        );
    }
}

#[test]
fn keys_without_ids() {
    let without_id = |jwk: &Value| {
        let mut jwk = jwk.clone();
        jwk.as_object_mut().unwrap().shift_remove("kid");
        jwk
    };
    let p256 = without_id(&JWKS[1]);
    let way = (
        without_id(&KEYS.iter().nth(1).unwrap().public_jwk()),
        KeyManagement::EcdhEs,
        ContentEncryption::A256Gcm,
    );
    let token = sealed(b"hello", &way, &json!({}));
    let opened = |keys: Vec<DecryptionKey>| {
        let keys = DecryptionKeys::new(keys);
        decrypt(&token, &keys, ALL).map(|found| found.unverified_plaintext().to_vec())
    };
    let stranger = |_: usize| {
        let der = DecryptionKey::make_pkcs8(KeyManagement::EcdhEs).unwrap();
        DecryptionKey::from_pkcs8(&der, KeyManagement::EcdhEs, "stranger").unwrap()
    };
    let opens = Ok(b"hello".to_vec());
    // Every key may be meant, whatever its id.
    assert_eq!(opened(vec![key(&p256)]), opens);
    assert_eq!(opened(vec![key(&JWKS[1])]), opens);
    assert_eq!(
        opened(vec![stranger(0), key(&JWKS[0]), key(&JWKS[2]), key(&p256)]),
        opens
    );
    // A few of them, and not a hundred.
    let few = (0..4).map(stranger).chain([key(&p256)]).collect();
    assert_eq!(opened(few), opens);
    let many = (0..5).map(stranger).chain([key(&p256)]).collect();
    assert_eq!(opened(many), Err(JweError::Undecryptable));
    let of_other_kinds = vec![key(&JWKS[0]), key(&JWKS[2])];
    assert_eq!(
        opened(of_other_kinds),
        Err(JweError::KeyNotFound { key_id: None })
    );
}

/// A key that was made here, and published, is one that others can encrypt for.
#[test]
fn for_keys_made_here() {
    for key_management in KeyManagement::ALL {
        let der = DecryptionKey::make_pkcs8(key_management).unwrap();
        let keys = [(); 2].map(|()| DecryptionKey::from_pkcs8(&der, key_management, "k1").unwrap());
        let public = keys[0].public_jwk();
        let keys = DecryptionKeys::new(keys.into_iter().collect());
        let token = sealed(
            b"hello",
            &(public, key_management, ContentEncryption::A256Gcm),
            &json!({}),
        );
        assert_eq!(
            decrypt(&token, &keys, ALL).unwrap().unverified_plaintext(),
            b"hello"
        );
    }
}

#[test]
fn keys_that_are_not_for_that() {
    let [rsa, p256, ..] = &JWKS[..] else {
        panic!("keys")
    };
    for (recipient, key_management) in [
        (rsa.clone(), KeyManagement::EcdhEs),
        (p256.clone(), KeyManagement::RsaOaep256),
        (json!({}), KeyManagement::RsaOaep256),
        (with(rsa, json!({ "n": "AAAA" })), KeyManagement::RsaOaep256),
        (with(p256, json!({ "x": p256["y"] })), KeyManagement::EcdhEsA128Kw),
        (with(p256, json!({ "kid": 7 })), KeyManagement::EcdhEs),
    ] {
        let envelope = Envelope {
            recipient: recipient.as_object().unwrap(),
            key_management,
            content_encryption: ContentEncryption::A128Gcm,
            more: &Map::new(),
        };
        assert_eq!(
            encrypt_as_a_provider(b"hello", &envelope),
            Err(UnusableKey),
            "{recipient}"
        );
    }
}
