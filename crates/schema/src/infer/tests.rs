use std::collections::BTreeMap;

use serde_json::json;

use super::infer;
use crate::Record;

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Inner {
    /// Words.
    words: Vec<String>,
}

#[derive(Record)]
#[record(shorthand = crate::Shorthand::of("older", "number"))]
#[expect(dead_code, reason = "the fields are only described")]
struct Sample {
    /// A number.
    number: Option<u16>,
    /// A number with a fraction.
    fraction: Option<f64>,
    /// Yes or no.
    flag: Option<bool>,
    /// A text.
    text: Option<String>,
    /// Numbers.
    numbers: Option<Vec<u16>>,
    /// Words by name.
    named: Option<BTreeMap<String, Vec<String>>>,
    /// A record.
    inner: Option<Inner>,
}

#[test]
fn texts_become_what_their_fields_are() {
    for (form, typed) in [
        (
            json!({ "number": "5", "fraction": "0.5", "text": "5" }),
            json!({ "number": 5, "fraction": 0.5, "text": "5" }),
        ),
        (
            json!({ "number": "5.0", "older": "7" }),
            json!({ "number": 5, "older": 7 }),
        ),
        (
            json!({ "number": "five", "fraction": "inf" }),
            json!({ "number": "five", "fraction": "inf" }),
        ),
        (json!({ "flag": "true" }), json!({ "flag": true })),
        (json!({ "flag": "yes" }), json!({ "flag": "yes" })),
        (
            json!({ "text": "", "number": "", "unknown": "" }),
            json!({ "text": null, "number": null, "unknown": null }),
        ),
        (json!({ "numbers": "1" }), json!({ "numbers": [1] })),
        (json!({ "numbers": ["1", "2"] }), json!({ "numbers": [1, 2] })),
        (json!({ "numbers": "" }), json!({ "numbers": null })),
        (
            json!({ "named": { "a": "x", "b": ["y"] } }),
            json!({ "named": { "a": ["x"], "b": ["y"] } }),
        ),
        (
            json!({ "inner": { "words": "a" } }),
            json!({ "inner": { "words": ["a"] } }),
        ),
        (
            json!({ "number": "9007199254740993" }),
            json!({ "number": "9007199254740993" }),
        ),
        (json!({ "numbers": ["", "1"] }), json!({ "numbers": [null, 1] })),
        // What is no record stays, to be refused.
        (
            json!({ "inner": "x", "named": "x" }),
            json!({ "inner": "x", "named": "x" }),
        ),
    ] {
        let mut document = form.clone();
        infer(&Sample::describe(), &mut document);
        assert_eq!(document, typed, "{form}");
    }
}
