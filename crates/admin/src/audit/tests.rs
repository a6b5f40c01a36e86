use model::{PluginKind, SERVICES};
use schema::{Record, Secret};
use serde_json::json;

use super::*;

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Options {
    /// A word.
    #[field(default = "here")]
    word: Option<String>,
    /// A secret.
    password: Option<Secret>,
    /// A record.
    inner: Inner,
}

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Inner {
    /// Words.
    words: Option<Vec<String>>,
}

fn catalogue() -> Catalogue {
    Catalogue::new([PluginKind {
        name: "sample",
        priority: 1,
        schema: Options::describe,
        protocols: model::HTTP_PROTOCOLS,
    }])
}

fn document(kind: &'static str, body: Value) -> Document {
    Document {
        kind,
        id: Id::random([7; 16]),
        workspace: model::DEFAULT_WORKSPACE,
        body,
    }
}

fn fields(change: &Change, was: Option<&Document>) -> Vec<String> {
    Touched::by(&catalogue(), change, was).fields
}

// AD-31
#[test]
fn fields_that_become_others_are_named() {
    let filled = |mut body: Value| {
        let _ = catalogue().fill_and_check("plugins", &mut body);
        document("plugins", body)
    };
    let was = filled(json!({ "name": "sample", "config": { "password": "old-secret" } }));
    for (now, names) in [
        (
            json!({ "name": "sample", "config": { "password": "old-secret" } }),
            &[][..],
        ),
        (
            json!({ "name": "sample", "config": { "password": "new-secret" }, "updated_at": 7 }),
            &["config.password"],
        ),
        (
            json!({ "name": "sample", "enabled": false, "config": { "word": "there" } }),
            &["config.word", "config.password", "enabled"],
        ),
        (
            json!({ "name": "sample", "config": { "password": "old-secret", "inner": { "words": ["a"] } } }),
            &["config.inner.words"],
        ),
    ] {
        let document = filled(now);
        let replace = Change::Replace {
            was: was.clone(),
            document: document.clone(),
        };
        assert_eq!(fields(&replace, None), names, "{document:?}");
        assert_eq!(fields(&Change::Put(document), Some(&was)), names);
    }
    // Of a new one: what is not so by itself.
    let made = filled(json!({ "name": "sample", "config": { "password": "new-secret" } }));
    let names = ["name", "config.password"];
    assert_eq!(fields(&Change::Insert(made.clone()), None), names);
    assert_eq!(fields(&Change::Put(made), None), names);
}

#[test]
fn what_goes_is_named_by_its_kind_and_id() {
    let service = document(SERVICES.name, json!({ "host": "a" }));
    let gone = Change::Delete {
        kind: SERVICES.name,
        workspace: service.workspace,
        id: service.id,
    };
    let touched = Touched::by(&catalogue(), &gone, None);
    assert_eq!(
        (touched.kind, touched.id, touched.fields),
        ("services", service.id, Vec::new())
    );
}
