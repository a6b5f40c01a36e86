//! Every word of the vocabulary, and what it says about values.

use serde_json::{Value, json};

use crate::render::kong;
use crate::{Field, Schema, check};

/// What Kong would say about `value` in `field`; nothing if all is well.
fn said(field: Field, value: Value) -> Vec<String> {
    let schema = Schema::default().field("x", field);
    let found = check(&schema, &json!({ "x": value }));
    found
        .iter()
        .map(|(path, violation)| format!("{path}: {}", kong::message(violation)))
        .collect()
}

#[track_caller]
fn accepts(field: Field, value: Value) {
    assert_eq!(said(field, value.clone()), Vec::<String>::new(), "{value}");
}

#[track_caller]
fn refuses(field: Field, value: Value, text: &str) {
    assert_eq!(said(field, value.clone()), [text], "{value}");
}

fn text() -> Field {
    Field::of::<Option<String>>()
}

fn number() -> Field {
    Field::of::<Option<f64>>()
}

fn list() -> Field {
    Field::of::<Option<Vec<String>>>()
}

#[test]
fn between_holds_both_ends() {
    accepts(number().between([1, 9]), json!(1));
    accepts(number().between([1, 9]), json!(9));
    refuses(
        number().between([1, 9]),
        json!(9.5),
        "x: value should be between 1 and 9",
    );
    refuses(
        number().between([0.5, 1.0]),
        json!(0),
        "x: value should be between 0.5 and 1",
    );
}

#[test]
fn between_narrows_the_range_of_an_integer() {
    refuses(
        Field::of::<u16>(),
        json!(65536),
        "x: value should be between 0 and 65535",
    );
    refuses(
        Field::of::<u16>().between([1, 9]),
        json!(65536),
        "x: value should be between 1 and 9",
    );
}

#[test]
fn gt_leaves_out_its_limit() {
    accepts(number().gt(0), json!(0.001));
    refuses(number().gt(0), json!(0), "x: value must be greater than 0");
}

#[test]
fn len_min_and_len_max_count_the_field_itself() {
    accepts(list().len_min(1).len_max(2), json!(["a", "b"]));
    refuses(list().len_min(1), json!([]), "x: length must be at least 1");
    refuses(
        list().len_max(1),
        json!(["a", "b"]),
        "x: length must be at most 1",
    );
    refuses(text().len_max(2), json!("abc"), "x: length must be at most 2");
}

#[test]
fn a_text_is_empty_only_with_len_min_zero() {
    refuses(text(), json!(""), "x: length must be at least 1");
    accepts(text().len_min(0), json!(""));
}

#[test]
fn one_of_speaks_of_elements_too() {
    refuses(text().one_of(["a", "b"]), json!("c"), "x: expected one of: a, b");
    refuses(
        list().one_of(["a"]),
        json!(["a", "c"]),
        "x[1]: expected one of: a",
    );
    refuses(
        Field::of::<u16>().one_of([301, 426]),
        json!(200),
        "x: expected one of: 301, 426",
    );
    accepts(Field::of::<u16>().one_of([301, 426]), json!(426));
}

#[test]
fn not_one_of_speaks_of_elements_too() {
    accepts(text().not_one_of(["a", "b"]), json!("c"));
    refuses(
        text().not_one_of(["a", "b"]),
        json!("b"),
        "x: must not be one of: a, b",
    );
    refuses(
        list().not_one_of(["a"]),
        json!(["c", "a"]),
        "x[1]: must not be one of: a",
    );
}

#[test]
fn starts_with_looks_at_the_beginning() {
    accepts(text().starts_with("/"), json!("/a"));
    refuses(text().starts_with("/"), json!("a/"), "x: should start with: /");
}

#[test]
fn uuid_wants_dashes_in_their_places() {
    accepts(text().uuid(), json!("0dc6f45b-8f8d-40d2-a504-473544ee190b"));
    refuses(
        text().uuid(),
        json!("0dc6f45b8f8d-40d2-a504-473544ee190b-"),
        "x: expected a valid UUID",
    );
}

