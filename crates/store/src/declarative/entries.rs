//! The entities of the file, nested or flat, as one list.

use model::{Catalogue, Entity};
use schema::{DocumentPath, Map, Value, Violation, nearest};

use super::entry::{Entry, Parent};
use super::{Found, preamble};

/// All entities in the order of the file, each before those nested in it.
pub(super) fn collect(catalogue: &Catalogue, lists: Map<String, Value>, found: &mut Found) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, list) in lists {
        let path = DocumentPath::from(name.as_str());
        match catalogue.entity(&name) {
            Some(entity) => gather(catalogue, (*entity, None), list, &path, &mut entries, found),
            None => found.push((path, unknown(catalogue, &name))),
        }
    }
    entries
}

/// The elements of one list, and what is nested in them.
fn gather(
    catalogue: &Catalogue,
    (entity, parent): (Entity, Option<Parent>),
    list: Value,
    path: &DocumentPath,
    entries: &mut Vec<Entry>,
    found: &mut Found,
) {
    let elements = match list {
        Value::Array(elements) => elements,
        Value::Null => return,
        _ => return found.push((path.clone(), Violation::Type("array"))),
    };
    for (index, element) in elements.into_iter().enumerate() {
        let path = path.clone().join(index);
        let Value::Object(members) = element else {
            found.push((path, Violation::Type("record")));
            continue;
        };
        let number = entries.len();
        let (fields, nested) = divide(catalogue, entity, members);
        entries.push(Entry::new(entity, path.clone(), parent, fields));
        for Nested { entity, field, list } in nested {
            let parent = Parent { field, number };
            let path = path.clone().join(entity.name);
            gather(catalogue, (entity, Some(parent)), list, &path, entries, found);
        }
    }
}

/// A list of entities inside another one.
struct Nested {
    entity: Entity,
    /// The field of each by which it links to the one around it.
    field: &'static str,
    list: Value,
}

/// Tells an entity's own fields from the lists of those that link to it.
fn divide(
    catalogue: &Catalogue,
    around: Entity,
    members: Map<String, Value>,
) -> (Map<String, Value>, Vec<Nested>) {
    let (mut fields, mut nested) = (Map::new(), Vec::new());
    for (name, value) in members {
        let link = catalogue.entity(&name).and_then(|entity| {
            let link = entity.links.iter().find(|link| link.to == around.name)?;
            Some((*entity, link.field))
        });
        match link {
            Some((entity, field)) => nested.push(Nested {
                entity,
                field,
                list: value,
            }),
            None => {
                fields.insert(name, value);
            }
        }
    }
    (fields, nested)
}

fn unknown(catalogue: &Catalogue, name: &str) -> Violation {
    let entities = catalogue.entities().map(|entity| entity.name);
    Violation::Unknown {
        near: nearest(name, entities.chain(preamble::NAMES)).map(str::to_owned),
    }
}
