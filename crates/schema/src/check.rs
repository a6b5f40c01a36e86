//! Finds every violation, not only the first.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::field::Support;
use crate::shape::integer;
use crate::{Field, Kind, REDACTED, Reference, Schema, Step, Violation, Violations, nearest, types};

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
    for (name, value) in members.iter().filter(|(name, _)| schema.named(name).is_none()) {
        found.append(name.as_str(), nameless(schema, name, value));
    }
    for rule in &schema.rules {
        rule.judge(members, &mut found);
    }
    found
}

/// What is wrong with a member that is no field. An older name of one is there only if it could not be spelt out.
fn nameless(schema: &Schema, name: &str, value: &Value) -> Violations {
    let shorthand = schema.shorthands.iter().find(|known| known.name() == name);
    if let Some(shorthand) = shorthand {
        return shorthand.read(value).err().unwrap_or_default();
    }
    let near = nearest(name, schema.fields.iter().map(|field| field.name.as_ref()));
    Violation::Unknown {
        near: near.map(str::to_owned),
    }
    .into()
}

fn member(field: &Field, value: Option<&Value>) -> Violations {
    match value.filter(|value| !value.is_null()) {
        Some(value) => present(field, value),
        None if field.required && !field.auto => Violation::required(field).into(),
        None => Violations::default(),
    }
}

fn present(field: &Field, value: &Value) -> Violations {
    if field.is_kept() && value == REDACTED {
        return redacted().into();
    }
    content(field, value).or_else(|| unsupported(field, value))
}

/// What was shown to somebody who may only read comes back, and nobody knows what it stands for.
fn redacted() -> Violation {
    Violation::Own {
        code: "config.redacted",
        text: "*** stands for a secret that is kept already, and there is none".to_owned(),
        remedy: "write the secret itself; *** keeps one of the same name, in lists of the same length at the same place"
            .to_owned(),
    }
}

/// What is wrong with a value as such.
pub(crate) fn content(field: &Field, value: &Value) -> Violations {
    match (&field.kind, value) {
        (Kind::String, Value::String(text)) if text.is_empty() && !field.may_be_empty() => {
            Violation::LenMin(1).into()
        }
        // What it leads to is tested where it is followed.
        (Kind::String, Value::String(text)) if field.referenceable && Reference::is_meant(text) => {
            Reference::read(text)
                .err()
                .map_or_else(Violations::default, Into::into)
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
        (Kind::Foreign(_), Value::Object(link)) => tests(field, value).or_else(|| foreign(link.get("id"))),
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
        found.append(
            step,
            match field.is_kept() && value == REDACTED {
                true => redacted().into(),
                false => member(element, Some(value)),
            },
        );
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

/// What is right in Kong and not honoured here. What says nothing need not be honoured: exports are full of it.
fn unsupported(field: &Field, value: &Value) -> Violations {
    let mut found = Violations::default();
    if field.is_silent(value) {
        return found;
    }
    if field.support == Support::Refused {
        return Violation::unsupported("this option").into();
    }
    let judge = |value: &Value| {
        let refused = field.refused.contains(value);
        refused.then(|| Violation::unsupported(&format!("the value {value}")))
    };
    if let Value::Array(values) = value {
        for (index, violation) in (0..).zip(values.iter().map(judge)) {
            found.append(index, violation.map_or_else(Violations::default, Into::into));
        }
    } else {
        judge(value)
            .into_iter()
            .for_each(|violation| found.add(violation));
    }
    found
}
