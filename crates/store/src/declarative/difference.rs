//! What is different between what is there and what a file says.

use std::collections::HashMap;

use model::{Catalogue, Digest, Document, Id};
use schema::{Field, Kind, Map, Schema, Value};

use super::Declarative;
use super::order::parents_first;
use super::outline::{called, to};
use super::write::{TIMES, is_snapshot, selected};

/// One entity that is not as the file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The kind.
    pub kind: &'static str,
    /// The id.
    pub id: Id,
    /// What people call it, and what it is linked to: `limit, of route shop`.
    pub title: String,
    /// What would become of it.
    pub what: What,
}

/// What would become of an entity.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Only the file has it.
    Created(Document),
    /// Both have it, and it is another one.
    Updated {
        /// As it is there.
        was: Document,
        /// As the file says.
        document: Document,
        /// Where it is different.
        fields: Vec<FieldChange>,
    },
    /// Only the store has it.
    Deleted(Document),
}

/// A field that is not as the file says.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Its name, dotted: `config.issuer`.
    pub name: String,
    /// What is there; null if nothing is. Of a secret it is `***`.
    pub was: Value,
    /// What the file says, in the same way.
    pub now: Value,
}

/// All that is different, kind by kind and by title. What the file is not about is not: other workspaces, and entities
/// without its tags.
#[must_use]
pub fn compare(catalogue: &Catalogue, there: &[Document], declared: &Declarative) -> Vec<Difference> {
    let there: Vec<&Document> = there
        .iter()
        .filter(|document| document.workspace == declared.workspace && is_snapshot(catalogue, document))
        .collect();
    let key = |document: &Document| (document.kind, document.id);
    let stored: HashMap<_, _> = there.iter().map(|document| (key(document), *document)).collect();
    let wanted: HashMap<_, _> = declared
        .documents
        .iter()
        .map(|document| (key(document), document))
        .collect();
    let titles = Titles::of(catalogue, there.iter().copied().chain(&declared.documents));
    let mut differences = Vec::new();
    for document in &declared.documents {
        let what = match stored.get(&key(document)) {
            None => Some(What::Created(document.clone())),
            Some(was) => {
                let fields = changed(catalogue, was, document);
                (!fields.is_empty()).then(|| What::Updated {
                    was: (*was).clone(),
                    document: document.clone(),
                    fields,
                })
            }
        };
        differences.extend(what.map(|what| titles.difference(document, what)));
    }
    let mut gone = selected(catalogue, there.iter().copied(), &declared.select_tags);
    gone.retain(|key| !wanted.contains_key(key));
    // That two belong together ends with either of them.
    let ends: Vec<_> = there
        .iter()
        .filter(|document| !wanted.contains_key(&key(document)))
        .filter(|document| {
            let sides = catalogue.relation(document.kind).map(|relation| relation.sides);
            let mut sides = sides.into_iter().flatten();
            sides.any(|side| to(document, side.field).is_some_and(|id| gone.contains(&(side.to, id))))
        })
        .map(|document| key(document))
        .collect();
    gone.extend(ends);
    for document in there {
        if gone.contains(&key(document)) {
            differences.push(titles.difference(document, What::Deleted(document.clone())));
        }
    }
    let order = parents_first(catalogue);
    let rank = |kind: &str| order.iter().position(|entity| entity.name == kind);
    differences
        .sort_by_cached_key(|difference| (rank(difference.kind), difference.title.clone(), difference.id));
    differences
}

/// The fields in which two documents are different.
fn changed(catalogue: &Catalogue, was: &Document, document: &Document) -> Vec<FieldChange> {
    // What an earlier version has stored may lack what is filled in by now.
    let mut filled = was.body.clone();
    let _ = catalogue.fill_and_check(was.kind, &mut filled);
    let mut changes = Vec::new();
    let schema = catalogue.schema_of(document.kind, &document.body);
    let none = Map::new();
    let members = |value: &Value| value.as_object().cloned().unwrap_or_else(|| none.clone());
    let (mut was, mut now) = (members(&filled), members(&document.body));
    for time in TIMES {
        was.shift_remove(time);
        now.shift_remove(time);
    }
    // The id is the same, however it is written.
    was.shift_remove("id");
    now.shift_remove("id");
    if let Some(schema) = schema {
        Comparison {
            changes: &mut changes,
        }
        .records(schema, "", &was, &now);
    }
    changes
}

struct Comparison<'a> {
    changes: &'a mut Vec<FieldChange>,
}

