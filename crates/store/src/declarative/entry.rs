//! One entity of the file, on its way to a document.

use model::{BadTtl, Catalogue, Document, EXPIRES_AT, Entity, Id, TTL, keep_ttl, may_end};
use schema::{DocumentPath, Map, Schema, Step, Value, Violation};

use super::{Found, written};

/// One entity of the file.
pub(super) struct Entry {
    /// What kind of entity it is.
    pub(super) entity: Entity,
    /// Where it stands in the file.
    pub(super) path: DocumentPath,
    /// The entity it is nested in.
    pub(super) parent: Option<Parent>,
    /// The field that is all that the file says of it, so that it is not named there.
    told_as: Option<&'static str>,
    /// Its id.
    pub(super) id: Id,
    /// Whether the file says this id; another one was made up.
    pub(super) says_its_id: bool,
    /// Its fields as they become the document's.
    pub(super) body: Map<String, Value>,
    written: Value,
    found: Found,
}

/// The entity that another one is nested in.
#[derive(Clone, Copy)]
pub(super) struct Parent {
    /// The child's field that links to it.
    pub(super) field: &'static str,
    /// Its number among the entries; always smaller than the child's.
    pub(super) number: usize,
}

impl Entry {
    /// The entity with these fields. Its id is that of its place until it is assigned a better one.
    pub(super) fn new(
        entity: Entity,
        path: DocumentPath,
        parent: Option<Parent>,
        told_as: Option<&'static str>,
        mut body: Map<String, Value>,
    ) -> Self {
        let mut found = Found::new();
        for (name, fits, kind) in [
            ("_comment", Value::is_string as fn(&Value) -> bool, "string"),
            ("_ignore", Value::is_array, "array"),
        ] {
            let aside = body.shift_remove(name).filter(|value| !value.is_null());
            if aside.is_some_and(|value| !fits(&value)) {
                found.push((name.into(), Violation::Type(kind)));
            }
        }
        Self {
            entity,
            id: Id::placed(entity.name, &path.to_string()),
            says_its_id: false,
            path,
            parent,
            told_as,
            written: Value::Object(body.clone()),
            body,
            found,
        }
    }

    /// The text of a field; `None` if it is absent, empty, or something else.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        let text = self.body.get(field).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    }

    /// The id that a resolved link leads to.
    pub(super) fn link(&self, field: &str) -> Option<Id> {
        Id::parse(self.body.get(field)?.get("id")?.as_str()?)
    }

    /// The key by which others name it.
    pub(super) fn key(&self) -> Option<&str> {
        self.text(self.entity.key?)
    }

    /// The schema it is checked by.
    pub(super) fn schema<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a Schema> {
        // Which schema it is depends on the name alone.
        let name = self.body.get("name").cloned().unwrap_or_default();
        catalogue.schema_of(self.entity.name, &Value::from_iter([("name", name)]))
    }

    /// Something is wrong with it.
    pub(super) fn fault(&mut self, place: impl Into<DocumentPath>, violation: Violation) {
        self.found.push((place.into(), violation));
    }

    /// Makes of the seconds that are left of it the moment at which it ends. Without a `now` nobody knows since when they
    /// count: a key would be good anew with each start.
    pub(super) fn keep_ttl(&mut self, catalogue: &Catalogue, now: Option<u64>) {
        let Some(schema) = self.schema(catalogue).filter(|schema| may_end(schema)) else {
            return;
        };
        let kept = keep_ttl(schema, &mut self.body, now.unwrap_or_default());
        let is_counted = self.body.get(EXPIRES_AT).is_some_and(|ends| !ends.is_null());
        let is_written = self.written.get(TTL).is_some();
        let (text, remedy) = match kept {
            Err(BadTtl) => (BadTtl::REMEDY, "write how many seconds are left, or nothing"),
            Ok(()) if now.is_none() && is_written && is_counted => (
                "counts from the moment at which it is read, and this file may be read at any time",
                "write lychgate_expires_at instead: the moment at which it ends, in seconds since 1970",
            ),
            Ok(()) => return,
        };
        let violation = Violation::Own {
            code: "config.ttl",
            text: text.to_owned(),
            remedy: remedy.to_owned(),
        };
        self.fault(TTL, violation);
    }

    /// Fills it, and finds what is wrong with its fields.
    pub(super) fn check(&mut self, catalogue: &Catalogue) {
        let mut body = Value::Object(std::mem::take(&mut self.body));
        let violations = catalogue.fill_and_check(self.entity.name, &mut body);
        for (path, violation) in violations.iter() {
            let place = written::place(&path, &self.written, &body, &violations);
            self.found.extend(place.map(|place| (place, violation.clone())));
        }
        if let Value::Object(body) = body {
            self.body = body;
        }
    }

    /// Everything that was found to be wrong with it, by place in the file.
    pub(super) fn take_found(&mut self) -> impl Iterator<Item = (DocumentPath, Violation)> {
        let found = std::mem::take(&mut self.found);
        found
            .into_iter()
            .map(|(place, violation)| (self.path.clone().join(self.as_told(place)), violation))
    }

    /// A place within it, as the file has it.
    fn as_told(&self, place: DocumentPath) -> DocumentPath {
        match place.steps() {
            [Step::Field(field), within @ ..] if self.told_as == Some(field.as_str()) => {
                within.to_vec().into()
            }
            _ => place,
        }
    }

    /// The document that it is by now.
    pub(super) fn document(&self, workspace: Id) -> Document {
        Document {
            kind: self.entity.name,
            id: self.id,
            workspace,
            body: Value::Object(self.body.clone()),
        }
    }

    /// The document it has become.
    pub(super) fn into_document(self, workspace: Id) -> Document {
        Document {
            kind: self.entity.name,
            id: self.id,
            workspace,
            body: Value::Object(self.body),
        }
    }
}

/// The place `field` within the entity, and `further` in it.
pub(super) fn within(field: &str, further: &str) -> DocumentPath {
    vec![Step::from(field), Step::from(further)].into()
}
