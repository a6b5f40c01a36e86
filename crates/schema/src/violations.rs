//! All violations of a document, as a tree.

#[cfg(test)]
mod tests;

use crate::{DocumentPath, Step, Violation};

/// The violations of a value: its own, those of its rules, and those of its parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Violations {
    own: Vec<Violation>,
    rules: Vec<Violation>,
    parts: Vec<(Step, Violations)>,
}

impl Violations {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.rules.is_empty() && self.parts.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.own.len() + self.rules.len() + self.parts.iter().map(|(_, part)| part.len()).sum::<usize>()
    }

    /// Adds a violation of the value itself.
    pub fn add(&mut self, violation: Violation) {
        self.own.push(violation);
    }

    /// Adds a violation of a rule between the value's fields.
    pub fn add_rule(&mut self, violation: Violation) {
        self.rules.push(violation);
    }

    /// Adds a violation further in.
    pub fn add_at(&mut self, path: impl Into<DocumentPath>, violation: Violation) {
        self.merge(Self::from(violation).at(path));
    }

    /// The same violations, seen from further out.
    #[must_use]
    pub fn at(self, path: impl Into<DocumentPath>) -> Self {
        let path = path.into();
        path.steps().iter().rev().fold(self, |inner, step| {
            let mut outer = Self::default();
            outer.append(step.clone(), inner);
            outer
        })
    }

    /// Takes in those of `other`.
    pub fn merge(&mut self, other: Self) {
        self.own.extend(other.own);
        self.rules.extend(other.rules);
        for (step, part) in other.parts {
            match self.parts.iter_mut().find(|(known, _)| *known == step) {
                Some((_, known)) => known.merge(part),
                None => self.parts.push((step, part)),
            }
        }
    }

    /// Whether something is wrong with the member `name`.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.parts
            .iter()
            .any(|(step, _)| matches!(step, Step::Field(field) if field == name))
    }

    /// Every violation with its place, from the outside in.
    pub fn iter(&self) -> impl Iterator<Item = (DocumentPath, &Violation)> {
        let mut all = Vec::with_capacity(self.len());
        self.collect(&DocumentPath::root(), &mut all);
        all.into_iter()
    }

    fn collect<'a>(&'a self, path: &DocumentPath, all: &mut Vec<(DocumentPath, &'a Violation)>) {
        all.extend(
            self.own
                .iter()
                .chain(&self.rules)
                .map(|violation| (path.clone(), violation)),
        );
        for (step, part) in &self.parts {
            part.collect(&path.clone().join(step.clone()), all);
        }
    }

    /// Adds a part that is not there yet, without looking for it: lists can be long.
    pub(crate) fn append(&mut self, step: impl Into<Step>, part: Self) {
        if !part.is_empty() {
            self.parts.push((step.into(), part));
        }
    }

    pub(crate) fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_empty() { other() } else { self }
    }

    pub(crate) fn own(&self) -> &[Violation] {
        &self.own
    }

    pub(crate) fn rules(&self) -> &[Violation] {
        &self.rules
    }

    pub(crate) fn parts(&self) -> &[(Step, Self)] {
        &self.parts
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self {
            own: vec![violation],
            ..Self::default()
        }
    }
}
