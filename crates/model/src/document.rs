//! An entity as it is stored.

use std::fmt;

use schema::Value;

use crate::Id;

/// An entity as it is stored: filled, checked, its links resolved to ids.
#[derive(Clone, PartialEq)]
pub struct Document {
    /// The kind of entity, such as `routes`.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// The workspace it belongs to.
    pub workspace: Id,
    /// Its fields, the id among them.
    pub body: Value,
}

impl fmt::Debug for Document {
    /// Leaves out the body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}
