//! A schema as clients of Kong read it.

use std::collections::BTreeMap;

use serde_json::json;

use super::of;
use crate::{Conditional, HeaderName, Path, Record, Schema, Seconds, Secret, Shorthand, Uuid, Value};

#[derive(Record)]
#[record(
    at_least_one_of("name", "other"),
    only_one_of("name", "other"),
    exactly_one_of("name", "other"),
    all_or_none_of("name", "other"),
    distinct("name", "other"),
    conditional = Conditional::when("name", "a").needs("other"),
    conditional = Conditional::when("name", "b").allows("other", &["c", "d"]),
    rule = |_, _| ()
)]
#[expect(dead_code, reason = "only described, never read")]
struct Rules {
    name: Option<String>,
    other: Option<String>,
}

#[derive(Record)]
#[record(
    shorthand = Shorthand::of("timeout", "connect_timeout").and("read_timeout"),
    shorthand = Shorthand::without_effect::<bool>("compat")
)]
#[expect(dead_code, reason = "only described, never read")]
struct Part {
    #[field(default = 5, between(1, 9))]
    connect_timeout: u16,
    read_timeout: Option<Seconds>,
}

/// The only field of a schema.
fn field<T: crate::Shape>(words: fn(crate::Field) -> crate::Field) -> Value {
    let schema = Schema::default().field("x", words(crate::Field::of::<T>()));
    of(&schema)["fields"][0]["x"].clone()
}

fn same(field: crate::Field) -> crate::Field {
    field
}

#[test]
fn a_schema_is_a_list_of_fields_and_one_of_rules() {
    assert_eq!(
        of(&Schema::default()),
        json!({ "fields": [], "entity_checks": [] })
    );
    let part = of(&Part::describe());
    let names = |list: &str| -> Vec<String> {
        let all = part[list].as_array().unwrap().iter();
        all.flat_map(|one| one.as_object().unwrap().keys().cloned())
            .collect()
    };
    assert_eq!(names("fields"), ["connect_timeout", "read_timeout"]);
    assert_eq!(names("shorthand_fields"), ["timeout", "compat"]);
}

#[test]
fn fields_are_told_in_kongs_words() {
    let string = || json!({ "type": "string" });
    for (told, expected) in [
        (
            field::<String>(same),
            json!({ "type": "string", "required": true }),
        ),
        (field::<Option<String>>(same), string()),
        (
            field::<Option<Uuid>>(same),
            json!({ "type": "string", "uuid": true }),
        ),
        (
            field::<Uuid>(crate::Field::auto),
            json!({ "type": "string", "uuid": true, "auto": true }),
        ),
        (
            field::<Option<u64>>(crate::Field::auto),
            json!({ "type": "integer", "auto": true, "timestamp": true }),
        ),
        (
            field::<Option<Path>>(same),
            json!({
                "type": "string", "starts_with": "/",
                "match_none": [{ "pattern": "//", "err": "must not have empty segments" }],
            }),
        ),
        (
            field::<Option<u16>>(|field| field.default(2)),
            json!({ "type": "integer", "default": 2, "between": [0, 65535] }),
        ),
        (
            field::<Option<u16>>(|field| field.one_of([301, 302])),
            json!({ "type": "integer", "one_of": [301, 302] }),
        ),
        (
            field::<Option<f64>>(|field| field.between([0.5, 2.0])),
            json!({ "type": "number", "between": [0.5, 2] }),
        ),
        (
            field::<Option<f64>>(|field| field.gt(0)),
            json!({ "type": "number", "gt": 0 }),
        ),
        (
            field::<Option<String>>(|field| field.unique().not_one_of(["a"]).len_max(3)),
            json!({ "type": "string", "unique": true, "not_one_of": ["a"], "len_max": 3 }),
        ),
        (
            field::<Option<Vec<HeaderName>>>(|field| field.set().len_min(1)),
            json!({ "type": "set", "elements": string(), "len_min": 1 }),
        ),
        (
            field::<Option<Vec<Secret>>>(crate::Field::referenceable),
            json!({
                "type": "array", "encrypted": true,
                "elements": { "type": "string", "referenceable": true },
            }),
        ),
        (
            field::<Option<Vec<String>>>(crate::Field::identifier),
            json!({
                "type": "array", "encrypted": true, "elements": string(), "lychgate": { "secret": false },
            }),
        ),
        (
            field::<Option<String>>(|field| field.identifier().refused()),
            json!({
                "type": "string", "encrypted": true, "lychgate": { "support": "refused", "secret": false },
            }),
        ),
        (
            field::<Option<BTreeMap<String, Vec<String>>>>(same),
            json!({
                "type": "map", "keys": string(),
                "values": { "type": "array", "elements": string() },
            }),
        ),
        (
            field::<Option<Uuid>>(|field| field.foreign("services")),
            json!({ "type": "foreign", "reference": "services" }),
        ),
        (
            field::<Option<String>>(|field| field.describe("What it is.")),
            json!({ "type": "string", "description": "What it is." }),
        ),
        (field::<Option<Value>>(same), json!({ "type": "json" })),
    ] {
        assert_eq!(told, expected);
    }
}

