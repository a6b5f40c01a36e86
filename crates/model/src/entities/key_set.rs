//! Key sets: keys that belong together.

use schema::{Record, Tag};

use crate::entity::{Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const KEY_SETS: Entity = Entity {
    name: "key_sets",
    key: Some("name"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: KeySet::describe,
    shorthand: None,
    brought: None,
};

/// Keys that belong together.
#[derive(Record, Clone, Debug)]
pub struct KeySet {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// Its name.
    #[field(unique)]
    pub name: Option<String>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
}
