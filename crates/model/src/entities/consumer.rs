//! Consumers: who sends requests.

use schema::{Record, Tag};

use crate::entity::{Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const CONSUMERS: Entity = Entity {
    name: "consumers",
    key: Some("username"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Consumer::describe,
    shorthand: None,
    brought: None,
};

/// Somebody who sends requests.
#[derive(Record, Clone, Debug)]
#[record(at_least_one_of("custom_id", "username"))]
pub struct Consumer {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// Its name here.
    #[field(unique)]
    pub username: Option<String>,
    /// Its name elsewhere.
    #[field(unique)]
    pub custom_id: Option<String>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}
