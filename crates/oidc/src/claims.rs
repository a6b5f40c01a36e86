//! Paths into claims, and what may be demanded of what stands there.

use std::borrow::Cow;

use jose::Claims;
use serde_json::Value;

/// The way to a claim. Each step is taken literally: a dot or a slash in a name is part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPath(Vec<String>);

impl ClaimPath {
    /// The way of these steps; `None` if there is none.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = String>) -> Option<Self> {
        let steps: Vec<String> = steps.into_iter().collect();
        (!steps.is_empty()).then_some(Self(steps))
    }

    /// The name of the claim at which it begins.
    #[must_use]
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether it leads to the claim of this name, at the outside.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        matches!(self.0.as_slice(), [only] if only == name)
    }

    /// What stands at its end; `None` if a step leads nowhere, or to null.
    /// In a list, a step is a place counted from 1.
    #[must_use]
    pub fn find<'a>(&self, claims: &'a Claims) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        let step = |at: &'a Value, step: &String| match at {
            Value::Object(members) => members.get(step),
            Value::Array(elements) => elements.get(step.parse::<usize>().ok()?.checked_sub(1)?),
            _ => None,
        };
        rest.iter()
            .try_fold(claims.value(first)?, step)
            .filter(|found| !found.is_null())
    }
}

/// A claim as a list of words: text is split at its spaces, a list gives its elements, anything else that is
/// one value is one word. `None` for what is no list of words: an object, or a list with one in it.
#[must_use]
pub fn words(claim: &Value) -> Option<Vec<Cow<'_, str>>> {
    match claim {
        Value::String(text) => Some(
            text.split(' ')
                .filter(|word| !word.is_empty())
                .map(Cow::Borrowed)
                .collect(),
        ),
        Value::Array(elements) => elements.iter().map(word).collect(),
        one => word(one).map(|word| vec![word]),
    }
}

fn word(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What is demanded of a claim: of one of several sets of words, all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Where to look.
    pub path: ClaimPath,
    /// The sets of words. With none, nobody meets the demand.
    pub one_of: Vec<Vec<String>>,
}

impl Demand {
    /// A demand as it is written: each text is a set, with spaces between its words.
    #[must_use]
    pub fn new(path: ClaimPath, one_of: &[String]) -> Self {
        let set = |text: &String| text.split_ascii_whitespace().map(str::to_owned).collect();
        Self {
            path,
            one_of: one_of.iter().map(set).collect(),
        }
    }

    /// Whether the claim, if it is there, meets it. Words are compared exactly. A set without words asks for
    /// nothing, which nobody can have meant: it is never met.
    #[must_use]
    pub fn is_met_by(&self, claim: Option<&Value>) -> bool {
        let Some(words) = claim.and_then(words) else {
            return false;
        };
        let has = |wanted: &String| words.iter().any(|word| word == wanted);
        self.one_of
            .iter()
            .any(|all| !all.is_empty() && all.iter().all(has))
    }
}

#[cfg(test)]
mod tests;
