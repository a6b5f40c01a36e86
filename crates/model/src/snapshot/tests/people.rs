//! Who is found by which name.

use serde_json::json;

use super::{build, document};
use crate::{DEFAULT_WORKSPACE, Document, Id};

fn elsewhere() -> Id {
    Id::named("workspaces", "elsewhere")
}

fn consumer(name: &str, workspace: Id) -> Document {
    Document {
        workspace,
        ..document("consumers", name, json!({ "username": name }))
    }
}

#[test]
fn usernames_in_any_case() {
    let home = DEFAULT_WORKSPACE;
    let (snapshot, quarantined) = build(&[
        consumer("Ada", home),
        consumer("bob", home),
        consumer("BOB", home),
        consumer("Zo\u{c9}", home),
        consumer("ADA", elsewhere()),
        document("consumers", "nameless", json!({ "custom_id": "ada" })),
    ]);
    assert_eq!(quarantined, []);
    for (workspace, name, expected) in [
        (home, "Ada", Some("Ada")),
        (home, "ada", Some("Ada")),
        (home, "aDA", Some("Ada")),
        (elsewhere(), "ada", Some("ADA")),
        // Of two nobody knows which is meant, however exactly one is named.
        (home, "bob", None),
        (home, "BOB", None),
        (elsewhere(), "bob", None),
        // Only ASCII has two cases here.
        (home, "zo\u{c9}", Some("Zo\u{c9}")),
        (home, "zo\u{e9}", None),
        (home, "ad\u{430}", None),
        (home, "", None),
        (home, "adam", None),
    ] {
        let found = snapshot.consumer_called_in_any_case(workspace, name);
        let found = found.map(|found| found.username.as_deref().unwrap());
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn groups_by_their_names() {
    let group = |label: &str, name: &str, workspace: Id| Document {
        workspace,
        ..document("consumer_groups", label, json!({ "name": name }))
    };
    let home = DEFAULT_WORKSPACE;
    let (snapshot, _) = build(&[
        group("1", "gold", home),
        group("2", "gold", elsewhere()),
        group("3", "twin", home),
        group("4", "twin", home),
    ]);
    for (workspace, name, expected) in [
        (home, "gold", Some("1")),
        (elsewhere(), "gold", Some("2")),
        (home, "Gold", None),
        (home, "", None),
        (home, "twin", None),
        (elsewhere(), "twin", None),
    ] {
        let found = snapshot.group_called(workspace, name).map(|found| found.id);
        let expected = expected.map(|label| Id::named("consumer_groups", label));
        assert_eq!(found, expected, "{name}");
    }
}
