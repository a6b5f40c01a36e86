//! What an entity is.

use schema::{Map, Schema, Value, Violations};

/// A kind of entity, as a value: plugins can bring their own.
#[derive(Clone, Copy, Debug)]
pub struct Entity {
    /// Its name, in the plural: the name of lists of it, and of its path in the Admin API.
    pub name: &'static str,
    /// The field by which people name one; unique.
    pub key: Option<&'static str>,
    /// Fields that together are unique, and make the id of an entity without a key.
    pub tuple: &'static [&'static str],
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
