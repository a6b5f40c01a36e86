//! All violations at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::render::{kong, remedy};
use crate::{Record, check, fill};

/// A thing with one field of each kind.
#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Thing {
    text: Option<String>,
    whole: Option<i64>,
    number: Option<f64>,
    switch: Option<bool>,
    array: Option<Vec<String>>,
    map: Option<BTreeMap<String, Vec<String>>>,
    record: Option<Part>,
    anything: Option<Value>,
    /// The host to call. It is resolved anew each minute.
    host: String,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Part {
    #[field(between(1, 9))]
    depth: u16,
}

#[track_caller]
fn told(document: Value, expected: &[&str]) {
    let mut document = document;
    fill(&Thing::describe(), &mut document);
    let found = check(&Thing::describe(), &document);
    let told: Vec<String> = found
        .iter()
        .map(|(path, violation)| format!("{path}: {}", kong::message(violation)))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.is_empty(), expected.is_empty());
}

#[test]
fn nothing_is_wrong() {
    told(json!({ "host": "a" }), &[]);
    told(
        json!({ "host": "a", "whole": 5.0, "number": 5, "anything": [[{}]], "map": { "a": ["b"] } }),
        &[],
    );
}

#[test]
fn every_kind_names_what_it_expects() {
    told(
        json!({
            "text": 1, "whole": "5", "number": "5", "switch": "yes", "array": {}, "map": [],
            "record": "x", "host": []
        }),
        &[
            "text: expected a string",
            "whole: expected an integer",
            "number: expected a number",
            "switch: expected a boolean",
            "array: expected an array",
            "map: expected a map",
            "record: expected a record",
            "host: expected a string",
        ],
    );
}

#[test]
fn integers_have_no_fraction_and_are_exact() {
    told(
        json!({ "host": "a", "whole": 5.5 }),
        &["whole: expected an integer"],
    );
    told(
        json!({ "host": "a", "whole": 1e300 }),
        &["whole: expected an integer"],
    );
    told(
        json!({ "host": "a", "whole": u64::MAX }),
        &["whole: expected an integer"],
    );
}

#[test]
fn a_document_is_a_record() {
    told(json!([]), &[": expected a record"]);
    told(Value::Null, &[": expected a record"]);
}

#[test]
fn violations_are_found_however_deep_they_are() {
    told(
        json!({ "record": { "depth": 0, "dephts": 1 }, "array": ["a", 1, null], "map": { "k": [2] } }),
        &[
            "array[1]: expected a string",
            "array[2]: required field missing",
            "map.k[0]: expected a string",
            "record.depth: value should be between 1 and 9",
            "record.dephts: unknown field",
            "host: required field missing",
        ],
    );
}

#[test]
fn a_missing_field_is_told_with_its_first_sentence() {
    let lines = remedy::lines(&check(&Thing::describe(), &json!({})));
    assert_eq!(
        lines,
        ["host: required field missing — give it a value: the host to call"]
    );
}

#[test]
fn an_unknown_field_is_told_with_the_one_that_was_meant() {
    let lines = remedy::lines(&check(
        &Thing::describe(),
        &json!({ "host": "a", "hots": 1, "zzz": 1 }),
    ));
    assert_eq!(
        lines,
        [
            "hots: unknown field — did you mean `host`?",
            "zzz: unknown field — there is no such option here; remove it",
        ]
    );
}

#[test]
fn a_document_as_deep_as_a_parser_lets_through_is_checked() {
    let deep = (0..127).fold(json!(1), |inner, _| json!({ "record": inner }));
    told(
        json!({ "host": "a", "record": deep }),
        &[
            "record.depth: required field missing",
            "record.record: unknown field",
        ],
    );
}
