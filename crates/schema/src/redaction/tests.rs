use serde_json::json;

use super::*;
use crate::{Record, Secret, check, fill};

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Options {
    /// A name.
    name: Option<String>,
    /// A secret, or where it is.
    #[field(referenceable)]
    password: Option<Secret>,
    /// A secret that stands nowhere else.
    pin: Option<Secret>,
    /// Several.
    #[field(encrypted, referenceable)]
    keys: Option<Vec<String>>,
    /// What may be one.
    #[field(confidential)]
    values: Option<Vec<String>>,
    /// Who somebody is.
    #[field(identifier, referenceable)]
    clients: Option<Vec<String>>,
    /// By name.
    tokens: Option<std::collections::BTreeMap<String, Secret>>,
    /// A record.
    inner: Option<Inner>,
    /// Records.
    list: Option<Vec<Inner>>,
}

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Inner {
    /// Public.
    id: Option<String>,
    /// Private.
    secret: Option<Secret>,
}

// AD-08
#[test]
fn no_secret_is_left() {
    for (document, shown) in [
        (json!({ "name": "a" }), json!({ "name": "a" })),
        (json!({ "password": null }), json!({ "password": null })),
        (json!({ "password": "s" }), json!({ "password": "***" })),
        (json!({ "password": "" }), json!({ "password": "***" })),
        (json!({ "password": 7 }), json!({ "password": "***" })),
        (
            json!({ "password": { "a": ["s"] } }),
            json!({ "password": { "a": ["***"] } }),
        ),
        // Where a secret is kept is none, unless it is the secret itself.
        (
            json!({ "password": "{vault://env/a}" }),
            json!({ "password": "{vault://env/a}" }),
        ),
        (
            json!({ "password": "{vault://env/a} s" }),
            json!({ "password": "***" }),
        ),
        (json!({ "pin": "{vault://env/a}" }), json!({ "pin": "***" })),
        (
            json!({ "keys": ["s", "{vault://env/a}", null] }),
            json!({ "keys": ["***", "{vault://env/a}", null] }),
        ),
        (json!({ "keys": "s" }), json!({ "keys": "***" })),
        (
            json!({ "values": ["s", "t"] }),
            json!({ "values": ["***", "***"] }),
        ),
        // Kong seals it, and it proves nothing. What is no such thing may be anything.
        (
            json!({ "clients": ["a", "{vault://env/a}"] }),
            json!({ "clients": ["a", "{vault://env/a}"] }),
        ),
        (
            json!({ "clients": [{ "secret": "s" }] }),
            json!({ "clients": ["***"] }),
        ),
        (json!({ "clients": "s" }), json!({ "clients": "***" })),
        (
            json!({ "tokens": { "a": "s" } }),
            json!({ "tokens": { "a": "***" } }),
        ),
        (
            json!({ "inner": { "id": "i", "secret": "s" }, "list": [{ "id": "i", "secret": "s" }] }),
            json!({ "inner": { "id": "i", "secret": "***" }, "list": [{ "id": "i", "secret": "***" }] }),
        ),
        // Nobody said what is in these.
        (json!({ "name": { "secret": "s" } }), json!({ "name": "***" })),
        (
            json!({ "inner": ["s"], "list": { "a": "s" } }),
            json!({ "inner": "***", "list": "***" }),
        ),
        (
            json!({ "tokens": "s", "list": "s" }),
            json!({ "tokens": "***", "list": "***" }),
        ),
        (
            json!({ "unknown": "s", "other": null }),
            json!({ "unknown": "***", "other": null }),
        ),
        (
            json!({ "inner": { "unknown": "s" } }),
            json!({ "inner": { "unknown": "***" } }),
        ),
        (json!(["s"]), json!("***")),
    ] {
        let mut document = document;
        redact(&Options::describe(), &mut document);
        assert_eq!(document, shown);
    }
}

#[test]
fn what_was_hidden_is_kept_where_it_is_known() {
    let was = json!({
        "name": "a", "password": "p", "pin": null, "keys": ["one", "two"], "tokens": { "a": "t" }, "clients": ["c"],
        "inner": { "id": "i", "secret": "s" }, "list": [{ "secret": "first" }, { "secret": "second" }],
    });
    for (written, kept, violations) in [
        (json!({ "password": "***" }), json!({ "password": "p" }), 0),
        (json!({ "password": "new" }), json!({ "password": "new" }), 0),
        (json!({ "password": null }), json!({ "password": null }), 0),
        (json!({ "password": " ***" }), json!({ "password": " ***" }), 0),
        // It means that only where there are secrets.
        (json!({ "name": "***" }), json!({ "name": "***" }), 0),
        (json!({ "pin": "***" }), json!({ "pin": "***" }), 1),
        (
            json!({ "keys": ["***", "new"] }),
            json!({ "keys": ["one", "new"] }),
            0,
        ),
        (
            json!({ "keys": ["new", "***"] }),
            json!({ "keys": ["new", "two"] }),
            0,
        ),
        (json!({ "keys": ["***"] }), json!({ "keys": ["***"] }), 1),
        (
            json!({ "keys": ["a", "***", "***"] }),
            json!({ "keys": ["a", "***", "***"] }),
            2,
        ),
        (json!({ "values": ["***"] }), json!({ "values": ["***"] }), 1),
        // It was hidden once, and may come back so.
        (json!({ "clients": ["***"] }), json!({ "clients": ["c"] }), 0),
        (
            json!({ "clients": ["d", "***"] }),
            json!({ "clients": ["d", "***"] }),
            1,
        ),
        (
            json!({ "tokens": { "a": "***", "b": "***" } }),
            json!({ "tokens": { "a": "t", "b": "***" } }),
            1,
        ),
        (
            json!({ "inner": { "id": "j", "secret": "***" } }),
            json!({ "inner": { "id": "j", "secret": "s" } }),
            0,
        ),
        (
            json!({ "list": [{ "secret": "new" }, { "secret": "***" }] }),
            json!({ "list": [{ "secret": "new" }, { "secret": "second" }] }),
            0,
        ),
        (
            json!({ "list": [{ "secret": "***" }] }),
            json!({ "list": [{ "secret": "***" }] }),
            1,
        ),
    ] {
        let mut document = written.clone();
        restore(&Options::describe(), &mut document, &was);
        assert_eq!(document, kept, "{written}");
        fill(&Options::describe(), &mut document);
        let found = check(&Options::describe(), &document);
        assert_eq!(found.iter().count(), violations, "{written}: {found:?}");
    }
}

#[test]
fn all_that_was_hidden_can_be_written_back() {
    let was = json!({
        "name": "a", "password": "p", "pin": "1", "keys": ["one", "{vault://env/a}"], "values": ["v"],
        "tokens": { "a": "t" }, "inner": { "id": "i", "secret": "s" }, "list": [{ "secret": "first" }],
    });
    let mut document = was.clone();
    redact(&Options::describe(), &mut document);
    assert_ne!(document, was);
    restore(&Options::describe(), &mut document, &was);
    assert_eq!(document, was);
}
