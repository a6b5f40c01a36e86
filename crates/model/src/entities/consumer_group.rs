//! Consumer groups: consumers for whom plugins can act together.

use schema::{Record, Tag};

use crate::entity::{Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const CONSUMER_GROUPS: Entity = Entity {
    name: "consumer_groups",
    key: Some("name"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: ConsumerGroup::describe,
    shorthand: None,
    brought: None,
};

/// A group of consumers.
#[derive(Record, Clone, Debug)]
pub struct ConsumerGroup {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// Its name.
    #[field(unique)]
    pub name: String,
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
