//! What stands in our examples and guides for something that only the reader knows.

use model::Document;
use schema::Value;

use super::plugin::in_force;
use super::{Advice, place};

/// How all of them begin.
const BEGINNING: &str = "YOUR_";

/// Advice about options that were copied and not filled in, one line for each plugin.
pub(super) fn about_placeholders(documents: &[Document]) -> Vec<Advice> {
    let found = |document: &Document| {
        let left: Vec<&str> = in_force(document)?
            .iter()
            .filter(|(_, value)| is_placeholder(value))
            .map(|(name, _)| name.as_str())
            .collect();
        (!left.is_empty()).then(|| Advice {
            place: place(documents, document),
            what: format!("YOUR_… still stands in {}", left.join(", ")),
            remedy: "write what your provider told you".to_owned(),
            code: super::PLACEHOLDER,
        })
    };
    documents.iter().filter_map(found).collect()
}

fn is_placeholder(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(BEGINNING),
        Value::Array(elements) => elements.iter().any(is_placeholder),
        Value::Object(members) => members.values().any(is_placeholder),
        _ => false,
    }
}
