//! Keys, key sets, vaults and names in the handshake: what is there for other entities.

use serde_json::{Value, json};

use super::{KEY, accepts, filled, refuses};
use crate::{DEFAULT_WORKSPACE, Key, Sni, Vault};

const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\nMAIC\n-----END PUBLIC KEY-----\n";

fn jwk(kid: &str, members: Value) -> Value {
    let mut jwk = members;
    jwk["kid"] = kid.into();
    json!({ "kid": "1", "jwk": jwk.to_string() })
}

#[test]
fn a_key_is_a_jwk_or_pem() {
    let rsa = json!({ "kty": "RSA", "n": "AQ", "e": "AQAB" });
    let key: Key = filled("keys", jwk("1", rsa.clone()));
    assert!(key.pem.is_none() && key.set.is_none());
    assert!(!format!("{key:?}").contains("AQAB"), "{key:?}");
    accepts(
        "keys",
        jwk("1", json!({ "kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ" })),
    );
    accepts(
        "keys",
        jwk("1", json!({ "kty": "OKP", "crv": "Ed25519", "x": "AQ" })),
    );
    for pem in [
        json!({ "private_key": KEY }),
        json!({ "public_key": PUBLIC_KEY }),
        json!({ "private_key": KEY, "public_key": PUBLIC_KEY.replace("PUBLIC", "RSA PUBLIC") }),
    ] {
        let set = json!({ "id": DEFAULT_WORKSPACE.to_string() });
        accepts("keys", json!({ "kid": "1", "name": "a", "set": set, "pem": pem }));
    }
    let both = json!({ "kid": "1", "jwk": jwk("1", rsa)["jwk"], "pem": { "private_key": KEY } });
    refuses(
        "keys",
        both,
        &[": only one or none of these fields must be set: 'pem', 'jwk'"],
    );
    refuses(
        "keys",
        json!({}),
        &[
            ": at least one of these fields must be non-empty: 'pem', 'jwk'",
            "kid: required field missing",
        ],
    );
}

#[test]
fn a_jwk_is_that_of_its_key() {
    let unreadable = ": could not json decode jwk string";
    let another = ": kid in jwk.kid must be equal to keys.kid";
    let no_key = ": could not load JWK, likely not a valid key";
    for (document, fault) in [
        (json!({ "kid": "1", "jwk": "{" }), unreadable),
        (json!({ "kid": "1", "jwk": "[]" }), unreadable),
        (json!({ "kid": "1", "jwk": "{}" }), another),
        (jwk("2", json!({ "kty": "RSA", "n": "AQ", "e": "AQAB" })), another),
        (jwk("1", json!({})), no_key),
        (jwk("1", json!({ "kty": "oct", "k": "AQ" })), no_key),
        (jwk("1", json!({ "kty": "RSA", "n": "AQ" })), no_key),
        (jwk("1", json!({ "kty": "RSA", "n": "AQ", "e": 3 })), no_key),
        (
            jwk("1", json!({ "kty": "EC", "crv": "P-256", "x": "AQ", "y": "" })),
            no_key,
        ),
    ] {
        refuses("keys", document, &[fault]);
    }
    // Nothing is said about a JWK that has no key id to be compared with, or is none of ours to read.
    refuses("keys", json!({ "jwk": "{" }), &["kid: required field missing"]);
    accepts("keys", json!({ "kid": "1", "jwk": "{vault://env/key}" }));
}

#[test]
fn the_parts_of_a_pem_key_are_pem() {
    refuses(
        "keys",
        json!({ "kid": "1", "pem": {} }),
        &["pem: at least one of these fields must be non-empty: 'private_key', 'public_key'"],
    );
    refuses(
        "keys",
        json!({ "kid": "1", "pem": { "private_key": PUBLIC_KEY, "public_key": KEY } }),
        &[
            "pem.private_key: invalid key: it is no PEM text with one private key in it",
            "pem.public_key: invalid key: it is no PEM text with one public key in it",
        ],
    );
}

#[test]
fn a_key_set_needs_nothing() {
    accepts("key_sets", json!({}));
    accepts("key_sets", json!({ "name": "any name/at all" }));
    refuses(
        "key_sets",
        json!({ "name": "", "keys": [] }),
        &["name: length must be at least 1", "keys: unknown field"],
    );
}

#[test]
fn a_vault_is_the_environment_or_a_folder() {
    let vault: Vault = filled("vaults", json!({ "name": "env", "prefix": "my-env" }));
    assert_eq!(vault.prefix.as_str(), "my-env");
    assert!(vault.config.prefix.is_none() && vault.description.is_none());
    accepts(
        "vaults",
        json!({ "name": "env", "prefix": "e1", "description": "ours", "config": { "prefix": "SHOP_" } }),
    );
    for folder in ["shop", "shop/eu", "1a", "a.b"] {
        accepts(
            "vaults",
            json!({ "name": "file", "prefix": "files", "config": { "prefix": folder } }),
        );
    }
    for folder in ["/etc", "..", "a/../..", "a//b", "a/", ".ssh", "a\\b"] {
        refuses(
            "vaults",
            json!({ "name": "file", "prefix": "files", "config": { "prefix": folder } }),
            &[&format!("config.prefix: invalid value: {folder}")],
        );
    }
    refuses(
        "vaults",
        json!({}),
        &["prefix: required field missing", "name: required field missing"],
    );
    refuses(
        "vaults",
        json!({ "name": "hcv", "prefix": "env", "config": { "prefix": "1A", "host": "x" } }),
        &[
            "prefix: must not be one of: env",
            "name: vault 'hcv' is not installed",
            "config.host: unknown field",
            "config.prefix: invalid value: 1A",
        ],
    );
    refuses(
        "vaults",
        json!({ "name": "env", "prefix": "file" }),
        &["prefix: must not be one of: file"],
    );
    for prefix in ["a", "1a", "a-", "-a", "aA", "a_b", "a.b"] {
        refuses(
            "vaults",
            json!({ "name": "env", "prefix": prefix }),
            &[&format!("prefix: invalid value: {prefix}")],
        );
    }
}

#[test]
fn a_name_in_the_handshake_may_begin_or_end_with_a_star() {
    let sni = |name: &str| json!({ "name": name, "certificate": { "id": DEFAULT_WORKSPACE.to_string() } });
    for name in ["a.test", "a.test.", "*.a.test", "a.*", "*", "localhost"] {
        let read: Sni = filled("snis", sni(name));
        assert_eq!((read.name.as_str(), read.certificate), (name, DEFAULT_WORKSPACE));
    }
    for (name, fault) in [
        ("a.*.test", "wildcard must be leftmost or rightmost character"),
        ("a*b*", "wildcard must be leftmost or rightmost character"),
        ("*.a.*", "only one wildcard must be specified"),
        ("127.0.0.1", "must not be an IP"),
        ("127.0.0.1:443", "must not be an IP"),
        ("::1", "must not be an IP"),
        ("[::1]", "must not be an IP"),
        ("a.test:443", "must not have a port"),
        ("a.test:https", "must not have a port"),
        ("a b", "invalid value: a b"),
        ("*.a b", "invalid value: *.a b"),
    ] {
        refuses("snis", sni(name), &[&format!("name: {fault}")]);
    }
    refuses(
        "snis",
        json!({}),
        &[
            "name: required field missing",
            "certificate: required field missing",
        ],
    );
}
