use std::collections::BTreeMap;

use serde_json::json;

use super::complete;
use crate::Record;

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Inner {
    number: Option<u16>,
}

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Sample {
    word: Option<String>,
    inner: Option<Inner>,
    several: Option<Vec<Inner>>,
    named: Option<BTreeMap<String, Inner>>,
}

#[test]
fn what_is_absent_is_null_further_in_too() {
    for (document, expected) in [
        (
            json!({}),
            json!({ "word": null, "inner": null, "several": null, "named": null }),
        ),
        (
            json!({ "word": "a", "inner": {}, "several": [{}, { "number": 1 }], "named": { "x": {} } }),
            json!({
                "word": "a", "inner": { "number": null },
                "several": [{ "number": null }, { "number": 1 }], "named": { "x": { "number": null } },
            }),
        ),
        (json!("no record"), json!("no record")),
    ] {
        let mut whole = document.clone();
        complete(&Sample::describe(), &mut whole);
        assert_eq!(whole, expected, "{document}");
    }
}
