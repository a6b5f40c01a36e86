//! All references in a document.

use serde_json::Value;

use super::Reference;
use crate::{DocumentPath, Field, Kind, Schema};

/// Shows `see` each text that is meant as a reference, with its place, and whether its field may hold one. What `see`
/// answers takes its place.
///
/// A reference where none may stand is plain text, as in Kong.
pub fn visit_references(
    schema: &Schema,
    document: &mut Value,
    see: &mut dyn FnMut(&DocumentPath, Held, &str) -> Option<String>,
) {
    of_record(schema, document, &DocumentPath::root(), see);
}

/// What a field makes of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It is followed.
    AsReference,
    /// It is text like any other.
    AsText,
}

type See<'a> = dyn FnMut(&DocumentPath, Held, &str) -> Option<String> + 'a;

fn of_record(schema: &Schema, document: &mut Value, at: &DocumentPath, see: &mut See<'_>) {
    let Value::Object(members) = document else { return };
    for (name, value) in members {
        if let Some(field) = schema.named(name) {
            of_field(field, value, &at.clone().join(name.as_str()), see);
        }
    }
}

fn of_field(field: &Field, value: &mut Value, at: &DocumentPath, see: &mut See<'_>) {
    match (&field.kind, value) {
        (Kind::Record(schema), value) => of_record(schema, value, at, see),
        (Kind::Array(element) | Kind::Set(element), Value::Array(values)) => {
            for (index, value) in values.iter_mut().enumerate() {
                of_field(element, value, &at.clone().join(index), see);
            }
        }
        (Kind::Map(element), Value::Object(values)) => {
            for (name, value) in values {
                of_field(element, value, &at.clone().join(name.as_str()), see);
            }
        }
        (kind, Value::String(text)) if Reference::is_meant(text) => {
            let held = match matches!(kind, Kind::String) && field.referenceable {
                true => Held::AsReference,
                false => Held::AsText,
            };
            if let Some(found) = see(at, held, text) {
                *text = found;
            }
        }
        _ => {}
    }
}