#[test]
fn what_is_not_honoured_is_told_with_its_default() {
    for (told, expected) in [
        (
            field::<Option<String>>(crate::Field::inert),
            json!({ "support": "inert" }),
        ),
        (
            field::<Option<String>>(crate::Field::refused),
            json!({ "support": "refused" }),
        ),
        (
            field::<Option<String>>(|field| field.refused_values("b")),
            json!({ "refused_values": ["b"] }),
        ),
    ] {
        assert_eq!(told, json!({ "type": "string", "lychgate": expected }));
    }
    let refused = field::<Option<bool>>(|field| field.default(false).refused());
    assert_eq!(refused["default"], json!(false));
}

#[test]
fn records_have_fields_of_their_own_also_in_lists() {
    let fields = json!([
        { "connect_timeout": { "type": "integer", "required": true, "default": 5, "between": [1, 9] } },
        { "read_timeout": { "type": "number" } },
    ]);
    let made = field::<Part>(same);
    assert_eq!(
        (&made["type"], &made["required"], &made["fields"]),
        (&json!("record"), &json!(true), &fields)
    );
    assert_eq!(field::<Option<Part>>(same)["required"], json!(false));
    assert_eq!(field::<Vec<Part>>(same)["elements"]["fields"], fields);
}

#[test]
fn older_names_say_where_the_option_is_now() {
    let schema = Schema::default().field("part", crate::Field::of::<Part>());
    let schema = schema.shorthand(Shorthand::of("part_timeout", "connect_timeout").inside("part"));
    let part = of(&schema);
    assert_eq!(
        part["fields"][0]["part"]["shorthand_fields"],
        json!([
            { "timeout": {
                "type": "integer", "between": [1, 9],
                "deprecation": {
                    "message": "it is now connect_timeout, read_timeout",
                    "replaced_with": [{ "path": ["connect_timeout"] }, { "path": ["read_timeout"] }],
                },
            } },
            { "compat": { "type": "boolean", "deprecation": { "message": "it has no effect any more" } } },
        ])
    );
    assert_eq!(
        part["shorthand_fields"][0]["part_timeout"]["deprecation"]["replaced_with"],
        json!([{ "path": ["part", "connect_timeout"] }])
    );
}

#[test]
fn rules_are_told_in_kongs_words_by_the_names_of_the_document() {
    let schema = Schema::default().flatten("a_", Rules::describe());
    let both = json!(["a_name", "a_other"]);
    let when = |is: &str, then_match: Value| {
        json!({ "conditional": {
            "if_field": "a_name", "if_match": { "eq": is }, "then_field": "a_other", "then_match": then_match,
        } })
    };
    assert_eq!(
        of(&schema)["entity_checks"],
        json!([
            { "at_least_one_of": both },
            { "mutually_exclusive": both },
            { "only_one_of": both },
            { "mutually_required": both },
            { "distinct": both },
            when("a", json!({ "required": true })),
            when("b", json!({ "one_of": ["c", "d"] })),
        ])
    );
}
