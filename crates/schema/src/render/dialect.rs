//! A schema in Kong's dialect: clients make forms of it, and fill in the defaults that they find there.

#[cfg(test)]
mod tests;

mod entity_check;

use serde_json::{Map, Value, json};

use crate::field::{Support, Test};
use crate::shape::integer;
use crate::{Field, Kind, Schema, Shorthand};

/// What Kong answers for a schema: `{"fields": [{"name": {"type": "string"}}], "entity_checks": []}`, in the order of
/// declaration. Fields that are not honoured are among them, since clients take the defaults from here; such say so
/// under `lychgate`, a name that clients of Kong pass over: `{"support": "inert"}`, `{"support": "refused"}`, or
/// `{"refused_values": […]}`. What Kong calls encrypted and is shown all the same says `{"secret": false}` there.
#[must_use]
pub fn of(schema: &Schema) -> Value {
    let mut answer = record(schema);
    answer
        .entry("entity_checks")
        .or_insert_with(|| Value::Array(Vec::new()));
    Value::Object(answer)
}

/// The fields of a record; rules between them and older names only if there are any.
fn record(schema: &Schema) -> Map<String, Value> {
    let mut told = Map::new();
    let fields = schema.fields.iter().map(|field| named(&field.name, whole(field)));
    told.insert("fields".to_owned(), fields.collect());
    let checks: Vec<_> = schema.rules.iter().filter_map(entity_check::of).collect();
    if !checks.is_empty() {
        told.insert("entity_checks".to_owned(), checks.into());
    }
    let shorthands: Vec<_> = schema
        .shorthands
        .iter()
        .map(|older| named(older.name(), shorthand(older)))
        .collect();
    if !shorthands.is_empty() {
        told.insert("shorthand_fields".to_owned(), shorthands.into());
    }
    told
}

fn named(name: &str, field: Map<String, Value>) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), field.into())]))
}

/// All that is known of a field.
fn whole(field: &Field) -> Map<String, Value> {
    let mut told = value(field);
    let mut tell = |word: &str, value: Value| told.insert(word.to_owned(), value);
    let required = field.required && !field.auto;
    // Kong counts a record as required unless it is said that it is not.
    if required || matches!(field.kind, Kind::Record(_)) {
        tell("required", required.into());
    }
    if let Some(default) = &field.default {
        tell("default", default.clone());
    }
    if field.unique {
        tell("unique", true.into());
    }
    if field.auto {
        tell("auto", true.into());
        // Of numbers only times are made up.
        if matches!(field.kind, Kind::Integer | Kind::Number) {
            tell("timestamp", true.into());
        }
    }
    if is_sealed(field) {
        tell("encrypted", true.into());
    }
    if !field.description.is_empty() {
        tell("description", field.description.into());
    }
    let own = own(field);
    if !own.is_empty() {
        tell("lychgate", own.into());
    }
    told
}

/// What a value must be, also an element's.
fn value(field: &Field) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("type".to_owned(), field.kind.name().into());
    match &field.kind {
        Kind::Record(schema) => told.extend(record(schema)),
        Kind::Array(element) | Kind::Set(element) => {
            told.insert("elements".to_owned(), value(element).into());
        }
        Kind::Map(element) => {
            told.insert("keys".to_owned(), json!({ "type": "string" }));
            told.insert("values".to_owned(), value(element).into());
        }
        Kind::Foreign(entity) => {
            told.insert("reference".to_owned(), (*entity).into());
        }
        _ => {}
    }
    told.extend(field.form.into_iter().flat_map(form));
    // Whoever may write only some numbers need not be told which ones the type can hold.
    let listed = field.tests.iter().any(|test| matches!(test, Test::OneOf(_)));
    let tests = field.tests.iter();
    let tests = tests.filter(|test| !(test.is_wide() || listed && matches!(test, Test::Between(..))));
    told.extend(tests.filter_map(tested));
    // Of a list each element may be a reference, and the list may not.
    if field.referenceable && !matches!(field.kind, Kind::Array(_) | Kind::Set(_)) {
        told.insert("referenceable".to_owned(), true.into());
    }
    told
}

/// Forms of texts for which Kong's dialect has words. The others are found out on writing.
fn form(form: &str) -> Vec<(String, Value)> {
    match form {
        "Uuid" => vec![("uuid".to_owned(), true.into())],
        "Path" => vec![
            ("starts_with".to_owned(), "/".into()),
            (
                "match_none".to_owned(),
                json!([{ "pattern": "//", "err": "must not have empty segments" }]),
            ),
        ],
        _ => Vec::new(),
    }
}

fn tested(test: &Test) -> Option<(String, Value)> {
    let (word, value) = match test {
        Test::Null => ("eq", Value::Null),
        Test::NotOneOf(values) => ("not_one_of", values.clone().into()),
        Test::OneOf(values) => ("one_of", values.clone().into()),
        Test::GreaterThan(limit) => ("gt", number(*limit)),
        Test::Uuid => ("uuid", true.into()),
        Test::Between(low, high) => ("between", vec![number(*low), number(*high)].into()),
        Test::LenMin(least) => ("len_min", (*least).into()),
        Test::LenMax(most) => ("len_max", (*most).into()),
        Test::StartsWith(prefix) => ("starts_with", (*prefix).into()),
        Test::Text(_) => return None,
    };
    Some((word.to_owned(), value))
}

/// Without a fraction where there is none: `9`, not `9.0`.
fn number(number: f64) -> Value {
    let value = Value::from(number);
    integer(&value).map_or(value, Value::from)
}

/// Whether Kong seals it.
fn is_sealed(field: &Field) -> bool {
    let element = match &field.kind {
        Kind::Array(element) | Kind::Set(element) | Kind::Map(element) => is_sealed(element),
        _ => false,
    };
    field.encrypted || element
}

/// What is otherwise than whoever knows Kong would think: what the gateway does not do of it, and what is no secret.
fn own(field: &Field) -> Map<String, Value> {
    let mut own = Map::new();
    let standing = match field.support {
        Support::Inert => Some(("support", "inert".into())),
        Support::Refused => Some(("support", "refused".into())),
        Support::Honoured if field.refused.is_empty() => None,
        Support::Honoured => Some(("refused_values", field.refused.clone().into())),
    };
    let shown = field.identifier.then(|| ("secret", false.into()));
    own.extend(
        standing
            .into_iter()
            .chain(shown)
            .map(|(name, value)| (name.to_owned(), value)),
    );
    own
}

/// An older name has no default and no sentence of its own: it says where the option is now.
fn shorthand(shorthand: &Shorthand) -> Map<String, Value> {
    let mut told = value(shorthand.field());
    let targets: Vec<_> = shorthand.paths().map(|path| path.join(".")).collect();
    let deprecation = match targets.is_empty() {
        true => json!({ "message": "it has no effect any more" }),
        false => json!({
            "message": format!("it is now {}", targets.join(", ")),
            "replaced_with": shorthand.paths().map(|path| json!({ "path": path })).collect::<Vec<_>>(),
        }),
    };
    told.insert("deprecation".to_owned(), deprecation);
    told
}
