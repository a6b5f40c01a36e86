//! What the value of one field demands of another.

use serde_json::Value;

use crate::{Members, Violation};

/// A demand on one field that a value of another one makes. Kong tells it twice: at the field that does not meet it,
/// and as a rule between fields.
#[derive(Clone, Debug)]
pub struct Conditional {
    pub(crate) field: &'static str,
    pub(crate) is: &'static str,
    pub(crate) then: &'static str,
    pub(crate) demand: Demand,
}

#[derive(Clone, Debug)]
pub(crate) enum Demand {
    Set,
    OneOf(&'static [&'static str]),
}

/// The value that makes a demand.
#[derive(Clone, Copy, Debug)]
pub struct When {
    field: &'static str,
    is: &'static str,
}

impl Conditional {
    /// When `field` has this value.
    #[must_use]
    pub const fn when(field: &'static str, is: &'static str) -> When {
        When { field, is }
    }

    /// What is wrong with the other field.
    pub(crate) fn judge(&self, members: &Members<'_>) -> Option<Violation> {
        members.value(self.field).filter(|value| *value == self.is)?;
        match (&self.demand, members.value(self.then)) {
            (Demand::Set, None) => Some(Violation::Required { about: "" }),
            (Demand::OneOf(words), Some(value)) if words.iter().all(|word| value != word) => {
                let words: Vec<_> = words.iter().copied().map(Value::from).collect();
                Some(Violation::one_of(&words))
            }
            _ => None,
        }
    }
}

impl When {
    /// `field` must be set.
    #[must_use]
    pub const fn needs(self, field: &'static str) -> Conditional {
        self.demands(field, Demand::Set)
    }

    /// `field` must be one of these words, or null.
    #[must_use]
    pub const fn allows(self, field: &'static str, words: &'static [&'static str]) -> Conditional {
        self.demands(field, Demand::OneOf(words))
    }

    const fn demands(self, then: &'static str, demand: Demand) -> Conditional {
        let Self { field, is } = self;
        Conditional {
            field,
            is,
            then,
            demand,
        }
    }
}
