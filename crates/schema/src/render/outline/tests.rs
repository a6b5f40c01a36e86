//! A schema as a list.

use serde_json::json;

use super::lines;
use crate::{Port, Record, Seconds, Secret, Url};

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
