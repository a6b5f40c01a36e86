use serde_json::{Value, json};

use super::{ClaimPath, Demand, words};

fn claims(value: &Value) -> jose::Claims {
    jose::Claims::read(value.to_string().as_bytes()).unwrap()
}

fn path(steps: &[&str]) -> ClaimPath {
    ClaimPath::new(steps.iter().map(ToString::to_string)).unwrap()
}

#[test]
fn where_a_path_leads() {
    let claims = claims(&json!({
        "sub": "ada",
        "user": { "groups": ["a", "b"], "address": { "street": "s" }, "none": null },
        "https://example.com/roles": ["r"],
        "list": ["one", { "two": 2 }],
        "numbers": { "1": "by name" },
        "a.b": "dotted",
    }));
    for (steps, found) in [
        (&["sub"][..], Some(json!("ada"))),
        (&["user", "groups"], Some(json!(["a", "b"]))),
        (&["user", "address", "street"], Some(json!("s"))),
        (&["https://example.com/roles"], Some(json!(["r"]))),
        (&["a.b"], Some(json!("dotted"))),
        (&["list", "1"], Some(json!("one"))),
        (&["list", "2", "two"], Some(json!(2))),
        (&["numbers", "1"], Some(json!("by name"))),
        // Nowhere, and never an error.
        (&["list", "0"], None),
        (&["list", "3"], None),
        (&["list", "-1"], None),
        (&["list", "x"], None),
        (&["list", "99999999999999999999"], None),
        (&["sub", "1"], None),
        (&["user", "none"], None),
        (&["user", "none", "x"], None),
        (&["user.groups"], None),
        (&[""], None),
    ] {
        assert_eq!(path(steps).find(&claims), found.as_ref(), "{steps:?}");
    }
    assert_eq!(ClaimPath::new([]), None);
}

#[test]
fn the_words_of_a_claim() {
    for (claim, expected) in [
        (json!("openid  email"), Some(vec!["openid", "email"])),
        (json!(["a b", "c"]), Some(vec!["a b", "c"])),
        (json!(7), Some(vec!["7"])),
        (json!(true), Some(vec!["true"])),
        (json!([1, "x", false]), Some(vec!["1", "x", "false"])),
        (json!(""), Some(vec![])),
        (json!([]), Some(vec![])),
        (json!({ "a": 1 }), None),
        (json!(null), None),
        (json!([["a"]]), None),
        (json!(["a", null]), None),
    ] {
        let found = words(&claim);
        let found = found
            .as_ref()
            .map(|words| words.iter().map(AsRef::as_ref).collect::<Vec<_>>());
        assert_eq!(found, expected, "{claim}");
    }
}

#[test]
fn when_a_demand_is_met() {
    let met = |one_of: &[&str], claim: Value| {
        let one_of: Vec<String> = one_of.iter().map(ToString::to_string).collect();
        Demand::new(path(&["groups"]), &one_of).is_met_by(Some(&claim))
    };
    // Between texts one is enough; within a text all are needed.
    assert!(met(&["a b", "c"], json!(["c"])));
    assert!(met(&["a b", "c"], json!(["b", "x", "a"])));
    assert!(met(&["a b", "c"], json!("b a")));
    assert!(!met(&["a b", "c"], json!(["a"])));
    assert!(!met(&["a b", "c"], json!(["a b"])));
    // Exactly: neither case nor a part of a word.
    assert!(!met(&["admin"], json!(["Admin"])));
    assert!(!met(&["admin"], json!(["admins", "sub-admin"])));
    // What is not there, or is something else, meets nothing.
    assert!(!met(&["a"], json!(null)));
    assert!(!met(&["a"], json!({ "a": true })));
    assert!(!met(&["a"], json!([["a"]])));
    assert!(!met(&[], json!(["a"])));
    assert!(!met(&[" "], json!(["a"])));
    assert!(!met(&[""], json!([""])));
    assert!(!Demand::new(path(&["groups"]), &["a".into()]).is_met_by(None));
}
