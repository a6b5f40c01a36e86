use schema::{Field, Schema, Value};
use serde_json::json;

use super::{BadTtl, EXPIRES_AT, keep_ttl, tell_ttl};
use crate::{DEFAULT_WORKSPACE, Document, Id};

const NOW: u64 = 1_700_000_000;

fn ending() -> Schema {
    Schema::default().field(EXPIRES_AT, Field::of::<Option<u64>>())
}

#[test]
fn what_is_left_becomes_a_moment() {
    for (written, expected) in [
        (json!({}), Ok(json!({}))),
        (json!({ "ttl": 0 }), Ok(json!({ EXPIRES_AT: null }))),
        (json!({ "ttl": null }), Ok(json!({ EXPIRES_AT: null }))),
        (json!({ "ttl": 1 }), Ok(json!({ EXPIRES_AT: NOW + 1 }))),
        (json!({ "ttl": 60.0 }), Ok(json!({ EXPIRES_AT: NOW + 60 }))),
        (
            json!({ "ttl": 100_000_000 }),
            Ok(json!({ EXPIRES_AT: NOW + 100_000_000 })),
        ),
        (json!({ "ttl": 100_000_001 }), Err(BadTtl)),
        (json!({ "ttl": -1 }), Err(BadTtl)),
        (json!({ "ttl": 1.5 }), Err(BadTtl)),
        (json!({ "ttl": "60" }), Err(BadTtl)),
        (json!({ "ttl": true }), Err(BadTtl)),
        // Of two words the one that counts from now is the later.
        (
            json!({ "ttl": 5, EXPIRES_AT: 9 }),
            Ok(json!({ EXPIRES_AT: NOW + 5 })),
        ),
        (json!({ EXPIRES_AT: 9 }), Ok(json!({ EXPIRES_AT: 9 }))),
    ] {
        let mut members = written.as_object().unwrap().clone();
        let kept = keep_ttl(&ending(), &mut members, NOW).map(|()| Value::Object(members));
        assert_eq!(kept, expected, "{written}");
    }
}

/// It is found to be a field that nobody knows.
#[test]
fn what_never_ends_has_none() {
    let mut members = json!({ "ttl": 5 }).as_object().unwrap().clone();
    assert_eq!(keep_ttl(&Schema::default(), &mut members, NOW), Ok(()));
    assert_eq!(Value::Object(members), json!({ "ttl": 5 }));
}

#[test]
fn a_moment_is_told_as_what_is_left() {
    for (body, told) in [
        (json!({ "a": 1 }), json!({ "a": 1 })),
        (json!({ "a": 1, EXPIRES_AT: null }), json!({ "a": 1 })),
        (json!({ EXPIRES_AT: NOW + 7 }), json!({ "ttl": 7 })),
        (json!({ EXPIRES_AT: NOW }), json!({ "ttl": 0 })),
        (json!({ EXPIRES_AT: NOW - 7 }), json!({ "ttl": 0 })),
    ] {
        let mut members = body.as_object().unwrap().clone();
        tell_ttl(&mut members, NOW);
        assert_eq!(Value::Object(members), told, "{body}");
    }
}

#[test]
fn it_ends_at_its_moment() {
    for (body, ended) in [
        (json!({}), false),
        (json!({ EXPIRES_AT: null }), false),
        (json!({ EXPIRES_AT: NOW + 1 }), false),
        (json!({ EXPIRES_AT: NOW }), true),
        (json!({ EXPIRES_AT: 0 }), true),
        (json!({ EXPIRES_AT: 5.0 }), true),
    ] {
        let document = Document {
            kind: "keys",
            id: Id::placed("keys", "1"),
            workspace: DEFAULT_WORKSPACE,
            body: body.clone(),
        };
        assert_eq!(document.has_ended(NOW), ended, "{body}");
    }
}
