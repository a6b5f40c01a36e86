//! A key set is read or refused, and nothing private of it is ever shown.

#![no_main]

use jose::{Algorithm, DecryptionKey, KeySet, SigningKey};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

/// Members that nobody but the owner may know.
const PRIVATE: [&str; 10] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "r", "t"];

fuzz_target!(|bytes: &[u8]| {
    let Ok(set) = KeySet::parse(bytes) else {
        return;
    };
    for key in set.iter() {
        assert!(shows_nothing(key.public()), "{key:?}");
    }
    // The library has a member name of its own, which it does not take for one.
    let Ok(whole) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let listed = whole["keys"].as_array().expect("a list");
    assert_eq!(set.len() + set.skipped(), listed.len(), "a key was lost");
    assert_eq!(set.with([&set]).len(), 2 * set.len());
    for members in listed.iter().filter_map(Value::as_object) {
        if let Ok(key) = DecryptionKey::from_jwk(members) {
            is_public(&key.public_jwk());
        }
        for algorithm in Algorithm::ALL.into_iter().chain(Algorithm::HMAC) {
            if let Ok(key) = SigningKey::from_jwk(members, algorithm) {
                is_public(&key.public_jwk());
            }
        }
    }
});

fn is_public(jwk: &Value) {
    assert!(
        jwk.as_object().is_some_and(shows_nothing),
        "a private key is shown"
    );
}

fn shows_nothing(members: &Map<String, Value>) -> bool {
    PRIVATE.iter().all(|name| !members.contains_key(*name))
}
