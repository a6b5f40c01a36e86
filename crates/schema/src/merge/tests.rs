//! What somebody changes, and what stays.

use std::collections::BTreeMap;

use serde_json::json;

use super::merge;
use crate::{Record, Shorthand};

#[derive(Record)]
#[record(shorthand = Shorthand::of("older", "number"))]
#[expect(dead_code, reason = "the fields are only described")]
struct Inner {
    number: Option<u16>,
    word: Option<String>,
}

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Sample {
    word: Option<String>,
    words: Option<Vec<String>>,
    named: Option<BTreeMap<String, String>>,
    inner: Option<Inner>,
    #[field(foreign("others"))]
    link: Option<String>,
}

#[test]
fn records_are_merged_and_everything_else_is_replaced() {
    let whole = json!({
        "word": "a", "words": ["a", "b"], "named": { "x": "1" },
        "inner": { "number": 1, "word": "b" }, "link": { "id": "one" },
    });
    for (change, name, expected) in [
        (json!({ "word": "c" }), "word", json!("c")),
        (json!({ "word": null }), "word", json!(null)),
        (json!({ "words": ["c"] }), "words", json!(["c"])),
        (json!({ "named": { "y": "2" } }), "named", json!({ "y": "2" })),
        (
            json!({ "inner": { "number": 2 } }),
            "inner",
            json!({ "number": 2, "word": "b" }),
        ),
        (
            json!({ "inner": { "number": null } }),
            "inner",
            json!({ "number": null, "word": "b" }),
        ),
        (json!({ "inner": null }), "inner", json!(null)),
        (
            json!({ "link": { "name": "two" } }),
            "link",
            json!({ "name": "two" }),
        ),
        // Wrong things are put in too: whoever checks tells what they are.
        (json!({ "inner": "x" }), "inner", json!("x")),
        (json!({ "nobody": 1 }), "nobody", json!(1)),
    ] {
        let mut document = whole.clone();
        merge(&Sample::describe(), &mut document, change.clone());
        assert_eq!(document[name], expected, "{change}");
        let others = document
            .as_object()
            .unwrap()
            .keys()
            .filter(|other| *other != name);
        for other in others {
            assert_eq!(document[other], whole[other], "{change} leaves {other} alone");
        }
    }
}

#[test]
fn an_older_name_wins_over_what_is_there() {
    let mut document = json!({ "inner": { "number": 1 } });
    merge(
        &Sample::describe(),
        &mut document,
        json!({ "inner": { "older": 2 } }),
    );
    assert_eq!(document, json!({ "inner": { "number": 2 } }));
}
