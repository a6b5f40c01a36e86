//! A document without its secrets, and with them again.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::{Field, Kind, Reference, Schema};

/// What stands in the place of a secret.
pub const REDACTED: &str = "***";

/// Puts [`REDACTED`] in the place of every secret, further in as well, and of what the schema does not know. Null says
/// that there is none, and a reference where one is kept: both stay.
pub fn redact(schema: &Schema, document: &mut Value) {
    let Value::Object(members) = document else {
        return hide(document);
    };
    for (name, value) in members.iter_mut() {
        match schema.named(name) {
            Some(field) => redact_value(field, value),
            None => hide(value),
        }
    }
}

fn redact_value(field: &Field, value: &mut Value) {
    if field.is_secret() {
        return hide_all(field, value);
    }
    match (&field.kind, value) {
        (Kind::Array(element) | Kind::Set(element), Value::Array(values)) => {
            values.iter_mut().for_each(|value| redact_value(element, value));
        }
        (Kind::Map(element), Value::Object(values)) => {
            values.values_mut().for_each(|value| redact_value(element, value));
        }
        (Kind::Record(schema), value @ Value::Object(_)) => redact(schema, value),
        (kind, value) if !fits(kind, value) => hide(value),
        _ => {}
    }
}

/// Hides all of a secret, and leaves the form that it has.
fn hide_all(field: &Field, value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| hide_all(field, value)),
        Value::Object(values) => values.values_mut().for_each(|value| hide_all(field, value)),
        Value::String(text) if field.referenceable && Reference::is_meant(text) => {}
        value => hide(value),
    }
}

/// Puts the secrets of `was` in the place of each [`REDACTED`]: of the same name, and in lists at the same place, if
/// they are as long as they were. Where nothing is known it stays, and [`crate::check`] says so.
pub fn restore(schema: &Schema, document: &mut Value, was: &Value) {
    let Value::Object(members) = document else { return };
    for field in &schema.fields {
        let name = field.name.as_ref();
        if let (Some(value), Some(was)) = (members.get_mut(name), was.get(name)) {
            restore_value(field, value, was);
        }
    }
}

fn restore_value(field: &Field, value: &mut Value, was: &Value) {
    if field.is_kept() {
        return restore_all(value, was);
    }
    match (&field.kind, value, was) {
        (Kind::Array(element) | Kind::Set(element), Value::Array(values), Value::Array(were))
            if values.len() == were.len() =>
        {
            for (value, was) in values.iter_mut().zip(were) {
                restore_value(element, value, was);
            }
        }
        (Kind::Map(element), Value::Object(values), Value::Object(were)) => {
            for (name, value) in values {
                if let Some(was) = were.get(name) {
                    restore_value(element, value, was);
                }
            }
        }
        (Kind::Record(schema), value, was) => restore(schema, value, was),
        _ => {}
    }
}

fn restore_all(value: &mut Value, was: &Value) {
    match (&mut *value, was) {
        (Value::Array(values), Value::Array(were)) if values.len() == were.len() => {
            for (value, was) in values.iter_mut().zip(were) {
                restore_all(value, was);
            }
        }
        (Value::Object(values), Value::Object(were)) => {
            for (name, value) in values {
                if let Some(was) = were.get(name) {
                    restore_all(value, was);
                }
            }
        }
        (Value::String(text), was) if text == REDACTED && !was.is_null() => *value = was.clone(),
        _ => {}
    }
}

/// Whether somebody said what is in a value. Of one that may be anything, or is of another kind, nobody did.
const fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (_, Value::Null) | (Kind::Foreign(_), Value::Object(_)) => true,
        (Kind::String | Kind::Integer | Kind::Number | Kind::Boolean, value) => {
            !matches!(value, Value::Object(_) | Value::Array(_))
        }
        _ => false,
    }
}

fn hide(value: &mut Value) {
    if !value.is_null() {
        *value = REDACTED.into();
    }
}
