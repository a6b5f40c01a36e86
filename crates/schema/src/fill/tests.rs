//! Absent is not null.

use serde_json::{Value, json};

use crate::{Record, Schema, fill};

#[derive(Record)]
struct Inner {
    #[field(default = 8)]
    depth: u16,
}

#[derive(Record)]
struct Outer {
    #[field(default = 5)]
    retries: Option<u16>,
    #[field(default = "http")]
    protocol: String,
    name: Option<String>,
    inner: Inner,
    perhaps: Option<Inner>,
    #[field(set)]
    hosts: Option<Vec<String>>,
    list: Option<Vec<Inner>>,
}

#[track_caller]
fn filled(schema: &Schema, mut document: Value, expected: Value) {
    fill(schema, &mut document);
    assert_eq!(document, expected);
}

#[test]
fn what_is_absent_gets_its_default() {
    filled(
        &Outer::describe(),
        json!({}),
        json!({ "retries": 5, "protocol": "http", "inner": { "depth": 8 } }),
    );
}

#[test]
fn what_is_null_stays_null() {
    let written = json!({ "retries": null, "protocol": null, "name": null, "inner": null, "perhaps": null });
    filled(&Outer::describe(), written.clone(), written);
}

#[test]
fn what_is_written_stays() {
    let written = json!({ "retries": 1, "protocol": "x", "inner": { "depth": 1 } });
    filled(&Outer::describe(), written.clone(), written);
}

#[test]
fn records_are_filled_wherever_they_stand() {
    let mut document = json!({ "perhaps": {}, "list": [{}, { "depth": 1 }] });
    fill(&Outer::describe(), &mut document);
    assert_eq!(document["perhaps"], json!({ "depth": 8 }));
    assert_eq!(document["list"], json!([{ "depth": 8 }, { "depth": 1 }]));
}

#[test]
fn sets_keep_the_first_of_equal_elements() {
    let mut document = json!({ "hosts": ["b", "a", "b"] });
    fill(&Outer::describe(), &mut document);
    assert_eq!(document["hosts"], json!(["b", "a"]));
}

#[test]
fn what_has_another_type_is_left_alone() {
    filled(&Outer::describe(), json!([1]), json!([1]));
    let mut document = json!({ "inner": 3, "list": "x" });
    fill(&Outer::describe(), &mut document);
    assert_eq!((&document["inner"], &document["list"]), (&json!(3), &json!("x")));
}

#[test]
fn filled_and_decoded_absent_and_null_differ_where_a_default_exists() {
    let read = |mut document: Value| {
        fill(&Outer::describe(), &mut document);
        Outer::decode(&document).unwrap()
    };
    assert_eq!(read(json!({})).retries, Some(5));
    assert_eq!(read(json!({ "retries": null })).retries, None);
    let outer = read(json!({ "list": [{}], "perhaps": null, "hosts": null }));
    assert_eq!(
        (outer.protocol.as_str(), outer.name, outer.inner.depth),
        ("http", None, 8)
    );
    assert_eq!(outer.list.map(|list| list[0].depth), Some(8));
    assert!(outer.perhaps.is_none() && outer.hosts.is_none());
}
