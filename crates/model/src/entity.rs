//! What an entity is.

use std::any::Any;
use std::sync::Arc;

use schema::{Map, Record, Schema, Value, Violations};

use crate::Id;

/// A kind of entity, as a value: plugins can bring their own.
#[derive(Clone, Copy, Debug)]
pub struct Entity {
    /// Its name, in the plural: the name of lists of it, and of its path in the Admin API.
    pub name: &'static str,
    /// The field by which people name one; unique.
    pub key: Option<&'static str>,
    /// Fields that together are unique, and make the id of an entity without a key.
    pub tuple: &'static [&'static str],
    /// Which of these are no part of it where a document has nothing in them: so ids and what is told of conflicts are as
    /// in a Kong that does not know them.
    pub tuple_may_lack: &'static [&'static str],
    /// Among which of its kind its unique fields are unique, and its tuple.
    pub unique_in: UniqueIn,
    /// Its links to other entities.
    pub links: &'static [Link],
    /// Where it lives while the gateway runs.
    pub residence: Residence,
    /// Whether the gateway does what it says.
    pub standing: Standing,
    /// Its fields.
    pub schema: fn() -> Schema,
    /// Spells out what people may write shorter, before anything is filled or checked.
    pub shorthand: Option<Shorthand>,
    /// What the plugin says of it that brings it along; nothing for those of every gateway.
    pub brought: Option<Brought>,
}

impl Entity {
    /// The first segment of its paths in the Admin API.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.brought.map_or(self.name, |brought| brought.path)
    }

    /// Its segment behind what it links to.
    #[must_use]
    pub fn nested_path(&self) -> &'static str {
        self.brought.map_or(self.name, |brought| brought.nested)
    }

    /// Makes of the fields that people wrote what is kept of them.
    pub fn transform(&self, written: &mut Map<String, Value>, id: Id) {
        if let Some(transform) = self.brought.and_then(|brought| brought.transform) {
            transform(written, id);
        }
    }

    /// The fields of its tuple, of a document that has something in these.
    pub fn tuple_with(&self, has: impl Fn(&str) -> bool) -> impl Iterator<Item = &'static str> {
        let parts = self.tuple.iter().copied();
        parts.filter(move |part| !self.tuple_may_lack.contains(part) || has(part))
    }
}

/// What a plugin says of an entity that it brings along, such as its credentials.
#[derive(Clone, Copy, Debug)]
pub struct Brought {
    /// The first segment of its paths in the Admin API: `key-auths`.
    pub path: &'static str,
    /// Its segment behind what it links to: `key-auth` in `/consumers/c/key-auth`.
    pub nested: &'static str,
    /// The field by which people name one among those that link to the same, if it has no key.
    pub called: Option<&'static str>,
    /// Reads a document that was filled and checked.
    pub read: fn(&Value) -> Result<Held, String>,
    /// Makes of what people write what is kept of it: a password becomes what proves it. The id is that of the entity.
    /// What can be told from what people write, and what stands for a secret that stays, is left as it is.
    pub transform: Option<Transform>,
}

/// What a plugin reads of a document of an entity that it brings along. A snapshot holds it, and knows nothing of it.
pub type Held = Arc<dyn Any + Send + Sync>;

/// Makes of what people write what is kept of it.
pub type Transform = fn(&mut Map<String, Value>, Id);

/// Reads a document as a record that a plugin works with.
///
/// # Errors
/// What stands in the document in place of what was declared.
pub fn hold<T: Record + Send + Sync + 'static>(body: &Value) -> Result<Held, String> {
    match T::decode(body) {
        Ok(record) => Ok(Arc::new(record)),
        Err(error) => Err(error.to_string()),
    }
}

/// Spells out in an entity what people wrote shorter, and tells what it could not read.
pub type Shorthand = fn(&mut Map<String, Value>) -> Violations;

/// A link of an entity to another.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The field that holds it.
    pub field: &'static str,
    /// The kind of entity it leads to.
    pub to: &'static str,
    /// What happens to this entity when the other one is deleted.
    pub on_delete: OnDelete,
}

/// What happens to an entity when the one it links to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// The deletion is refused.
    Refuse,
    /// It is deleted too.
    Cascade,
}

/// Among which entities of a kind one is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UniqueIn {
    /// Those of its workspace.
    Workspace,
    /// Those of all workspaces, since what it is about has no workspace: a server's name, a vault's prefix.
    Everywhere,
    /// All there are: it has no workspace itself, and is seen from each. Its document is kept in `default`.
    Shared,
}

/// Where entities live while the gateway runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Residence {
    /// In the snapshot that requests are served from.
    Snapshot,
    /// In the store only, such as tokens and sessions: too many, or too short-lived.
    Store,
}

/// Whether the gateway does what entities of a kind say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Honoured,
    /// It does not yet, so that none may be configured: what looks configured must work. This says what to do instead.
    Refused(&'static str),
}
