//! Documents, written as a file of which reading makes the same documents.

use std::collections::HashSet;
use std::fmt;

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id, Residence, Side};
use schema::render::remedy;
use schema::{Map, Schema, Value, redact};

use super::outline::{Names, Outlined, outline, to};
use super::{pruned, yaml};
use crate::claim::tags;

/// Which documents are written, and how.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The workspace that they belong to: its id, and its name.
    pub workspace: (Id, &'a str),
    /// The tags that all of them have; none for all documents.
    pub select_tags: &'a [String],
    /// Whether fields are written that have their defaults.
    pub defaults: Defaults,
    /// Whether secrets are written.
    pub secrets: Secrets,
}

/// Whether secrets are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// They are.
    Written,
    /// `***` stands in their place, which no reader takes for one.
    Hidden,
}

/// Whether fields are written that have their defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defaults {
    /// They are not: whoever reads the file puts them in again.
    LeftOut,
    /// They are, so that the file says all there is.
    Written,
}

/// A document that no file can hold, since it does not pass its checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The kind.
    pub kind: &'static str,
    /// The id.
    pub id: Id,
    /// What is wrong with it.
    pub why: String,
}

impl Unwritable {
    /// The stable name of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "declarative.unwritable"
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, id, why } = self;
        write!(f, "{kind}/{id} does not pass its checks: {why} ({})", self.code())
    }
}

impl std::error::Error for Unwritable {}

/// The file of these documents, in the format 3.0: each entity inside of the one that it belongs to, sorted by name,
/// with its id and without the times at which it was made and changed.
///
/// # Errors
/// [`Unwritable`]: every document that could not be read again.
pub fn write(
    catalogue: &Catalogue,
    documents: &[Document],
    selection: &Selection<'_>,
) -> Result<String, Vec<Unwritable>> {
    let (workspace, name) = selection.workspace;
    let is_meant = |document: &&Document| document.workspace == workspace && is_snapshot(catalogue, document);
    let all: Vec<Document> = documents.iter().filter(is_meant).cloned().collect();
    let meant = selected(catalogue, all.iter(), selection.select_tags);
    let is_selected = |document: &&Document| meant.contains(&(document.kind, document.id));
    let selected: Vec<Document> = all.iter().filter(is_selected).cloned().collect();
    let mut writer = Writer {
        catalogue,
        names: names(catalogue, &all),
        defaults: selection.defaults,
        secrets: selection.secrets,
        unwritable: Vec::new(),
    };
    // What nobody honours stands in no outline.
    for document in selected
        .iter()
        .filter(|document| !is_honoured(catalogue, document.kind))
    {
        writer.whole(document);
    }
    let outlined = outline(catalogue, &selected, &writer.names);
    let mut file = Map::new();
    file.insert("_format_version".to_owned(), "3.0".into());
    let is_transformed = |document: &&Document| {
        let entity = catalogue.entity(document.kind);
        let brought = entity.and_then(|entity| entity.brought);
        brought.is_some_and(|brought| brought.transform.is_some())
    };
    if selected.iter().any(|document| is_transformed(&document)) {
        file.insert("_transform".to_owned(), false.into());
    }
    if workspace != DEFAULT_WORKSPACE {
        file.insert("_workspace".to_owned(), name.into());
    }
    if !selection.select_tags.is_empty() {
        let tags = Value::from(selection.select_tags);
        file.insert("_info".to_owned(), Value::from_iter([("select_tags", tags)]));
    }
    writer.lists(&outlined, &mut file);
    match writer.unwritable.is_empty() {
        true => Ok(yaml::text(&file)),
        false => Err(writer.unwritable),
    }
}

/// Those documents that have all of these tags. What says that two belong together has no tags: it is one of them if both
/// are.
pub(super) fn selected<'a>(
    catalogue: &Catalogue,
    documents: impl Iterator<Item = &'a Document>,
    tags_wanted: &[String],
) -> HashSet<(&'static str, Id)> {
    let key = |document: &Document| (document.kind, document.id);
    if tags_wanted.is_empty() {
        return documents.map(key).collect();
    }
    let (relating, others): (Vec<_>, Vec<_>) =
        documents.partition(|document| catalogue.relation(document.kind).is_some());
    let is_tagged = |document: &&Document| {
        let own = tags(document);
        tags_wanted.iter().all(|tag| own.contains(&tag.as_str()))
    };
    let mut selected: HashSet<_> = others.into_iter().filter(is_tagged).map(key).collect();
    let are_both = |document: &&Document| {
        let is_selected =
            |side: &Side| to(document, side.field).is_some_and(|id| selected.contains(&(side.to, id)));
        let relation = catalogue.relation(document.kind);
        relation.is_some_and(|relation| relation.sides.iter().all(is_selected))
    };
    let both: Vec<_> = relating.into_iter().filter(are_both).map(key).collect();
    selected.extend(both);
    selected
}

