//! A schema as a list.

use serde_json::json;

use super::{declared, lines};
use crate::{Conditional, Port, Record, Seconds, Secret, Url};

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Options {
    issuer: Url,
    #[field(default = ["b", "a"], one_of("b", "a"), set)]
    methods: Option<Vec<String>>,
    #[field(default = 900)]
    timeout: Option<Seconds>,
    #[field(between(1, 9))]
    depth: Option<u16>,
    #[field(referenceable)]
    secrets: Option<Vec<Secret>>,
    #[field(len_min(1))]
    nodes: Option<Vec<Node>>,
    paths: Option<Vec<Vec<String>>>,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Node {
    #[name = "x5t#S256"]
    thumbprint: String,
    #[field(default = 6379)]
    port: Option<Port>,
}

#[test]
fn every_field_has_its_line() {
    assert_eq!(
        lines(&Options::describe()),
        [
            "depth: integer, from 1 to 9",
            "issuer: string, required, url",
            "methods: set of string, default [\"b\",\"a\"], one of a b",
            "nodes: array of record, at least 1",
            "nodes[].port: integer, default 6379, from 0 to 65535",
            "nodes[].x5t#S256: string, required",
            "paths: array of array of string",
            "secrets: array of string, encrypted, referenceable",
            "timeout: number, default 900",
        ]
    );
}

#[test]
fn a_field_is_read_by_the_name_it_was_given() {
    let node = Node::decode(&json!({ "x5t#S256": "abc" })).unwrap();
    assert_eq!(node.thumbprint, "abc");
}

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
struct Entity {
    #[field(auto)]
    name: Option<String>,
    #[field(unique, not_one_of(["b", "a"]))]
    other: Option<String>,
    #[field(foreign("entities"))]
    parent: String,
    #[field(default = 5)]
    number: u16,
    part: Part,
}

#[derive(Record)]
#[record(at_least_one_of("x", "y"))]
#[expect(dead_code, reason = "only described, never read")]
struct Part {
    x: Option<bool>,
    y: Option<bool>,
}

#[test]
fn fields_and_rules_in_the_order_of_declaration() {
    assert_eq!(
        declared(&Entity::describe()),
        [
            "name: string, auto",
            "other: string, not one of a b, unique",
            "parent: foreign entities, required",
            "number: integer, required, default 5, from 0 to 65535",
            "part: record, required",
            "part.x: boolean",
            "part.y: boolean",
            "part.check: at least one of x y",
            "check: at least one of name other",
            "check: only one of name other",
            "check: exactly one of name other",
            "check: all or none of name other",
            "check: distinct name other",
            "check: name a needs other",
            "check: name b allows other c d",
            "check: a rule of its own",
        ]
    );
}
