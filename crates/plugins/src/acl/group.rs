//! The groups of consumers that the acl plugin judges by.

use model::{Brought, Entity, Id, Residence, Standing, UniqueIn, hold};
use schema::{Record, Tag};

use crate::owner::OWNER;

/// The entity.
pub const ACLS: Entity = Entity {
    name: "acls",
    key: None,
    tuple: &["consumer", "group"],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[OWNER],
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
