use std::fmt;

use model::{PluginKind, SERVICES};
use schema::Secret;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{self, Attributes, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;

#[derive(schema::Record)]
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

#[derive(schema::Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Inner {
    /// Words.
    words: Option<Vec<String>>,
}

fn catalogue() -> Catalogue {
    Catalogue::new([PluginKind {
        name: "sample",
        priority: 1,
        schema: <Options as schema::Record>::describe,
        protocols: model::HTTP_PROTOCOLS,
        is_for_consumers: true,
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

/// Keeps the fields of what is told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Map<String, Value>>>>);

impl Subscriber for Told {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.target() == "audit"
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let shown = format!("{value:?}").trim_matches('"').to_owned();
        self.0.insert(field.name().to_owned(), shown.into());
    }
}

// AD-31
#[test]
fn whoever_hangs_up_before_the_answer_is_told_too() {
    let told = Told::default();
    tracing::subscriber::with_default(told.clone(), || {
        let ledger = Arc::<Ledger>::default();
        let write = Write {
            who: "loopback",
            from: [127, 0, 0, 1].into(),
            method: Method::DELETE,
            target: "/services/a?key=planted".parse().unwrap(),
            kind: Some("services"),
            ledger: Arc::clone(&ledger),
            status: None,
        };
        let mut service = json!({ "host": "a" });
        let _ = catalogue().fill_and_check(SERVICES.name, &mut service);
        let service = document(SERVICES.name, service);
        ledger.enter(vec![Touched::by(&catalogue(), &Change::Insert(service), None)]);
        drop(write);
    });
    let told = told.0.lock().unwrap();
    let expected = json!({
        "event": "admin.write", "who": "loopback", "client.address": "127.0.0.1", "method": "DELETE",
        "path": "/services/a", "entity.kind": "services", "entity.id": Id::random([7; 16]).to_string(), "fields": "host",
        "message": "Admin API: DELETE /services/a was left before it was answered",
    });
    assert_eq!(json!(*told), json!([expected]));
}
