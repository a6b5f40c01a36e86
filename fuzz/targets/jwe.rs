//! A text that nobody encrypted for us is not decrypted, whatever it says.

#![no_main]

use std::sync::LazyLock;

use jose::{
    AcceptedEncryption, ContentEncryption, DecryptionKey, DecryptionKeys, Encrypted, JweError, KeyManagement,
    base64url, decrypt,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Keys, and all that was ever encrypted for them.
static MADE: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../crates/jose/src/jwe/made_by_others.json");
    serde_json::from_str(text).expect("JSON")
});

static KEYS: LazyLock<DecryptionKeys> = LazyLock::new(|| {
    let keys = MADE["keys"].as_array().expect("keys").iter();
    let read = |key: &Value| DecryptionKey::from_jwk(key.as_object()?).ok();
    DecryptionKeys::new(keys.map(|key| read(key).expect("a key")).collect())
});

const ALL: AcceptedEncryption<'static> = AcceptedEncryption {
    key_management: &KeyManagement::ALL,
    content_encryption: &ContentEncryption::ALL,
};

const NOTHING: AcceptedEncryption<'static> = AcceptedEncryption {
    key_management: &[],
    content_encryption: &[],
};

/// The rest of a token, after a header.
const REST: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";

fuzz_target!(|text: &str| {
    look_at(text);
    // The same as a header, so that what is read there is reached without base64.
    look_at(&format!("{}.{REST}", base64url::encode(text.as_bytes())));
});

fn look_at(token: &str) {
    let parsed = Encrypted::parse(token);
    if parsed.is_ok() {
        assert_eq!(token.matches('.').count(), 4, "another form than the compact one");
    }
    assert!(
        decrypt(token, &KEYS, NOTHING).is_err(),
        "decrypted, and nothing is accepted"
    );
    assert!(
        decrypt(token, &DecryptionKeys::default(), ALL).is_err(),
        "decrypted without a key"
    );
    match decrypt(token, &KEYS, ALL) {
        Ok(found) => {
            assert!(was_encrypted(token), "decrypted, and never encrypted");
            assert!(found.nested().is_ok());
        }
        Err(error) => {
            // It is written into a log: one line.
            assert!(!error.to_string().contains(char::is_control));
            // What only a private key can tell is told for what could be read, and in one way.
            let is_public = !matches!(error, JweError::Undecryptable);
            assert!(is_public || parsed.is_ok());
        }
    }
}

/// Whether its sender encrypted this.
fn was_encrypted(token: &str) -> bool {
    let made = MADE["tokens"].as_array().expect("tokens");
    made.iter().any(|made| made["token"] == token)
}