#[test]
fn foreign_wants_an_id() {
    let link = || text().foreign("services");
    accepts(link(), json!({ "id": "0dc6f45b-8f8d-40d2-a504-473544ee190b" }));
    refuses(link(), json!({ "name": "a" }), "x.id: missing primary key");
    refuses(link(), json!({ "id": "a" }), "x.id: expected a valid UUID");
    refuses(link(), json!("a"), "x: expected a record");
}

#[test]
fn auto_may_be_absent_although_required() {
    accepts(Field::of::<String>().auto(), Value::Null);
    refuses(Field::of::<String>(), Value::Null, "x: required field missing");
}

#[test]
fn unique_and_encrypted_are_marks() {
    assert!(text().unique().unique);
    assert!(text().encrypted().encrypted);
    assert!(text().encrypted().is_secret() && text().confidential().is_secret());
    assert!(text().identifier().encrypted && !text().identifier().is_secret());
    assert!(!text().unique && !text().encrypted);
}

#[test]
fn set_turns_an_array_into_a_set() {
    refuses(list().set(), json!("a"), "x: expected a set");
    refuses(list(), json!("a"), "x: expected an array");
}

#[test]
fn a_reference_to_a_vault_is_tested_as_one() {
    accepts(text().len_max(3).referenceable(), json!("{vault://env/secret}"));
    accepts(list().referenceable(), json!(["{vault://env/secret}"]));
    refuses(
        text().referenceable(),
        json!("{vault://env}"),
        "x: not a valid reference to a vault",
    );
    refuses(
        list().referenceable(),
        json!(["{vault://}"]),
        "x[0]: not a valid reference to a vault",
    );
    refuses(
        text().referenceable().refused(),
        json!("{vault://env/secret}"),
        "x: not supported yet",
    );
    accepts(text(), json!("{vault://env/secret}"));
    accepts(text(), json!("{vault://}"));
}

#[test]
fn refused_takes_null_and_its_default_only() {
    accepts(text().refused(), Value::Null);
    accepts(text().default("a").refused(), json!("a"));
    refuses(text().refused(), json!("a"), "x: not supported yet");
    refuses(
        Field::of::<Option<bool>>().refused(),
        json!(false),
        "x: not supported yet",
    );
}

#[test]
fn refused_values_are_named_one_by_one() {
    accepts(list().refused_values(["b", "c"]), json!(["a"]));
    refuses(
        list().refused_values(["b", "c"]),
        json!(["a", "c"]),
        "x[1]: not supported yet",
    );
    refuses(text().refused_values("b"), json!("b"), "x: not supported yet");
    let switch = || Field::of::<Option<bool>>().refused_values(true);
    accepts(switch(), json!(false));
    refuses(switch(), json!(true), "x: not supported yet");
}

#[test]
fn refused_values_may_stand_in_the_default() {
    let all = || list().default(["a", "b"]).refused_values("b");
    accepts(all(), json!(["a", "b"]));
    accepts(all(), json!(["a"]));
    for value in [json!(["b", "a"]), json!(["b"]), json!(["a", "b", "c"])] {
        let found = said(all(), value.clone());
        assert_eq!(found.len(), 1, "{value}: {found:?}");
    }
    accepts(all().set(), json!(["b", "a"]));
    refuses(all().set(), json!(["a", "c", "b"]), "x[2]: not supported yet");
    accepts(text().default("b").refused_values("b"), json!("b"));
}

#[test]
fn inert_is_accepted() {
    accepts(text().inert(), json!("a"));
}

#[test]
fn what_is_wrong_in_itself_is_told_before_what_is_not_supported() {
    refuses(
        number().between([1, 2]).refused(),
        json!(3),
        "x: value should be between 1 and 2",
    );
}
