//! JSON Web Encryption.

use jose::{
    AcceptedEncryption, ContentEncryption, DecryptionKey, DecryptionKeys, Envelope, JweError, KeyManagement,
    decrypt, encrypt_as_a_provider,
};
use josekit::jwe::alg::ecdh_es::EcdhEsJweAlgorithm;
use josekit::jwe::{self, JweDecrypter, JweEncrypter, JweHeader, RSA_OAEP_256};
use josekit::jwk::Jwk;
use serde_json::{Map, json};

use crate::keys::{members, of_ours, private, public};

const ALL: AcceptedEncryption<'static> = AcceptedEncryption {
    key_management: &KeyManagement::ALL,
    content_encryption: &ContentEncryption::ALL,
};

const CURVES: [&str; 4] = ["P-256", "P-384", "P-521", "X25519"];

fn agreement(key_management: KeyManagement) -> Option<EcdhEsJweAlgorithm> {
    match key_management {
        KeyManagement::EcdhEs => Some(EcdhEsJweAlgorithm::EcdhEs),
        KeyManagement::EcdhEsA128Kw => Some(EcdhEsJweAlgorithm::EcdhEsA128kw),
        KeyManagement::EcdhEsA256Kw => Some(EcdhEsJweAlgorithm::EcdhEsA256kw),
        KeyManagement::RsaOaep256 => None,
    }
}

fn encrypter(key_management: KeyManagement, key: &Jwk) -> Box<dyn JweEncrypter> {
    match agreement(key_management) {
        Some(agreement) => Box::new(agreement.encrypter_from_jwk(key).unwrap()),
        None => Box::new(RSA_OAEP_256.encrypter_from_jwk(key).unwrap()),
    }
}

fn decrypter(key_management: KeyManagement, key: &Jwk) -> Box<dyn JweDecrypter> {
    match agreement(key_management) {
        Some(agreement) => Box::new(agreement.decrypter_from_jwk(key).unwrap()),
        None => Box::new(RSA_OAEP_256.decrypter_from_jwk(key).unwrap()),
    }
}

/// Every way to encrypt, with a private key of the other one for it.
fn ways() -> Vec<(Jwk, KeyManagement, ContentEncryption)> {
    let rsa = private("RSA");
    let curves = CURVES.map(private);
    let mut ways = Vec::new();
    for key_management in KeyManagement::ALL {
        for content_encryption in ContentEncryption::ALL {
            match agreement(key_management) {
                None => ways.push((rsa.clone(), key_management, content_encryption)),
                Some(_) => ways.extend(
                    curves
                        .iter()
                        .map(|key| (key.clone(), key_management, content_encryption)),
                ),
            }
        }
    }
    ways
}

fn keys(private: &Jwk) -> DecryptionKeys {
    DecryptionKeys::new(vec![DecryptionKey::from_jwk(&members(private)).unwrap()])
}

fn header(content_encryption: ContentEncryption) -> JweHeader {
    let mut header = JweHeader::new();
    header.set_content_encryption(content_encryption.as_str());
    header.set_key_id("k1");
    header.set_content_type("JWT");
    header
}

/// Contents around the length of a block, and longer ones.
fn contents() -> impl Iterator<Item = Vec<u8>> {
    [0, 1, 15, 16, 17, 32, 5000]
        .into_iter()
        .map(|length| (0..length).map(|at| (at % 251) as u8).collect())
}

#[test]
fn what_josekit_encrypts_we_decrypt() {
    for (key, key_management, content_encryption) in ways() {
        let encrypter = encrypter(key_management, &public(&key));
        let keys = keys(&key);
        for content in contents() {
            let token = jwe::serialize_compact(&content, &header(content_encryption), &*encrypter).unwrap();
            let found = decrypt(&token, &keys, ALL).unwrap();
            assert_eq!(
                found.unverified_plaintext(),
                content,
                "{key_management}, {content_encryption}"
            );
            assert_eq!(found.header.cty.as_deref(), Some("JWT"));
        }
    }
}

#[test]
fn what_we_encrypt_josekit_decrypts() {
    for (key, key_management, content_encryption) in ways() {
        let decrypter = decrypter(key_management, &key);
        for content in contents() {
            let envelope = Envelope {
                recipient: &members(&public(&key)),
                key_management,
                content_encryption,
                more: &Map::new(),
            };
            let token = encrypt_as_a_provider(&content, &envelope).unwrap();
            let (found, header) = jwe::deserialize_compact(&token, &*decrypter).unwrap();
            assert_eq!(found, content, "{key_management}, {content_encryption}");
            assert_eq!(header.key_id(), Some("k1"));
        }
    }
}

