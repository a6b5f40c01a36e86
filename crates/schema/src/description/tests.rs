//! Which fields are honoured, and which are not.

use serde_json::json;

use crate::{Record, check, fill};

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Outer {
    #[field(default = 5, inert)]
    retries: Option<u16>,
    #[field(inert)]
    color: Option<String>,
    #[field(refused)]
    headers: Option<String>,
    inner: Inner,
    list: Option<Vec<Inner>>,
    #[field(refused)]
    record: Option<Part>,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Part {
    #[field(default = 3)]
    size: Option<u16>,
    name: Option<String>,
    #[field(default = ["a", "b"], set)]
    words: Option<Vec<String>>,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Inner {
    #[field(inert)]
    hint: Option<String>,
    #[field(refused)]
    guard: Option<bool>,
    #[field(default = true, refused_values(false))]
    strict: bool,
}

#[test]
fn fields_that_are_not_honoured_are_listed() {
    assert_eq!(
        Outer::describe().inert_fields(),
        ["retries", "color", "inner.hint", "list[].hint"]
    );
    assert_eq!(
        Outer::describe().refused_fields(),
        ["headers", "inner.guard", "list[].guard", "record"]
    );
}

#[test]
fn values_that_are_not_honoured_are_listed() {
    let schema = Outer::describe();
    let refused = schema.refused_values();
    let refused: Vec<_> = refused
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let no = &json!(false);
    assert_eq!(refused, [("inner.strict", no), ("list[].strict", no)]);
}

#[test]
fn inert_fields_count_as_used_when_they_say_something_else_than_their_default() {
    let used = |document| Outer::describe().used_inert(&document);
    assert!(used(json!({ "retries": 5, "color": null, "inner": {} })).is_empty());
    assert_eq!(
        used(json!({ "retries": 6, "inner": { "hint": "x" } })),
        ["retries", "inner.hint"]
    );
    assert_eq!(
        used(json!({ "list": [{}, { "hint": "x" }, { "hint": "y" }] })),
        ["list[].hint"]
    );
}

#[test]
fn a_refused_record_may_say_what_would_be_filled_in() {
    let refused = |record| {
        let mut document = json!({ "inner": {}, "record": record });
        fill(&Outer::describe(), &mut document);
        !check(&Outer::describe(), &document).is_empty()
    };
    assert!(!refused(json!(null)));
    assert!(!refused(json!({})));
    assert!(!refused(json!({ "size": 3, "name": null, "words": ["b", "a"] })));
    assert!(refused(json!({ "size": 4 })));
    assert!(refused(json!({ "name": "x" })));
}

#[derive(Record)]
#[record(default_of = ("outer_size", 7))]
#[expect(dead_code, reason = "only described, never read")]
struct Taking {
    #[flatten = "outer_"]
    taken: Taken,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Taken {
    #[field(default = 1)]
    size: u16,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct TakingTwice {
    #[flatten = "one_"]
    one: Taken,
    #[flatten = "two_"]
    #[record(inert, default_of = ("size", 2))]
    two: Taken,
}

#[test]
fn a_record_that_is_taken_in_may_be_marked_as_a_whole() {
    let schema = TakingTwice::describe();
    assert_eq!(schema.inert_fields(), ["two_size"]);
    assert_eq!(schema.named("one_size").unwrap().default, Some(json!(1)));
    assert_eq!(schema.named("two_size").unwrap().default, Some(json!(2)));
}

#[test]
fn a_field_that_is_taken_in_may_have_another_default() {
    let default = |schema: crate::Schema, name| schema.named(name).unwrap().default.clone();
    assert_eq!(default(Taken::describe(), "size"), Some(json!(1)));
    assert_eq!(default(Taking::describe(), "outer_size"), Some(json!(7)));
}
