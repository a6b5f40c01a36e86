//! Which fields are honoured, and which are not.

use serde_json::json;

use crate::Record;

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
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Inner {
    #[field(inert)]
    hint: Option<String>,
    #[field(refused)]
    guard: Option<bool>,
}

#[test]
fn fields_that_are_not_honoured_are_listed() {
    assert_eq!(
        Outer::describe().inert_fields(),
        ["retries", "color", "inner.hint"]
    );
    assert_eq!(Outer::describe().refused_fields(), ["headers", "inner.guard"]);
}

#[test]
fn inert_fields_count_as_used_when_they_say_something_else_than_their_default() {
    let used = |document| Outer::describe().used_inert(&document);
    assert!(used(json!({ "retries": 5, "color": null, "inner": {} })).is_empty());
    assert_eq!(
        used(json!({ "retries": 6, "inner": { "hint": "x" } })),
        ["retries", "inner.hint"]
    );
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

#[test]
fn a_field_that_is_taken_in_may_have_another_default() {
    let default = |schema: crate::Schema, name| schema.named(name).unwrap().default.clone();
    assert_eq!(default(Taken::describe(), "size"), Some(json!(1)));
    assert_eq!(default(Taking::describe(), "outer_size"), Some(json!(7)));
}
