//! References as they are written, and where they stand.

use serde_json::{Value, json};

use super::{Held, Reference, visit_references};
use crate::{Record, Schema};

#[test]
fn a_reference_names_a_vault_and_what_is_in_it() {
    let rows = [
        ("{vault://env/secret}", "env", "secret", None, None),
        ("{vault://my-env/my-secret}", "my-env", "my-secret", None, None),
        ("{vault://env/secret/}", "env", "secret", None, None),
        (
            "{vault://env/secret/password}",
            "env",
            "secret",
            Some("password"),
            None,
        ),
        ("{vault://env/a/b/c}", "env", "a/b", Some("c"), None),
        ("{vault://env/a%20b/c%2Fd}", "env", "a b", Some("c/d"), None),
        (
            "{vault://env/secret?prefix=SHOP_}",
            "env",
            "secret",
            None,
            Some("SHOP_"),
        ),
        (
            "{vault://env/secret/key?prefix=a}",
            "env",
            "secret",
            Some("key"),
            Some("a"),
        ),
        ("{vault://file/a.b}", "file", "a.b", None, None),
        ("{vault://x1/é}", "x1", "é", None, None),
    ];
    for (text, vault, resource, key, prefix) in rows {
        let expected = Reference {
            vault: vault.to_owned(),
            resource: resource.to_owned(),
            key: key.map(str::to_owned),
            prefix: prefix.map(str::to_owned),
        };
        assert!(Reference::is_meant(text), "{text}");
        assert_eq!(Reference::read(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_could_lead_nowhere_is_refused() {
    let rows = [
        "{vault://}",
        "{vault://env}",
        "{vault://env/}",
        "{vault:///secret}",
        "{vault://ENV/secret}",
        "{vault://my_env/secret}",
        "{vault://env/secret#2}",
        "{vault://env/secret?ttl=60}",
        "{vault://env/secret?prefix=a&ttl=60}",
        "{vault://env/%}",
        "{vault://env/%zz}",
        "{vault://env/%ff}",
        "{vault://env/%00}",
        "{vault://env/a\nb}",
    ];
    for text in rows {
        assert!(Reference::is_meant(text), "{text}");
        let refused = Reference::read(text).unwrap_err();
        assert_eq!(refused.code(), "config.vault_reference", "{text}");
    }
}

#[test]
fn other_texts_are_no_references() {
    for text in [
        "",
        "secret",
        "{vault:/env/x}",
        "{vault://env/x",
        " {vault://env/x}",
        "vault://env/x",
    ] {
        assert!(!Reference::is_meant(text), "{text}");
    }
}

/// A record with references in all sorts of places.
#[derive(Record)]
#[allow(dead_code, reason = "only its schema is asked for")]
struct Sample {
    /// Plain.
    plain: Option<String>,
    /// Followed.
    #[field(referenceable)]
    followed: Option<String>,
    /// Followed, each.
    #[field(referenceable)]
    several: Option<Vec<String>>,
    /// Further in.
    inner: Option<Inner>,
}

/// Further in.
#[derive(Record)]
#[allow(dead_code, reason = "only its schema is asked for")]
struct Inner {
    /// Followed.
    #[field(referenceable)]
    followed: Option<String>,
}

#[test]
fn references_are_found_and_replaced_wherever_they_stand() {
    let schema: Schema = Sample::describe();
    let mut document = json!({
        "plain": "{vault://env/a}",
        "followed": "{vault://env/b}",
        "several": ["as it is", "{vault://env/c}"],
        "inner": { "followed": "{vault://env/d}" },
        "unknown": "{vault://env/e}",
    });
    let mut seen = Vec::new();
    visit_references(&schema, &mut document, &mut |place, held, text| {
        seen.push(format!("{place}: {text}, {held:?}"));
        (held == Held::AsReference).then(|| "found".to_owned())
    });
    seen.sort();
    assert_eq!(
        seen,
        [
            "followed: {vault://env/b}, AsReference",
            "inner.followed: {vault://env/d}, AsReference",
            "plain: {vault://env/a}, AsText",
            "several[1]: {vault://env/c}, AsReference",
        ]
    );
    let expected: Value = json!({
        "plain": "{vault://env/a}",
        "followed": "found",
        "several": ["as it is", "found"],
        "inner": { "followed": "found" },
        "unknown": "{vault://env/e}",
    });
    assert_eq!(document, expected);
}
