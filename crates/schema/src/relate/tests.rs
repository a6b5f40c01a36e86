//! Rules between fields.

use serde_json::{Value, json};

use crate::render::kong;
use crate::{Conditional, Members, Record, Violation, Violations, check};

#[derive(Record)]
#[record(at_least_one_of("a", "b"), only_one_of("b", "c"), all_or_none_of("c", "d"), rule = not_seven)]
#[expect(dead_code, reason = "only described, never read")]
struct Ruled {
    a: Option<Vec<String>>,
    b: Option<String>,
    c: Option<String>,
    d: Option<String>,
    e: Option<u16>,
}

#[derive(Record)]
#[record(exactly_one_of("a", "b"))]
#[expect(dead_code, reason = "only described, never read")]
struct Exact {
    a: Option<String>,
    b: Option<String>,
}

#[derive(Record)]
#[record(
    conditional = Conditional::when("a", "x").needs("b"),
    conditional = Conditional::when("a", "y").allows("b", &["c", "d"]),
    distinct("b", "c")
)]
#[expect(dead_code, reason = "only described, never read")]
struct Demanding {
    a: Option<String>,
    b: Option<String>,
    c: Option<String>,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Prefixed {
    #[flatten = "p_"]
    ruled: Ruled,
}

fn not_seven(members: &Members<'_>, found: &mut Violations) {
    if members.value("e") == Some(&json!(7)) {
        let (text, remedy) = ("e is seven".to_owned(), "write eight".to_owned());
        found.add_at(
            members.full("e").as_str(),
            Violation::Own {
                code: "config.seven",
                text,
                remedy,
            },
        );
    }
}

#[track_caller]
fn told<R: Record>(document: Value, expected: &[&str]) {
    let found = check(&R::describe(), &document);
    let told: Vec<String> = found
        .iter()
        .map(|(_, violation)| kong::message(violation))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn at_least_one_of_does_not_count_what_is_empty() {
    told::<Ruled>(json!({ "b": "x" }), &[]);
    told::<Ruled>(
        json!({}),
        &["at least one of these fields must be non-empty: 'a', 'b'"],
    );
    told::<Ruled>(
        json!({ "a": [], "b": null }),
        &["at least one of these fields must be non-empty: 'a', 'b'"],
    );
}

#[test]
fn exactly_one_of_is_neither_none_nor_two() {
    told::<Exact>(json!({ "a": "x" }), &[]);
    told::<Exact>(
        json!({}),
        &["exactly one of these fields must be non-empty: 'a', 'b'"],
    );
    told::<Exact>(
        json!({ "a": "x", "b": "y" }),
        &["exactly one of these fields must be non-empty: 'a', 'b'"],
    );
}

#[test]
fn only_one_of_and_all_or_none_of_are_told_together() {
    told::<Ruled>(
        json!({ "b": "x", "c": "y" }),
        &[
            "only one or none of these fields must be set: 'b', 'c'",
            "all or none of these fields must be set: 'c', 'd'",
        ],
    );
}

#[test]
fn a_rule_says_nothing_about_fields_that_are_wrong_by_themselves() {
    told::<Ruled>(json!({ "a": 5 }), &["expected an array"]);
}

#[test]
fn a_rule_may_have_words_of_its_own() {
    told::<Ruled>(json!({ "b": "x", "e": 7 }), &["e is seven"]);
}

#[test]
fn rules_follow_their_record_under_a_prefix() {
    told::<Prefixed>(
        json!({}),
        &["at least one of these fields must be non-empty: 'p_a', 'p_b'"],
    );
    told::<Prefixed>(json!({ "p_b": "x", "p_e": 7 }), &["e is seven"]);
}

#[test]
fn a_demand_is_told_at_the_field_and_as_a_rule() {
    let schema = Demanding::describe();
    let found = |document: Value| kong::fields(&check(&schema, &document), kong::Writing::Whole);
    let rule = "failed conditional validation given value of field 'a'";
    assert_eq!(
        found(json!({ "a": "x" })),
        json!({ "b": "required field missing", "@entity": [rule] })
    );
    assert_eq!(
        found(json!({ "a": "y", "b": "e" })),
        json!({ "b": "expected one of: c, d", "@entity": [rule] })
    );
    for document in [
        json!({}),
        json!({ "a": "x", "b": "e" }),
        json!({ "a": "y", "b": "d" }),
        json!({ "a": "y", "b": null }),
        json!({ "a": "z", "b": "e" }),
    ] {
        assert_eq!(found(document.clone()), json!({}), "{document}");
    }
    // What is wrong in itself is told alone.
    assert_eq!(
        found(json!({ "a": "y", "b": 5 })),
        json!({ "b": "expected a string" })
    );
}

#[test]
fn distinct_compares_what_is_set() {
    told::<Demanding>(
        json!({ "b": "x", "c": "x" }),
        &["values of these fields must be distinct: 'b', 'c'"],
    );
    told::<Demanding>(json!({ "b": "x", "c": "y" }), &[]);
    told::<Demanding>(json!({ "b": "x" }), &[]);
    told::<Demanding>(json!({ "b": null, "c": null }), &[]);
}
