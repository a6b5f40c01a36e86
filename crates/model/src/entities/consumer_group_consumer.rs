//! Memberships: which consumers are in which consumer group.

use schema::Record;

use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::relation::{Relation, Side};
use crate::{CONSUMER_GROUPS, CONSUMERS, Entity, Id};

/// The entity. It has no name, and Kong's clients never see it: they see a group with its consumers, or a consumer with
/// its groups.
pub const CONSUMER_GROUP_CONSUMERS: Entity = Entity {
    name: "consumer_group_consumers",
    key: None,
    tuple: &["consumer_group", "consumer"],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[
        Link {
            field: "consumer_group",
            to: CONSUMER_GROUPS.name,
            on_delete: OnDelete::Cascade,
        },
        Link {
            field: "consumer",
            to: CONSUMERS.name,
            on_delete: OnDelete::Cascade,
        },
    ],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: ConsumerGroupConsumer::describe,
    shorthand: None,
    brought: None,
};

/// Who is in which group.
pub const MEMBERSHIPS: Relation = Relation {
    entity: CONSUMER_GROUP_CONSUMERS,
    sides: [
        Side {
            field: "consumer",
            to: CONSUMERS.name,
            called: "consumer",
            listed: "consumers",
        },
        Side {
            field: "consumer_group",
            to: CONSUMER_GROUPS.name,
            called: "group",
            listed: "groups",
        },
    ],
};

/// That a consumer is in a group.
#[derive(Record, Clone, Debug)]
pub struct ConsumerGroupConsumer {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// The group.
    #[field(foreign("consumer_groups"))]
    pub consumer_group: Id,
    /// The consumer who is in it.
    #[field(foreign("consumers"))]
    pub consumer: Id,
}
