//! What is wrong with a configuration, as a tree, and entity by entity.

#[cfg(test)]
mod tests;

use model::Catalogue;
use schema::{Map, Step, Value, redact};
use serde_json::json;
use store::declarative::{Fault, Faults};

/// What is wrong, each text in the place of the value that it is about.
pub(super) fn nested<'a>(faults: impl Iterator<Item = &'a Fault>) -> Value {
    let mut tree = Value::Object(Map::new());
    for fault in faults {
        put(&mut tree, fault.path.steps(), &fault.what);
    }
    tree
}

/// What is wrong with the whole of a value stands under this name.
const WHOLE: &str = "@entity";

fn put(place: &mut Value, steps: &[Step], what: &str) {
    match (steps.split_first(), place) {
        (None, place) => match place {
            Value::Object(members) => {
                let whole = members.entry(WHOLE).or_insert_with(|| json!([]));
                if let Some(whole) = whole.as_array_mut() {
                    whole.push(what.into());
                }
            }
            place => *place = what.into(),
        },
        (Some((Step::Field(name), rest)), place) => {
            if !place.is_object() {
                let whole = std::mem::replace(place, json!({}));
                if let Some(text) = whole.as_str() {
                    put(place, &[], text);
                }
            }
            if let Some(members) = place.as_object_mut() {
                put(members.entry(name.as_str()).or_insert(Value::Null), rest, what);
            }
        }
        (Some((Step::Index(index), rest)), place) => {
            if !place.is_array() {
                *place = json!([]);
            }
            if let Some(elements) = place.as_array_mut() {
                let missing = (index + 1).saturating_sub(elements.len());
                elements.extend(std::iter::repeat_n(Value::Null, missing));
                put(&mut elements[*index], rest, what);
            }
        }
    }
}

/// What is wrong with each entity, in the order in which they are written; and what is wrong with no entity.
pub(super) fn flattened<'a>(
    catalogue: &Catalogue,
    written: &Value,
    faults: &'a Faults,
) -> (Vec<&'a Fault>, Value) {
    let (mut rest, mut elements): (Vec<&Fault>, Vec<(&[Step], Value)>) = (Vec::new(), Vec::new());
    for fault in faults.iter() {
        let Some(found) = Entity::around(catalogue, written, fault.path.steps()) else {
            rest.push(fault);
            continue;
        };
        let place = &fault.path.steps()[..found.depth];
        let known = elements.iter_mut().find(|(other, _)| *other == place);
        let error = error(&fault.path.steps()[found.depth..], &fault.what);
        match known.and_then(|(_, element)| element.get_mut("errors")?.as_array_mut()) {
            Some(errors) => errors.push(error),
            None => elements.push((place, found.element(catalogue, &error))),
        }
    }
    (rest, elements.into_iter().map(|(_, element)| element).collect())
}

/// An entity as somebody wrote it.
struct Entity<'a> {
    kind: &'static str,
    written: &'a Map<String, Value>,
    /// The field that links it to the one that it is written in, and the id of that one if it is known.
    parent: Option<(&'static str, Option<&'a str>)>,
    /// How many steps lead to it.
    depth: usize,
}

impl<'a> Entity<'a> {
    /// The innermost entity on the way to a value.
    fn around(catalogue: &Catalogue, written: &'a Value, steps: &[Step]) -> Option<Self> {
        let (mut at, mut depth, mut innermost) = (written, 0, None::<Self>);
        while let [Step::Field(list), Step::Index(index), ..] = &steps[depth..] {
            let (Some(entity), Some(next)) = (
                catalogue.entity(list),
                at.get(list).and_then(|list| list.get(index)),
            ) else {
                break;
            };
            let Some(members) = next.as_object() else { break };
            let parent = innermost.as_ref().and_then(|parent| {
                let link = entity.links.iter().find(|link| link.to == parent.kind)?;
                Some((link.field, parent.written.get("id").and_then(Value::as_str)))
            });
            depth += 2;
            at = next;
            innermost = Some(Self {
                kind: entity.name,
                written: members,
                parent,
                depth,
            });
        }
        innermost
    }

    fn element(&self, catalogue: &Catalogue, error: &Value) -> Value {
        let mut entity = self.written.clone();
        // Those that are written in it are elements of their own.
        entity.retain(|name, value| !(value.is_array() && self.is_child(catalogue, name)));
        let mut entity = Value::Object(entity);
        if let Some(schema) = catalogue.schema_of(self.kind, &entity) {
            redact(schema, &mut entity);
        }
        if let Some((field, Some(id))) = self.parent {
            entity[field] = json!({ "id": id });
        }
        let mut element = json!({
            "entity_type": self.kind.strip_suffix('s').unwrap_or(self.kind),
            "entity": entity,
            "errors": [error],
        });
        let text = |name: &str| self.written.get(name).filter(|value| value.is_string()).cloned();
        let tags = self.written.get("tags").filter(|tags| {
            tags.as_array()
                .is_some_and(|tags| tags.iter().all(Value::is_string))
        });
        for (name, value) in [
            ("entity_id", text("id")),
            ("entity_name", text("name")),
            ("entity_tags", tags.cloned()),
        ] {
            if let Some(value) = value {
                element[name] = value;
            }
        }
        element
    }

    fn is_child(&self, catalogue: &Catalogue, name: &str) -> bool {
        let child = catalogue.entity(name);
        child.is_some_and(|child| child.links.iter().any(|link| link.to == self.kind))
    }
}

/// One thing that is wrong, by the name of its field: `paths.1` is the first of the paths.
fn error(steps: &[Step], what: &str) -> Value {
    if steps.is_empty() {
        return json!({ "type": "entity", "message": what });
    }
    let names = steps.iter().map(|step| match step {
        Step::Field(name) => name.clone(),
        Step::Index(index) => (index + 1).to_string(),
    });
    let field = names.collect::<Vec<_>>().join(".");
    json!({ "type": "field", "field": field, "message": what })
}