impl Comparison<'_> {
    fn records(&mut self, schema: &Schema, before: &str, was: &Map<String, Value>, now: &Map<String, Value>) {
        let declared = schema.fields.iter().map(|field| field.name.as_ref());
        let others = was.keys().chain(now.keys()).map(String::as_str);
        let others = others.filter(|name| schema.named(name).is_none());
        let mut names: Vec<&str> = declared.collect();
        for name in others {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for name in names {
            let field = schema.named(name);
            let name_here = format!("{before}{name}");
            let value = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
            self.values(field, name_here, &value(was), &value(now));
        }
    }

    fn values(&mut self, field: Option<&Field>, name: String, was: &Value, now: &Value) {
        if is_same(field, was, now) {
            return;
        }
        let is_secret = field.is_none_or(is_secret);
        match (field.map(|field| &field.kind), was, now) {
            (Some(Kind::Record(schema)), Value::Object(was), Value::Object(now)) if !is_secret => {
                self.records(schema, &format!("{name}."), was, now);
            }
            _ => {
                let shown = |value: &Value| match (is_secret, value) {
                    (_, Value::Null) => Value::Null,
                    (true, _) => "***".into(),
                    (false, value) => field.map_or_else(|| value.clone(), |field| redacted(field, value)),
                };
                self.changes.push(FieldChange {
                    was: shown(was),
                    now: shown(now),
                    name,
                });
            }
        }
    }
}

/// Whether two values mean the same: null and nothing do, and sets whatever their order.
fn is_same(field: Option<&Field>, was: &Value, now: &Value) -> bool {
    match (field.map(|field| &field.kind), was, now) {
        (Some(Kind::Set(_)), Value::Array(was), Value::Array(now)) => {
            was.len() == now.len() && was.iter().all(|value| now.contains(value))
        }
        (Some(Kind::Foreign(_)), was, now) => was.get("id") == now.get("id"),
        (Some(Kind::Record(schema)), Value::Object(was), Value::Object(now)) => {
            let mut names = was.keys().chain(now.keys());
            names.all(|name| {
                let value = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                is_same(schema.named(name), &value(was), &value(now))
            })
        }
        (_, was, now) => Digest::of(was) == Digest::of(now),
    }
}

/// What may be a reference to a vault is taken for a secret too.
fn is_secret(field: &Field) -> bool {
    let of_elements = match &field.kind {
        Kind::Array(element) | Kind::Set(element) | Kind::Map(element) => is_secret(element),
        _ => false,
    };
    field.is_secret() || field.referenceable || of_elements
}

/// A value without the secrets inside of it.
fn redacted(field: &Field, value: &Value) -> Value {
    if is_secret(field) && !value.is_null() {
        return "***".into();
    }
    match (&field.kind, value) {
        (Kind::Record(schema), Value::Object(members)) => {
            let shown = members.iter().map(|(name, value)| {
                let shown = schema
                    .named(name)
                    .map_or_else(|| "***".into(), |field| redacted(field, value));
                (name.clone(), shown)
            });
            shown.collect::<Map<_, _>>().into()
        }
        (Kind::Array(element) | Kind::Set(element), Value::Array(values)) => {
            values.iter().map(|value| redacted(element, value)).collect()
        }
        (Kind::Map(element), Value::Object(values)) => {
            let shown = values
                .iter()
                .map(|(name, value)| (name.clone(), redacted(element, value)));
            shown.collect::<Map<_, _>>().into()
        }
        (_, value) => value.clone(),
    }
}

/// What people call entities.
struct Titles<'a> {
    catalogue: &'a Catalogue,
    names: HashMap<(&'static str, Id), String>,
}

impl<'a> Titles<'a> {
    fn of<'d>(catalogue: &'a Catalogue, documents: impl Iterator<Item = &'d Document>) -> Self {
        let named = documents.filter_map(|document| {
            let name = called(catalogue.entity(document.kind)?, document)?;
            Some(((document.kind, document.id), name.to_owned()))
        });
        Self {
            catalogue,
            names: named.collect(),
        }
    }

    fn difference(&self, document: &Document, what: What) -> Difference {
        Difference {
            kind: document.kind,
            id: document.id,
            title: self.title(document),
            what,
        }
    }

    fn title(&self, document: &Document) -> String {
        if let Some(relation) = self.catalogue.relation(document.kind) {
            let sides = relation.sides.iter().filter_map(|side| {
                let id = to(document, side.field)?;
                let name = self.names.get(&(side.to, id)).cloned();
                Some(format!(
                    "{} {}",
                    side.called,
                    name.unwrap_or_else(|| id.to_string())
                ))
            });
            return sides.collect::<Vec<_>>().join(", ");
        }
        let entity = self.catalogue.entity(document.kind);
        let name = entity.and_then(|entity| called(entity, document));
        let mut title = name.map_or_else(|| document.id.to_string(), str::to_owned);
        for link in entity.into_iter().flat_map(|entity| entity.links) {
            if let Some(id) = to(document, link.field) {
                let name = self.names.get(&(link.to, id)).cloned();
                let name = name.unwrap_or_else(|| id.to_string());
                title.push_str(&format!(", of {} {name}", link.field));
            }
        }
        title
    }
}
