//! What a provider says that it does not do, though it is going to be asked for it.
//!
//! Documents are often wrong about themselves, so nobody looks for this unless an operator wants to know.

use serde_json::{Map, Value};

/// Something that a provider is going to be asked for, and the member of its document that lists what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intention {
    /// The member: `scopes_supported` and its like (OpenID Connect Discovery 3).
    pub member: &'static str,
    /// What must be on its list. The order of its words does not count.
    pub value: String,
}

impl Intention {
    /// Whether a document speaks against it. One that says nothing about it does not.
    #[must_use]
    pub fn contradicts(&self, document: &Map<String, Value>) -> bool {
        let Some(Value::Array(listed)) = document.get(self.member) else {
            return false;
        };
        let wanted = words(&self.value);
        !listed
            .iter()
            .any(|value| value.as_str().is_some_and(|value| words(value) == wanted))
    }
}

fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests;
