//! Texts from a form become what the schema says they are.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::shape::integer;
use crate::{Field, Kind, Schema};

/// Gives each text in `document` the type of its field: numbers and booleans that are written as texts, lists of one
/// element that stand alone, and empty texts, which are null. What cannot be so is left alone: [`crate::check`] will
/// say so. Only for what has no types of its own, such as forms; JSON says what it means.
pub fn infer(schema: &Schema, document: &mut Value) {
    let Value::Object(members) = document else { return };
    for (name, value) in members {
        let shorthand = || {
            schema
                .shorthands
                .iter()
                .find(|shorthand| shorthand.name() == name)
        };
        match schema.named(name) {
            Some(field) => infer_value(field, value),
            None => match shorthand() {
                Some(shorthand) => infer_value(shorthand.field(), value),
                // Nobody knows what it is, but empty says nothing.
                None => empty_is_null(value),
            },
        }
    }
}

fn infer_value(field: &Field, value: &mut Value) {
    empty_is_null(value);
    match (&field.kind, &mut *value) {
        (_, Value::Null) => {}
        (Kind::Integer | Kind::Number, Value::String(text)) => {
            if let Some(number) = number(text) {
                *value = number;
            }
        }
        (Kind::Boolean, Value::String(text)) => match text.as_str() {
            "true" => *value = Value::Bool(true),
            "false" => *value = Value::Bool(false),
            _ => {}
        },
        (Kind::Array(element) | Kind::Set(element), Value::Array(elements)) => {
            elements.iter_mut().for_each(|value| infer_value(element, value));
        }
        (Kind::Array(element) | Kind::Set(element), Value::String(_)) => {
            infer_value(element, value);
            *value = Value::Array(vec![value.take()]);
        }
        (Kind::Map(element), Value::Object(members)) => {
            members.values_mut().for_each(|value| infer_value(element, value));
        }
        (Kind::Record(schema), value) => infer(schema, value),
        (Kind::Foreign(_), Value::Object(members)) => members.values_mut().for_each(empty_is_null),
        _ => {}
    }
}

/// Beyond this, numbers of JSON are no longer exact.
const EXACT: u64 = 1 << 53;

fn empty_is_null(value: &mut Value) {
    if value.as_str() == Some("") {
        *value = Value::Null;
    }
}

/// A number, exact: an integer that JSON cannot hold stays a text, and is refused as one.
fn number(text: &str) -> Option<Value> {
    if let Ok(number) = text.trim().parse::<i64>() {
        let value = Value::from(number);
        return (number.unsigned_abs() <= EXACT).then_some(value);
    }
    let number: f64 = text
        .trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())?;
    let value = Value::from(number);
    Some(integer(&value).map_or(value, Value::from))
}
