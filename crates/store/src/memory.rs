//! The store of a gateway without a database.

#[cfg(test)]
mod tests;

use std::sync::{PoisonError, RwLock};

use model::Document;

/// Documents in memory. They change only as a whole, and each change has its revision.
#[derive(Debug)]
pub struct Memory(RwLock<Held>);

#[derive(Debug)]
struct Held {
    revision: u64,
    documents: Vec<Document>,
}

impl Memory {
    /// The first revision, number 1.
    #[must_use]
    pub const fn new(documents: Vec<Document>) -> Self {
        Self(RwLock::new(Held {
            revision: 1,
            documents,
        }))
    }

    /// Puts these documents in the place of all others, and tells the new revision.
    pub fn replace(&self, documents: Vec<Document>) -> u64 {
        // A panic elsewhere cannot leave it half changed: both fields are set at once, below.
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let revision = held.revision + 1;
        *held = Held { revision, documents };
        revision
    }

    /// All documents, and the revision that they are.
    #[must_use]
    pub fn snapshot(&self) -> (u64, Vec<Document>) {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (held.revision, held.documents.clone())
    }
}
