//! Where the parts of a text stand in it.

use schema::{DocumentPath, Step};

/// Where a value stands in the text, and where its parts do.
#[derive(Debug)]
pub(super) struct Lines {
    /// Where it begins; a member begins with its name.
    pub(super) position: Option<Position>,
    /// Its parts.
    pub(super) parts: Parts,
}

/// A place in a text, both numbers from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// The parts of a value.
#[derive(Debug)]
pub(super) enum Parts {
    None,
    Elements(Vec<Lines>),
    Members(Vec<(String, Lines)>),
}

impl Lines {
    /// Where `path` stands; if nothing is written there, where it is missing.
    pub(super) fn find(&self, path: &DocumentPath) -> Option<Position> {
        let (mut here, mut position) = (self, None);
        for step in path.steps() {
            let Some(part) = here.part(step) else { break };
            here = part;
            position = part.position.or(position);
        }
        position
    }

    fn part(&self, step: &Step) -> Option<&Self> {
        match (&self.parts, step) {
            (Parts::Elements(elements), Step::Index(index)) => elements.get(*index),
            (Parts::Members(members), Step::Field(name)) => members
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, lines)| lines),
            _ => None,
        }
    }
}
