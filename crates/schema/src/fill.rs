//! Puts in the defaults.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::{Field, Kind, Schema};

/// Puts the defaults into `document`: for what is absent, never for what is null.
/// Nested records are filled too, and required ones are made. Repeated elements of sets go.
/// What is said by an older name is said by the new one before.
/// What does not have its type is left alone: [`crate::check`] will say so.
pub fn fill(schema: &Schema, document: &mut Value) {
    let Value::Object(members) = document else { return };
    for shorthand in &schema.shorthands {
        shorthand.spell_out(members);
    }
    for field in &schema.fields {
        match members.get_mut(field.name.as_ref()) {
            Some(value) => fill_value(field, value),
            None => fill_absent(field, members),
        }
    }
}

fn fill_absent(field: &Field, members: &mut Map<String, Value>) {
    let made = field.required && matches!(field.kind, Kind::Record(_));
    let initial = field
        .default
        .clone()
        .or_else(|| made.then(|| Value::Object(Map::new())));
    if let Some(mut value) = initial {
        fill_value(field, &mut value);
        members.insert(field.name.to_string(), value);
    }
}

pub(crate) fn fill_value(field: &Field, value: &mut Value) {
    match (&field.kind, value) {
        (Kind::Record(schema), value) => fill(schema, value),
        (Kind::Array(element), Value::Array(values)) => {
            values.iter_mut().for_each(|value| fill_value(element, value));
        }
        (Kind::Set(element), Value::Array(values)) => {
            values.iter_mut().for_each(|value| fill_value(element, value));
            let mut seen = HashSet::new();
            values.retain(|value| seen.insert(value.to_string()));
        }
        (Kind::Map(element), Value::Object(values)) => {
            values.values_mut().for_each(|value| fill_value(element, value));
        }
        _ => {}
    }
}
