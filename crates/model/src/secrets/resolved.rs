//! What the references of a configuration lead to.

use std::collections::HashMap;
use std::fmt;

use schema::{Held, Schema, Value, visit_references};

use super::{Missing, Secrets, Vaults};
use crate::Id;

/// The references of one document and what they lead to, in the order of its fields.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Resolved(Vec<Outcome>);

/// A reference and what it leads to. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where it stands: `config.client_secret[0]`.
    pub place: String,
    /// As it is written.
    pub reference: String,
    /// The secret.
    pub found: Result<String, Missing>,
}

impl Resolved {
    /// Puts what the references of a document lead to in their place. Those that lead nowhere stay.
    #[must_use]
    pub fn of(
        schema: &Schema,
        document: &mut Value,
        workspace: Id,
        vaults: &Vaults,
        secrets: &dyn Secrets,
    ) -> Self {
        let mut outcomes = Vec::new();
        visit_references(schema, document, &mut |place, held, text| {
            if held == Held::AsText {
                return None;
            }
            let found = vaults.follow(text, workspace, secrets);
            outcomes.push(Outcome {
                place: place.to_string(),
                reference: text.to_owned(),
                found: found.clone(),
            });
            found.ok()
        });
        Self(outcomes)
    }

    /// Whether there are no references.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The references, and what each leads to.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.0
    }

    /// What leads nowhere, and why: `config.client_secret[0]: {vault://env/x}: …`. `None` if all is found.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        let missing = self.0.iter().filter_map(|outcome| {
            let why = outcome.found.as_ref().err()?;
            Some(format!("{}: {}: {why}", outcome.place, outcome.reference))
        });
        let missing: Vec<_> = missing.collect();
        (!missing.is_empty()).then(|| missing.join("; "))
    }

    /// A text without what was found: each such value is told as its reference.
    #[must_use]
    pub fn disguise(&self, text: String) -> String {
        let found = |outcome: &'_ Outcome| Some((outcome.found.clone().ok()?, outcome.reference.clone()));
        let mut found: Vec<_> = self.0.iter().filter_map(found).collect();
        // One may be a part of another.
        found.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        found.iter().fold(text, |text, (value, reference)| {
            let quoted = Value::from(value.as_str()).to_string();
            let as_json = quoted.trim_matches('"');
            text.replace(value.as_str(), reference)
                .replace(as_json, reference)
        })
    }
}

impl fmt::Debug for Resolved {
    /// Leaves out what was found.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} references", self.0.len())
    }
}

impl fmt::Debug for Outcome {
    /// Leaves out what was found.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reference)
    }
}

/// The references of all documents of a snapshot, by the documents' ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Secrecy(HashMap<Id, Resolved>);

impl Secrecy {
    pub(crate) fn add(&mut self, document: Id, resolved: Resolved) {
        self.0.insert(document, resolved);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn holds(&self, document: Id) -> bool {
        self.0.contains_key(&document)
    }

    pub(crate) fn forget(&mut self, document: Id) {
        self.0.remove(&document);
    }

    pub(crate) fn disguise(&self, document: Id, text: String) -> String {
        match self.0.get(&document) {
            Some(resolved) => resolved.disguise(text),
            None => text,
        }
    }
}
