//! The order in which documents are told, and what is told in quarantine.

use std::collections::HashMap;

use crate::{Catalogue, Document, Id};

/// The order of all documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// By their kind, as the catalogue has them, and by their id: that of a database. Each is there once, so that it
    /// is known where another one would stand.
    #[default]
    ById,
    /// That of a file.
    AsGiven,
}

/// Where a document stands among all: the number of its kind or, as given, its own; and its id.
pub(super) type At = (usize, Id);

/// The numbers of the kinds.
pub(super) struct Kinds(HashMap<&'static str, usize>);

impl Kinds {
    /// Those that are honoured first, as a store tells them.
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let entities = catalogue.entities().chain(catalogue.refused_entities());
        Self(entities.map(|entity| entity.name).zip(0..).collect())
    }

    /// The number of a kind. `None` if nobody knows it.
    pub(super) fn number(&self, kind: &str) -> Option<usize> {
        self.0.get(kind).copied()
    }

    /// The order that documents are in.
    pub(super) fn order(&self, documents: &[Document]) -> Order {
        let at = |document: &Document| Some((self.number(document.kind)?, document.id));
        let is_before = |two: &[Document]| at(&two[0]) < at(&two[1]);
        let known = documents.iter().all(|document| at(document).is_some());
        match known && documents.windows(2).all(is_before) {
            true => Order::ById,
            false => Order::AsGiven,
        }
    }
}