/// Whether gateways run on documents of this kind; others are no part of a file.
pub(super) fn is_snapshot(catalogue: &Catalogue, document: &Document) -> bool {
    let entity = catalogue.entity(document.kind);
    entity.is_none_or(|entity| entity.residence == Residence::Snapshot)
}

fn is_honoured(catalogue: &Catalogue, kind: &str) -> bool {
    catalogue.entities().any(|entity| entity.name == kind)
}

/// What people call each document by its key.
fn names(catalogue: &Catalogue, documents: &[Document]) -> Names {
    let named = documents.iter().filter_map(|document| {
        let key = catalogue.entity(document.kind)?.key?;
        let name = document.body.get(key)?.as_str()?;
        // A name that looks like an id would be read as one.
        let is_clear = !name.is_empty() && Id::parse(name).is_none();
        is_clear.then(|| ((document.kind, document.id), name.to_owned()))
    });
    named.collect()
}

struct Writer<'a> {
    catalogue: &'a Catalogue,
    names: Names,
    defaults: Defaults,
    secrets: Secrets,
    unwritable: Vec<Unwritable>,
}

impl Writer<'_> {
    /// Adds a list for each kind.
    fn lists(&mut self, outlined: &[Outlined<'_>], members: &mut Map<String, Value>) {
        for one in outlined {
            let (name, element) = match one.stands_for {
                Some(other) => (other.listed, self.other(one.document, other)),
                None => (one.entity.name, self.element(one)),
            };
            let list = members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(element);
            }
        }
    }

    fn element(&mut self, one: &Outlined<'_>) -> Value {
        let whole = self.whole(one.document);
        let mut fields = match self.defaults {
            Defaults::Written => whole,
            Defaults::LeftOut => pruned::pruned(self.catalogue, one.entity.name, &whole),
        };
        if self.secrets == Secrets::Hidden {
            fields = self.without_secrets(one.document, fields);
        }
        for time in TIMES {
            fields.shift_remove(time);
        }
        for link in one.entity.links {
            let place = one.said_by_place == Some(link.field);
            match to(one.document, link.field) {
                _ if place => fields.shift_remove(link.field),
                Some(id) => {
                    let name = self.names.get(&(link.to, id)).cloned();
                    let written =
                        name.map_or_else(|| Value::from_iter([("id", Value::from(id))]), Value::from);
                    fields.insert(link.field.to_owned(), written)
                }
                None => None,
            };
        }
        let mut fields = in_order(&one.entity, self.catalogue, one.document, fields);
        self.lists(&one.inner, &mut fields);
        fields.into()
    }

    /// What belongs together with the entity around, by what people call it.
    fn other(&mut self, document: &Document, other: Side) -> Value {
        self.whole(document);
        let id = to(document, other.field).unwrap_or(document.id);
        let key = self.catalogue.entity(other.to).and_then(|entity| entity.key);
        let named = key.and_then(|key| Some((key, self.names.get(&(other.to, id))?.as_str())));
        match named {
            Some((key, name)) => Value::from_iter([(key, name)]),
            None => Value::from_iter([("id", id)]),
        }
    }

    fn without_secrets(&self, document: &Document, fields: Map<String, Value>) -> Map<String, Value> {
        let schema = self.catalogue.schema_of(document.kind, &document.body);
        let mut fields = Value::Object(fields);
        redact(schema.unwrap_or(&Schema::default()), &mut fields);
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    fn whole(&mut self, document: &Document) -> Map<String, Value> {
        let whole = pruned::whole(self.catalogue, document);
        whole.unwrap_or_else(|found| {
            self.unwritable.push(Unwritable {
                kind: document.kind,
                id: document.id,
                why: remedy::lines(&found).join("; "),
            });
            Map::new()
        })
    }
}

/// Fields that say when an entity was made and changed: the store's to say, not the file's.
pub(super) const TIMES: [&str; 2] = ["created_at", "updated_at"];

/// What it is called comes first, then its id, then the rest as declared.
fn in_order(
    entity: &Entity,
    catalogue: &Catalogue,
    document: &Document,
    mut fields: Map<String, Value>,
) -> Map<String, Value> {
    let mut ordered = Map::new();
    let first = [Some("name"), entity.key, Some("id")].into_iter().flatten();
    let schema = catalogue.schema_of(entity.name, &document.body);
    let declared = schema.into_iter().flat_map(|schema| &schema.fields);
    let names: Vec<String> = first
        .map(str::to_owned)
        .chain(declared.map(|field| field.name.to_string()))
        .collect();
    for name in names {
        if let Some(value) = fields.shift_remove(&name) {
            ordered.insert(name, value);
        }
    }
    ordered.extend(fields);
    ordered
}
