//! Links between the entities of the file.

use std::collections::{HashMap, HashSet};

use model::{Catalogue, Document, Id, Link};
use schema::{DocumentPath, Value, Violation, nearest};

use super::entry::{Entry, Parent, within};

/// Looking for what was probably meant compares with all names; after so many faults it is left out.
const SUGGESTIONS: usize = 100;

/// Puts the id of the entity that is meant in the place of every link: a name, an id, `{"name": …}`,
/// `{"id": …}`, or the entity around. What is meant stands in the file, or is there already.
pub(super) fn resolve(catalogue: &Catalogue, entries: &mut [Entry], there: &[Document]) {
    let targets = Targets::of(catalogue, entries, there);
    let parents: Vec<Option<Id>> = entries
        .iter()
        .map(|entry| Some(entries[entry.parent?.number].id))
        .collect();
    let mut dangling = 0;
    for (entry, parent_id) in entries.iter_mut().zip(parents) {
        for link in entry.entity.links {
            let parent = entry.parent.filter(|parent| parent.field == link.field);
            let id = match (parent, parent_id) {
                (Some(parent), Some(id)) => Some(under(entry, parent, id)),
                _ if catalogue.entity(link.to).is_none() => as_id(entry, link),
                _ => follow(&targets, entry, link, &mut dangling),
            };
            if let Some(id) = id {
                let value = Value::from_iter([("id", id)]);
                entry.body.insert(link.field.to_owned(), value);
            }
        }
    }
}

/// The link to the entity around, which must not be told twice.
fn under(entry: &mut Entry, parent: Parent, id: Id) -> Value {
    if entry.body.get(parent.field).is_some_and(|told| !told.is_null()) {
        entry.fault(
            parent.field,
            Violation::Own {
                code: "config.link_told_twice",
                text: "the entity around it is linked to already".to_owned(),
                remedy: "remove it, or write this entity in a list at the top of the file".to_owned(),
            },
        );
    }
    id.into()
}

/// A link to entities that are not known here can only be an id; the check decides about the rest.
fn as_id(entry: &Entry, link: &Link) -> Option<Value> {
    entry.text(link.field).map(Value::from)
}

/// The id that a written link leads to; `None` if nothing is linked, or if what is written is no link.
fn follow(targets: &Targets, entry: &mut Entry, link: &Link, dangling: &mut usize) -> Option<Value> {
    let Told {
        place,
        by,
        to,
        beside,
    } = Told::read(entry, targets, link)?;
    for name in beside {
        entry.fault(within(link.field, &name), Violation::Unknown { near: None });
    }
    let id = match by {
        By::Id => Id::parse(&to).filter(|id| targets.ids.contains(&(link.to, *id))),
        By::Key => targets.keys.get(&(link.to, to.clone())).copied(),
        By::Either => targets.find(link.to, &to),
    };
    if id.is_none() {
        *dangling += 1;
        let near = match *dangling <= SUGGESTIONS {
            true => targets.nearest(link.to, &to),
            false => None,
        };
        let (field, entity) = (link.field.to_owned(), link.to.to_owned());
        entry.fault(
            place,
            Violation::Reference {
                field,
                to,
                entity,
                near,
            },
        );
    }
    // One fault, not two: a link that leads nowhere is a link. No document comes of it.
    Some(id.unwrap_or(entry.id).into())
}

/// A link as it is written.
struct Told {
    place: DocumentPath,
    by: By,
    to: String,
    /// Members of the link that say nothing.
    beside: Vec<String>,
}

/// What a link names its entity by.
enum By {
    Id,
    Key,
    Either,
}

impl Told {
    fn read(entry: &Entry, targets: &Targets, link: &Link) -> Option<Self> {
        let members = match entry.body.get(link.field)? {
            Value::String(to) if !to.is_empty() => {
                return Some(Self {
                    place: link.field.into(),
                    by: By::Either,
                    to: to.clone(),
                    beside: Vec::new(),
                });
            }
            Value::Object(members) => members,
            _ => return None,
        };
        let key = targets.key_fields.get(link.to).copied();
        let (name, by) = match members.contains_key("id") {
            true => ("id", By::Id),
            false => (key?, By::Key),
        };
        let to = members.get(name)?.as_str()?;
        // What is no id at all is the check's to tell.
        if matches!(by, By::Id) && Id::parse(to).is_none() {
            return None;
        }
        Some(Self {
            place: within(link.field, name),
            by,
            to: to.to_owned(),
            beside: members.keys().filter(|other| *other != name).cloned().collect(),
        })
    }
}

/// What links can lead to.
struct Targets {
    ids: HashSet<(&'static str, Id)>,
    keys: HashMap<(&'static str, String), Id>,
    key_fields: HashMap<&'static str, &'static str>,
}

impl Targets {
    fn of(catalogue: &Catalogue, entries: &[Entry], there: &[Document]) -> Self {
        let mut targets = Self {
            ids: HashSet::new(),
            keys: HashMap::new(),
            key_fields: HashMap::new(),
        };
        for document in there {
            let key = catalogue.entity(document.kind).and_then(|entity| entity.key);
            let called = key.and_then(|key| document.body.get(key)?.as_str());
            targets.add(document.kind, document.id, key, called);
        }
        // What the file says of somebody counts more.
        for entry in entries {
            targets.add(entry.entity.name, entry.id, entry.entity.key, entry.key());
        }
        targets
    }

    fn add(&mut self, kind: &'static str, id: Id, key: Option<&'static str>, called: Option<&str>) {
        self.ids.insert((kind, id));
        self.key_fields.extend(key.map(|key| (kind, key)));
        self.keys
            .extend(called.map(|called| ((kind, called.to_owned()), id)));
    }

    /// What looks like an id is one, as in the Admin API; or else it is a key.
    fn find(&self, kind: &'static str, to: &str) -> Option<Id> {
        let id = Id::parse(to).filter(|id| self.ids.contains(&(kind, *id)));
        id.or_else(|| self.keys.get(&(kind, to.to_owned())).copied())
    }

    fn nearest(&self, kind: &str, to: &str) -> Option<String> {
        let mut keys: Vec<&str> = self
            .keys
            .keys()
            .filter(|(of, _)| *of == kind)
            .map(|(_, key)| key.as_str())
            .collect();
        // The order of a hash map is another one each time; the answer shall not be.
        keys.sort_unstable();
        nearest(to, keys).map(str::to_owned)
    }
}
