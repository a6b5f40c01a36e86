//! The groups of consumers that the acl plugin judges by.

use model::{Brought, CONSUMERS, Entity, Id, Link, OnDelete, Residence, Standing, UniqueIn, hold};
use schema::{Record, Tag};

/// The entity.
pub const ACLS: Entity = Entity {
    name: "acls",
    key: None,
    tuple: &["consumer", "group"],
    unique_in: UniqueIn::Workspace,
    links: &[Link {
        field: "consumer",
        to: CONSUMERS.name,
        on_delete: OnDelete::Cascade,
    }],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: AclGroup::describe,
    shorthand: None,
    brought: Some(Brought {
        path: "acls",
        nested: "acls",
        called: Some("group"),
        read: hold::<AclGroup>,
        transform: None,
    }),
};

/// That a consumer is in a group.
#[derive(Record, Clone, Debug)]
pub struct AclGroup {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// Who is in the group.
    #[field(foreign("consumers"))]
    pub consumer: Id,
    /// The name of the group.
    pub group: String,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}
