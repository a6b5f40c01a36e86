//! Whether two configurations are the same.

#[cfg(test)]
mod tests;

use std::fmt;

use schema::Value;

/// What a configuration says, whatever the order of its members. Equal if and only if the meaning is equal:
/// null and absent are the same in a document whose defaults were filled in.
/// It holds the whole configuration, secrets included, and is never printed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Digest(Box<str>);

impl Digest {
    /// The digest of a filled document.
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let mut text = String::new();
        write(document, &mut text);
        Self(text.into())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().filter(|(_, value)| !value.is_null()).collect();
            members.sort_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (name, value) in members {
                // As JSON, so that no name can pretend to be more than a name.
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write(value, text);
                text.push(',');
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}