/// For keys that were made here, as they are published.
#[test]
fn what_josekit_encrypts_for_keys_of_ours() {
    for key_management in KeyManagement::ALL {
        let der = DecryptionKey::make_pkcs8(key_management).unwrap();
        let key = DecryptionKey::from_pkcs8(&der, key_management, "k1").unwrap();
        let encrypter = encrypter(key_management, &of_ours(&key.public_jwk()));
        let header = header(ContentEncryption::A256Gcm);
        let token = jwe::serialize_compact(b"hello", &header, &*encrypter).unwrap();
        let found = decrypt(&token, &DecryptionKeys::new(vec![key]), ALL).unwrap();
        assert_eq!(found.unverified_plaintext(), b"hello", "{key_management}");
    }
}

/// What both are told about each other.
#[test]
fn parties() {
    let key = private("P-256");
    let told = json!({ "apu": "QWxpY2U", "apv": "Qm9i" });
    for key_management in [KeyManagement::EcdhEs, KeyManagement::EcdhEsA256Kw] {
        let envelope = Envelope {
            recipient: &members(&public(&key)),
            key_management,
            content_encryption: ContentEncryption::A128CbcHs256,
            more: told.as_object().unwrap(),
        };
        let token = encrypt_as_a_provider(b"hello", &envelope).unwrap();
        let (found, _) = jwe::deserialize_compact(&token, &*decrypter(key_management, &key)).unwrap();
        assert_eq!(found, b"hello");

        let mut encrypter = agreement(key_management)
            .unwrap()
            .encrypter_from_jwk(&public(&key))
            .unwrap();
        encrypter.set_agreement_partyuinfo(b"Alice");
        encrypter.set_agreement_partyvinfo(b"Bob");
        let header = header(ContentEncryption::A128CbcHs256);
        let token = jwe::serialize_compact(b"hello", &header, &encrypter).unwrap();
        assert_eq!(
            decrypt(&token, &keys(&key), ALL).unwrap().unverified_plaintext(),
            b"hello"
        );
    }
}

/// Well made, for the right key, and never decrypted.
#[test]
#[allow(deprecated)]
fn what_is_never_decrypted() {
    let rsa = private("RSA");
    let shared = |length| Jwk::generate_oct_key(length).unwrap();
    let encrypters: Vec<(&str, Box<dyn JweEncrypter>)> = vec![
        (
            "RSA1_5",
            Box::new(jwe::RSA1_5.encrypter_from_jwk(&public(&rsa)).unwrap()),
        ),
        (
            "RSA-OAEP",
            Box::new(jwe::RSA_OAEP.encrypter_from_jwk(&public(&rsa)).unwrap()),
        ),
        (
            "RSA-OAEP-512",
            Box::new(jwe::RSA_OAEP_512.encrypter_from_jwk(&public(&rsa)).unwrap()),
        ),
        ("dir", Box::new(jwe::Dir.encrypter_from_bytes([7; 32]).unwrap())),
        (
            "A128KW",
            Box::new(jwe::A128KW.encrypter_from_jwk(&shared(16)).unwrap()),
        ),
        (
            "A256GCMKW",
            Box::new(jwe::A256GCMKW.encrypter_from_jwk(&shared(32)).unwrap()),
        ),
        (
            "PBES2-HS256+A128KW",
            Box::new(
                jwe::PBES2_HS256_A128KW
                    .encrypter_from_bytes("a good password")
                    .unwrap(),
            ),
        ),
    ];
    let keys = keys(&rsa);
    for (name, encrypter) in encrypters {
        let token =
            jwe::serialize_compact(b"hello", &header(ContentEncryption::A256Gcm), &*encrypter).unwrap();
        let name = name.to_owned();
        assert_eq!(
            decrypt(&token, &keys, ALL).unwrap_err(),
            JweError::UnknownAlgorithm { name }
        );
    }
    let encrypter = encrypter(KeyManagement::RsaOaep256, &public(&rsa));
    for name in ["A192GCM", "A192CBC-HS384"] {
        let mut header = header(ContentEncryption::A256Gcm);
        header.set_content_encryption(name);
        let token = jwe::serialize_compact(b"hello", &header, &*encrypter).unwrap();
        let name = name.to_owned();
        assert_eq!(
            decrypt(&token, &keys, ALL).unwrap_err(),
            JweError::UnknownAlgorithm { name }
        );
    }
    let mut header = header(ContentEncryption::A256Gcm);
    header.set_compression("DEF");
    let token = jwe::serialize_compact(&vec![0; 1 << 20], &header, &*encrypter).unwrap();
    assert!(token.len() < 4096, "it packs well");
    assert_eq!(decrypt(&token, &keys, ALL).unwrap_err(), JweError::Compressed);
}
