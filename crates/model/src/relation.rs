//! Which entities belong together without one being the other's.

use crate::Entity;

/// Two kinds of entities any number of which belong together, and the kind that says which of them do. An entity of that
/// kind is nothing but a link to one of each side, so that people never name it: they speak of one side, and of the
/// others that belong to it.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// The kind that says who belongs together.
    pub entity: Entity,
    /// The two sides. In a file the others stand inside of those of the first.
    pub sides: [Side; 2],
}

/// One side of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The field of the link to it.
    pub field: &'static str,
    /// The kind of entity that it leads to.
    pub to: &'static str,
    /// What whoever speaks of the other side calls one of this: the name of an argument of the Admin API.
    pub called: &'static str,
    /// What a list of this side is called in a file, inside of one of the other side.
    pub listed: &'static str,
}

impl Relation {
    /// The side of this kind, and the other one.
    #[must_use]
    pub fn seen_from(&self, kind: &str) -> Option<(Side, Side)> {
        let [first, second] = self.sides;
        match kind {
            kind if kind == first.to => Some((first, second)),
            kind if kind == second.to => Some((second, first)),
            _ => None,
        }
    }

    /// The two sides of a relation between a kind and the one that is told as the others.
    #[must_use]
    pub fn between(&self, kind: &str, others: &str) -> Option<(Side, Side)> {
        self.seen_from(kind).filter(|(_, other)| other.to == others)
    }
}
