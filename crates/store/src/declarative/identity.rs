//! The ids of entities. Kong makes the same ones from the same file, so that plugins and clients that keep
//! them find them again.

use std::borrow::Cow;

use model::{Catalogue, DEFAULT_WORKSPACE, Id};
use schema::{Schema, Value};

use super::entry::Entry;

/// Gives every entity its id: the one that the file says, or else one made of its key, or of its tuple.
/// Those that have neither keep the id of their place.
pub(super) fn assign(catalogue: &Catalogue, workspace: Id, entries: &mut [Entry]) {
    for number in 0..entries.len() {
        let (before, rest) = entries.split_at_mut(number);
        let entry = &mut rest[0];
        if entry.body.get("id").is_some_and(Value::is_null) {
            entry.body.shift_remove("id");
        }
        let kind = entry.entity.name;
        let named = |key: &str| Id::named(kind, &within(workspace, key));
        let id = match entry.body.get("id") {
            Some(id) => id.as_str().and_then(Id::parse),
            None => key(catalogue, entry)
                .map(|key| named(&key))
                .or_else(|| Some(named(&tuple(entry.schema(catalogue)?, entry, before)?))),
        };
        entry.says_its_id = id.is_some() && entry.body.contains_key("id");
        entry.id = id.unwrap_or(entry.id);
        // An id that is none stays, so that the check finds it.
        if id.is_some() || !entry.body.contains_key("id") {
            entry.body.insert("id".to_owned(), entry.id.into());
        }
    }
}

/// The key that an entity's id is made of. A key that may be made up is a secret, and no id tells it. Kong names with
/// those of a plugin what they are.
fn key<'a>(catalogue: &Catalogue, entry: &'a Entry) -> Option<Cow<'a, str>> {
    let key = entry.key()?;
    let field = entry.schema(catalogue)?.named(entry.entity.key?)?;
    match entry.entity.brought {
        _ if field.auto => None,
        Some(_) => Some(format!("{}:*:{key}", entry.entity.name).into()),
        None => Some(key.into()),
    }
}

/// Ids are everybody's, and names are a workspace's.
fn within(workspace: Id, key: &str) -> Cow<'_, str> {
    match workspace == DEFAULT_WORKSPACE {
        true => key.into(),
        false => format!("{workspace}:{key}").into(),
    }
}

/// `plugins:*:name:route:service:consumer`: the fields of the tuple as they are written, the parent as its id.
fn tuple(schema: &Schema, entry: &Entry, before: &[Entry]) -> Option<String> {
    if entry.entity.tuple.is_empty() {
        return None;
    }
    let mut key = format!("{}:*", entry.entity.name);
    let nested = |name: &str| entry.parent.filter(|parent| parent.field == name);
    let written = |name: &str| entry.body.get(name).is_some_and(|value| !value.is_null());
    let has = |name: &str| nested(name).is_some() || written(name);
    for name in entry.entity.tuple_with(has) {
        let field = schema.named(name)?;
        let part = match (nested(name), entry.body.get(name)) {
            _ if field.auto => return None,
            (Some(parent), _) => before.get(parent.number)?.id.to_string(),
            (None, Some(Value::String(text))) => text.clone(),
            (None, Some(Value::Object(link))) => link.values().find_map(Value::as_str)?.to_owned(),
            (None, None | Some(Value::Null)) if !field.required => String::new(),
            _ => return None,
        };
        key.push(':');
        key.push_str(&part);
    }
    Some(key)
}
