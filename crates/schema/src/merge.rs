//! A part of a document put into the whole.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::{Kind, Schema};

/// Puts what `change` says into `document`. Records are changed field by field; everything else, lists and maps too,
/// is replaced as a whole. Null stays null: it is what somebody says, not what they leave out. What is said by an older
/// name is said by the new one before, so that it wins over what is there.
pub fn merge(schema: &Schema, document: &mut Value, mut change: Value) {
    spell_out(schema, &mut change);
    put(schema, document, change);
}

fn spell_out(schema: &Schema, change: &mut Value) {
    let Value::Object(members) = change else { return };
    for shorthand in &schema.shorthands {
        shorthand.spell_out(members);
    }
    for field in &schema.fields {
        if let (Kind::Record(schema), Some(value)) = (&field.kind, members.get_mut(field.name.as_ref())) {
            spell_out(schema, value);
        }
    }
}

fn put(schema: &Schema, document: &mut Value, change: Value) {
    match (document, change) {
        (Value::Object(members), Value::Object(changes)) => {
            for (name, change) in changes {
                put_member(schema, members, name, change);
            }
        }
        (document, change) => *document = change,
    }
}

fn put_member(schema: &Schema, members: &mut Map<String, Value>, name: String, change: Value) {
    let kind = schema.named(&name).map(|field| &field.kind);
    match (kind, members.get_mut(&name)) {
        (Some(Kind::Record(schema)), Some(member)) => put(schema, member, change),
        _ => {
            members.insert(name, change);
        }
    }
}
