use serde_json::{Value, json};

use super::faults;
use crate::metadata::Metadata;
use crate::tree::Tree;

const MAP: &str =
    "# Map\n\n| crate | may use |\n|---|---|\n| model | – |\n| proxy | model |\n| testkit | – |\n\nEnd.\n";

/// A crate, what it uses, what its tests use.
type Crate = (&'static str, &'static [&'static str], &'static [&'static str]);

fn metadata(crates: &[Crate]) -> Metadata {
    let dependency = |name: &&str, kind: Value| json!({ "name": name, "kind": kind });
    let packages: Vec<_> = crates
        .iter()
        .map(|(name, normal, dev)| {
            let normal = normal.iter().map(|name| dependency(name, Value::Null));
            let dev = dev.iter().map(|name| dependency(name, json!("dev")));
            json!({ "id": name, "name": name, "dependencies": normal.chain(dev).collect::<Vec<_>>() })
        })
        .chain([json!({ "id": "tokio", "name": "tokio", "dependencies": [] })])
        .collect();
    let nodes: Vec<_> = crates
        .iter()
        .map(|(name, normal, dev)| {
            let dep = |other: &&str, kind: Value| json!({ "pkg": other, "dep_kinds": [{ "kind": kind }] });
            let normal = normal.iter().map(|other| dep(other, Value::Null));
            let dev = dev.iter().map(|other| dep(other, json!("dev")));
            json!({ "id": name, "deps": normal.chain(dev).collect::<Vec<_>>() })
        })
        .collect();
    let members: Vec<_> = crates.iter().map(|(name, ..)| *name).collect();
    Metadata::of(&json!({
        "packages": packages,
        "workspace_members": members,
        "resolve": { "nodes": nodes },
    }))
}

fn told(map: &str, crates: &[Crate]) -> Vec<String> {
    let tree = Tree::of(&[("ARCHITECTURE.md", map)]);
    let faults = faults(&tree, &metadata(crates));
    faults
        .iter()
        .map(|fault| format!("{}: {}", fault.place, fault.what))
        .collect()
}

#[test]
fn a_true_map_is_no_fault() {
    let crates: &[Crate] = &[
        ("model", &[], &["tokio"]),
        ("proxy", &["model", "tokio"], &["testkit"]),
        ("testkit", &["tokio"], &[]),
    ];
    assert_eq!(told(MAP, crates), [""; 0]);
}

#[test]
fn whoever_leaves_the_map_is_named() {
    let cases: &[(&[Crate], &str)] = &[
        (
            &[
                ("model", &["proxy"], &[]),
                ("proxy", &["model"], &[]),
                ("testkit", &[], &[]),
            ],
            "crates/model/Cargo.toml: model uses proxy, which ARCHITECTURE.md does not allow",
        ),
        (
            &[("model", &[], &[]), ("proxy", &[], &[]), ("testkit", &[], &[])],
            "ARCHITECTURE.md: proxy may use model and does not",
        ),
        (
            &[
                ("model", &[], &[]),
                ("proxy", &["model"], &[]),
                ("testkit", &[], &[]),
                ("store", &[], &[]),
            ],
            "ARCHITECTURE.md: does not tell of store",
        ),
        (
            &[("model", &[], &[]), ("proxy", &["model"], &[])],
            "ARCHITECTURE.md: there is no crate testkit",
        ),
        (
            &[
                ("model", &[], &[]),
                ("proxy", &["model", "testkit"], &[]),
                ("testkit", &[], &[]),
            ],
            "crates/proxy/Cargo.toml: uses testkit",
        ),
        (
            &[
                ("model", &[], &["proxy"]),
                ("proxy", &["model"], &[]),
                ("testkit", &[], &[]),
            ],
            "crates/model/Cargo.toml: the tests of model use proxy, which is no part of it",
        ),
        (
            &[
                ("model", &["tokio"], &[]),
                ("proxy", &["model"], &[]),
                ("testkit", &[], &[]),
            ],
            "crates/model/Cargo.toml: model is pure and is made of tokio",
        ),
    ];
    for (crates, expected) in cases {
        let told = told(MAP, crates);
        assert!(
            told.iter().any(|fault| fault == expected),
            "{told:#?} without {expected}"
        );
    }
    assert_eq!(told("", &[]), ["ARCHITECTURE.md: has no table of crates"]);
}
