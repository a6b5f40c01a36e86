//! A configuration: the documents of a declarative file, checked, and by what it is recognised.

use std::fmt::Write;
use std::sync::Arc;

use model::{Catalogue, Document, Secrets, Snapshot, Workspace};
use proxy::Problem;
use store::declarative::{self, Faults};

use crate::rehearsal;

/// A configuration without faults.
#[derive(Clone, Debug)]
pub struct Configuration {
    documents: Vec<Document>,
    hash: String,
}

impl Default for Configuration {
    /// The one of a node that was told nothing: no route, and a hash of zeros as in Kong.
    fn default() -> Self {
        Self {
            documents: Vec::new(),
            hash: NO_CONFIGURATION.to_owned(),
        }
    }
}

/// The hash of a node that was told nothing, as in Kong.
pub(crate) const NO_CONFIGURATION: &str = "00000000000000000000000000000000";

/// The digits of a hash, as many as Kong has.
const HASH: usize = 32;

impl Configuration {
    /// Reads a declarative file.
    ///
    /// # Errors
    /// [`Faults`]: everything that is wrong, each with its place and what would be right.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Self, Faults> {
        let read = declarative::read(text, catalogue)?;
        Ok(Self {
            documents: read.documents,
            hash: hash(text),
        })
    }

    /// What it holds.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The same, and the workspace that it belongs to.
    pub(crate) fn in_workspaces(&self) -> Vec<Document> {
        // When a file was made nobody knows.
        let default = Workspace::default_document(0);
        self.documents.iter().cloned().chain([default]).collect()
    }

    /// By what it is recognised: 32 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Its entities as of this revision.
    #[must_use]
    pub fn snapshot(&self, catalogue: &Catalogue, revision: u64) -> Arc<Snapshot> {
        // What is quarantined stands in the snapshot too, and is told when it is compiled.
        let (snapshot, _) = Snapshot::build(catalogue, revision, &self.documents);
        Arc::new(snapshot)
    }

    /// Makes it ready once without putting it in service, and tells what would not run.
    /// Nobody is called, and nothing is left behind. What waits for a secret is no fault of the configuration.
    #[must_use]
    pub fn rehearse(&self, catalogue: &Catalogue, secrets: &dyn Secrets) -> Vec<Problem> {
        rehearsal::problems(catalogue, &self.documents, secrets)
    }
}

fn hash(text: &str) -> String {
    let digest = jose::sha256(text.as_bytes());
    digest
        .iter()
        .take(HASH / 2)
        .fold(String::with_capacity(HASH), |mut hash, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hash, "{byte:02x}");
            hash
        })
}
