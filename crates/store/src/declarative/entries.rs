//! The entities of the file, nested or flat, as one list.

use model::{Catalogue, Entity, Side};
use schema::{DocumentPath, Map, Value, Violation, nearest};

use super::entry::{Entry, Parent};
use super::{Found, preamble};

/// All entities in the order of the file, each before those nested in it.
pub(super) fn collect(catalogue: &Catalogue, lists: Map<String, Value>, found: &mut Found) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, list) in lists {
        let path = DocumentPath::from(name.as_str());
        match catalogue.entity(&name) {
            Some(entity) => {
                let nested = Nested {
                    entity: *entity,
                    within: None,
                    others: None,
                    list,
                };
                gather(catalogue, nested, &path, &mut entries, found);
            }
            None => found.push((path, unknown(catalogue, &name))),
        }
    }
    entries
}

/// The elements of one list, and what is nested in them.
fn gather(
    catalogue: &Catalogue,
    nested: Nested,
    path: &DocumentPath,
    entries: &mut Vec<Entry>,
    found: &mut Found,
) {
    let Nested {
        entity,
        within: parent,
        others,
        list,
    } = nested;
    let elements = match list {
        Value::Array(elements) => elements,
        Value::Null => return,
        _ => return found.push((path.clone(), Violation::Type("array"))),
    };
    for (index, element) in elements.into_iter().enumerate() {
        let path = path.clone().join(index);
        let members = match (element, others) {
            (Value::Object(members), None) => members,
            (Value::String(name), Some(other)) => Map::from_iter([(other.field.to_owned(), name.into())]),
            (Value::Object(members), Some(other)) => {
                let link = link_to(catalogue, other, members);
                Map::from_iter([(other.field.to_owned(), link)])
            }
            _ => {
                found.push((path, Violation::Type("record")));
                continue;
            }
        };
        let number = entries.len();
        let (fields, nested) = divide(catalogue, entity, number, members);
        let told_as = others.map(|other| other.field);
        entries.push(Entry::new(entity, path.clone(), parent, told_as, fields));
        for (name, nested) in nested {
            gather(
                catalogue,
                nested,
                &path.clone().join(name.as_str()),
                entries,
                found,
            );
        }
    }
}

/// One of those that belong together with the entity around, as the link to it. decK repeats the tags that it has; they
/// are told where it stands itself.
fn link_to(catalogue: &Catalogue, other: Side, mut members: Map<String, Value>) -> Value {
    members.shift_remove("tags");
    let key = catalogue.entity(other.to).and_then(|entity| entity.key);
    if let Some(key) = key.filter(|_| members.contains_key("id")) {
        members.shift_remove(key);
    }
    members.into()
}

/// A list of entities, perhaps inside another one.
struct Nested {
    entity: Entity,
    /// The one around it.
    within: Option<Parent>,
    /// What its elements are, if they are not the entities themselves: those that belong together with the one around.
    others: Option<Side>,
    list: Value,
}

/// Tells the own fields of the entity of this number from the lists of those that link to it, or belong together with it.
fn divide(
    catalogue: &Catalogue,
    around: Entity,
    number: usize,
    members: Map<String, Value>,
) -> (Map<String, Value>, Vec<(String, Nested)>) {
    let (mut fields, mut nested) = (Map::new(), Vec::new());
    for (name, list) in members {
        let related = catalogue.relations().find_map(|relation| {
            let (side, other) = relation.seen_from(around.name)?;
            (other.listed == name).then_some((relation.entity, side.field, Some(other)))
        });
        let linked = || {
            let entity = catalogue.entity(&name)?;
            let link = entity.links.iter().find(|link| link.to == around.name)?;
            Some((*entity, link.field, None))
        };
        match related.or_else(linked) {
            Some((entity, field, others)) => {
                let within = Some(Parent { field, number });
                let list = Nested {
                    entity,
                    within,
                    others,
                    list,
                };
                nested.push((name, list));
            }
            None => {
                fields.insert(name, list);
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
