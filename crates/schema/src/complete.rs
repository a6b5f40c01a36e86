//! A document that leaves nothing out.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::{Field, Kind, Schema};

/// Puts null in for every field that is absent, further in as well: clients of Kong's Admin API count on every field
/// being there.
pub fn complete(schema: &Schema, document: &mut Value) {
    let Value::Object(members) = document else { return };
    for field in &schema.fields {
        match members.get_mut(field.name.as_ref()) {
            Some(value) => complete_value(field, value),
            None => {
                members.insert(field.name.to_string(), Value::Null);
            }
        }
    }
}

fn complete_value(field: &Field, value: &mut Value) {
    match (&field.kind, value) {
        (Kind::Record(schema), value) => complete(schema, value),
        (Kind::Array(element) | Kind::Set(element), Value::Array(values)) => {
            values.iter_mut().for_each(|value| complete_value(element, value));
        }
        (Kind::Map(element), Value::Object(values)) => {
            values
                .values_mut()
                .for_each(|value| complete_value(element, value));
        }
        _ => {}
    }
}
