//! An entity without what its reader puts in again.

use model::{Catalogue, Digest, Document};
use schema::{Kind, Map, Schema, Value, Violations, fill};

/// The fields of a document, filled: as the file's reader would have them.
///
/// # Errors
/// What is wrong with them: a document that no reader would take.
pub(super) fn whole(catalogue: &Catalogue, document: &Document) -> Result<Map<String, Value>, Violations> {
    let mut body = document.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.insert("id".to_owned(), document.id.into());
    }
    let found = catalogue.fill_and_check(document.kind, &mut body);
    match body {
        Value::Object(members) if found.is_empty() => Ok(members),
        _ => Err(found),
    }
}

/// The same fields without those that have their defaults.
pub(super) fn pruned(catalogue: &Catalogue, kind: &str, whole: &Map<String, Value>) -> Map<String, Value> {
    let all = Value::Object(whole.clone());
    let Some(schema) = catalogue.schema_of(kind, &all) else {
        return whole.clone();
    };
    let pruned = record(schema, whole);
    // Whether they come back is not a matter of belief.
    let mut again = Value::Object(pruned.clone());
    let found = catalogue.fill_and_check(kind, &mut again);
    match found.is_empty() && Digest::of(&again) == Digest::of(&all) {
        true => pruned,
        false => whole.clone(),
    }
}

fn record(schema: &Schema, members: &Map<String, Value>) -> Map<String, Value> {
    let mut usual = Value::Object(Map::new());
    fill(schema, &mut usual);
    let told = members
        .iter()
        // Null and nothing are the same further in, where nothing has a default.
        .filter(|(name, value)| Digest::of(value) != Digest::of(&usual[name.as_str()]))
        .map(|(name, value)| {
            let kind = schema.named(name).map(|field| &field.kind);
            (
                name.clone(),
                kind.map_or_else(|| value.clone(), |kind| inner(kind, value)),
            )
        });
    told.collect()
}

fn inner(kind: &Kind, value: &Value) -> Value {
    match (kind, value) {
        (Kind::Record(schema), Value::Object(members)) => record(schema, members).into(),
        (Kind::Array(element) | Kind::Set(element), Value::Array(values)) => {
            values.iter().map(|value| inner(&element.kind, value)).collect()
        }
        (Kind::Map(element), Value::Object(values)) => {
            let pruned = values
                .iter()
                .map(|(name, value)| (name.clone(), inner(&element.kind, value)));
            pruned.collect::<Map<_, _>>().into()
        }
        (_, value) => value.clone(),
    }
}
