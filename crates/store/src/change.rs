//! What is asked of a store, and what it refuses.

use std::fmt;

use model::{Document, Id};
use schema::Value;

/// The number of a state of the store. Each change of it makes a higher one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(pub u64);

/// A change of one document.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new document. Refused if there is one of its kind and id.
    Insert(Document),
    /// A document, in the place of the one of its kind and id if there is one.
    Put(Document),
    /// A document, in the place of the one that it was made from. Refused if somebody else has changed or deleted that
    /// one meanwhile.
    Replace {
        /// What was read.
        was: Document,
        /// What is to be there instead, of the same kind, workspace and id.
        document: Document,
    },
    /// No document of this kind and id any more, nor of those that go with it. Nothing if there is none.
    Delete {
        /// The kind.
        kind: &'static str,
        /// The workspace.
        workspace: Id,
        /// The id.
        id: Id,
    },
    /// The same of this document. Refused if somebody else has changed or deleted it meanwhile.
    DeleteOnly(Document),
}

impl Change {
    /// The kind of the document that it is about.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Insert(document)
            | Self::Put(document)
            | Self::Replace { document, .. }
            | Self::DeleteOnly(document) => document.kind,
            Self::Delete { kind, .. } => kind,
        }
    }
}

/// What happened to a document in one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    /// When.
    pub(crate) revision: Revision,
    /// The kind.
    pub(crate) kind: String,
    /// The id.
    pub(crate) id: Id,
    /// What.
    pub(crate) operation: Operation,
}

/// What is different now for whoever runs on an earlier revision. All of it is of one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The revision that it is now.
    pub revision: Revision,
    /// Documents that are new or others, as [`crate::Store::snapshot`] tells them.
    pub put: Vec<Document>,
    /// Documents that are gone, by their kind and id.
    pub deleted: Vec<(&'static str, Id)>,
}

/// What happened to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// It is new, or another one.
    Put,
    /// It is gone.
    Delete,
}

/// Why documents do not go together. Nothing of the changes was made.
#[derive(Clone, PartialEq)]
pub enum Refusal {
    /// There is a document of this kind and id.
    IdTaken {
        /// The kind.
        kind: &'static str,
        /// The id.
        id: Id,
    },
    /// Somebody else has changed or deleted the document since it was read.
    Changed {
        /// The kind.
        kind: &'static str,
        /// The id.
        id: Id,
    },
    /// Another document has what only one may have.
    Taken {
        /// The kind of both.
        kind: &'static str,
        /// The fields, and what the new document has in each.
        fields: Vec<(String, Value)>,
    },
    /// A link leads nowhere.
    Dangling {
        /// The field.
        field: &'static str,
        /// The kind that it should lead to.
        to: &'static str,
        /// The id that it leads to.
        id: Id,
    },
    /// A document is linked to, and may not go before the one that links to it.
    Referenced {
        /// The kind that was to go.
        kind: &'static str,
        /// The kind that links to it.
        by: &'static str,
    },
    /// A workspace still has entities of this kind.
    Occupied {
        /// The kind.
        by: &'static str,
    },
    /// The workspace `default` is always there.
    Default,
    /// A document belongs to a workspace that is not there.
    NoWorkspace(Id),
}

impl Refusal {
    /// The stable name of this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::IdTaken { .. } => "store.id_taken",
            Self::Changed { .. } => "store.changed",
            Self::Taken { .. } => "store.taken",
            Self::Dangling { .. } => "store.dangling",
            Self::Referenced { .. } => "store.referenced",
            Self::Occupied { .. } => "store.occupied",
            Self::Default => "store.default_workspace",
            Self::NoWorkspace(_) => "store.no_workspace",
        }
    }
}

impl fmt::Debug for Refusal {
    /// As people read it: values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Refusal {
    /// What is told of it, without its name. No values: they may be secrets.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::IdTaken { kind, id } => format!("there is {kind}/{id} already"),
            Self::Changed { kind, id } => format!("somebody else has changed {kind}/{id} meanwhile"),
            Self::Taken { kind, fields } => {
                // Values may be secrets, such as API keys.
                let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
                format!("another of {kind} has the same {}", names.join(", "))
            }
            Self::Dangling { field, to, id } => format!("{field} leads to {to}/{id}, which is not there"),
            Self::Referenced { kind, by } => format!("one of {by} links to this one of {kind}"),
            Self::Occupied { by } => format!("the workspace is not empty: it has {by}"),
            Self::Default => "the workspace default stays, under this name".to_owned(),
            Self::NoWorkspace(id) => format!("there is no workspace {id}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what(), self.code())
    }
}

/// Why a store does not do what is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreError {
    /// The documents do not go together.
    Refused(Refusal),
    /// Nothing can be written: documents come from a file.
    ReadOnly,
    /// The database is from a later version of this program.
    Newer {
        /// The version of the database.
        found: u32,
        /// The latest that is known here.
        known: u32,
    },
    /// A document cannot be read.
    Damaged {
        /// Its kind.
        kind: &'static str,
        /// Its id, or what stands in its place.
        id: String,
    },
    /// The database does not answer, or not as it should. What it says.
    Unavailable(String),
}

impl StoreError {
    /// The stable name of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::ReadOnly => "store.read_only",
            Self::Newer { .. } => "store.newer",
            Self::Damaged { .. } => "store.damaged",
            Self::Unavailable(_) => "store.unavailable",
        }
    }
}

impl StoreError {
    /// What is told of it, without its name.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.what(),
            Self::ReadOnly => "documents come from a file here, and are changed there".to_owned(),
            Self::Newer { found, known } => format!(
                "the database is of version {found}, and this program knows version {known}: start the newer program"
            ),
            Self::Damaged { kind, id } => format!("{kind}/{id} cannot be read"),
            Self::Unavailable(why) => format!("the database does not answer: {why}"),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what(), self.code())
    }
}

impl std::error::Error for StoreError {}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[cfg(test)]
mod tests;
