//! Finds every violation, not only the first.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::field::Support;
use crate::shape::integer;
use crate::{Field, Kind, Schema, Step, Violation, Violations, nearest, types};

/// All violations of `schema` in `document`, which should have been filled: of the fields first,
/// then of the rules between them.
#[must_use]
pub fn check(schema: &Schema, document: &Value) -> Violations {
    let Value::Object(members) = document else {
        return Violation::Type("record").into();
    };
    let mut found = Violations::default();
    for field in &schema.fields {
        found.append(
            field.name.as_ref(),
            member(field, members.get(field.name.as_ref())),
        );
    }
    for name in members.keys().filter(|name| schema.named(name).is_none()) {
        let near = nearest(name, schema.fields.iter().map(|field| field.name.as_ref()));
        found.append(
            name.as_str(),
            Violation::Unknown {
                near: near.map(str::to_owned),
            }
            .into(),
        );
    }
    for rule in &schema.rules {
        rule.judge(members, &mut found);
    }
    found
}

fn member(field: &Field, value: Option<&Value>) -> Violations {
    match value.filter(|value| !value.is_null()) {
        Some(value) => present(field, value),
        None if field.required && !field.auto => Violation::required(field).into(),
        None => Violations::default(),
    }
}

fn present(field: &Field, value: &Value) -> Violations {
    let mut found = content(field, value);
    if found.is_empty()
        && let Some(violation) = unsupported(field, value)
    {
        found.add(violation);
    }
    found
}

/// What is wrong with a value as such.
fn content(field: &Field, value: &Value) -> Violations {
    match (&field.kind, value) {
        (Kind::String, Value::String(text)) if text.is_empty() && !field.may_be_empty() => {
            Violation::LenMin(1).into()
        }
        (Kind::String, Value::String(text)) if field.referenceable && is_reference(text) => {
            Violation::unsupported("a reference to a vault").into()
        }
        (Kind::String, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Number, Value::Number(_)) => tests(field, value),
        (Kind::Integer, Value::Number(_)) if integer(value).is_some() => tests(field, value),
        (Kind::Array(element) | Kind::Set(element), Value::Array(values)) => {
            elements(field, value, values.iter().enumerate(), element)
        }
        (Kind::Map(element), Value::Object(values)) => elements(
            field,
            value,
            values.iter().map(|(name, value)| (name.as_str(), value)),
            element,
        ),
        (Kind::Record(schema), Value::Object(_)) => tests(field, value).or_else(|| check(schema, value)),
        (Kind::Foreign(_), Value::Object(link)) => foreign(link.get("id")),
        (Kind::Foreign(_), _) => Violation::Type("record").into(),
        (Kind::Json, _) => Violations::default(),
        (kind, _) => Violation::Type(kind.name()).into(),
    }
}

/// The field's own tests, and then its elements: of both, everything is told.
fn elements<'a, S: Into<Step>>(
    field: &Field,
    value: &Value,
    values: impl Iterator<Item = (S, &'a Value)>,
    element: &Field,
) -> Violations {
    let mut found = tests(field, value);
    for (step, value) in values {
        found.append(step, member(element, Some(value)));
    }
    found
}

fn tests(field: &Field, value: &Value) -> Violations {
    field
        .tests
        .iter()
        .find_map(|test| test.judge(value))
        .map_or_else(Violations::default, Into::into)
}

fn foreign(id: Option<&Value>) -> Violations {
    let violation = match id {
        None | Some(Value::Null) => Some(Violation::MissingPrimaryKey),
        Some(Value::String(text)) => types::Uuid::judge(text).err(),
        Some(_) => Some(Violation::Type("string")),
    };
    violation.map_or_else(Violations::default, |violation| {
        Violations::from(violation).at("id")
    })
}

/// What is right in Kong and not honoured here.
fn unsupported(field: &Field, value: &Value) -> Option<Violation> {
    if field.support == Support::Refused && field.default.as_ref() != Some(value) {
        return Some(Violation::unsupported("this option"));
    }
    let text = value.as_str().filter(|text| field.refused.contains(text))?;
    Some(Violation::unsupported(&format!("the value \"{text}\"")))
}

/// `{vault://…}`. Taken literally it would become somebody's secret.
fn is_reference(text: &str) -> bool {
    text.starts_with("{vault://") && text.ends_with('}')
}
