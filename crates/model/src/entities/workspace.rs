//! Workspaces: entities that are kept apart from those of others.

use std::collections::BTreeMap;

use schema::{Map, Name, Record, Value, fill};

use crate::entity::{Residence, Standing, UniqueIn};
use crate::{DEFAULT_WORKSPACE, Document, Entity, Id};

/// The entity.
pub const WORKSPACES: Entity = Entity {
    name: "workspaces",
    key: Some("name"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Shared,
    links: &[],
    residence: Residence::Store,
    standing: Standing::Honoured,
    schema: Workspace::describe,
    shorthand: None,
    brought: None,
};

/// Entities that are kept apart from those of others.
#[derive(Record, Clone, Debug)]
pub struct Workspace {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// Its name, which stands in paths of the Admin API where the name of a kind of entity may stand too.
    #[field(
        unique,
        not_one_of([
            "workspaces", "consumers", "certificates", "services", "routes", "snis", "upstreams", "targets", "plugins",
            "tags", "ca_certificates", "clustering_data_planes", "parameters", "vaults", "key_sets", "keys",
            "filter_chains",
        ])
    )]
    pub name: Name,
    /// What it is for.
    pub comment: Option<String>,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// What Kong's interface for people keeps of it, such as a colour.
    #[field(default = Map::new())]
    pub meta: BTreeMap<String, Value>,
    /// Settings that hold for its entities.
    #[field(default = Map::new())]
    pub config: BTreeMap<String, Value>,
}

impl Workspace {
    /// The one that is always there.
    pub const DEFAULT: &str = "default";

    /// Its document, as one that was made at that time, in seconds since 1970.
    #[must_use]
    pub fn default_document(made: u64) -> Document {
        let mut body = Value::from_iter([
            ("id", Value::from(DEFAULT_WORKSPACE)),
            ("name", Self::DEFAULT.into()),
            ("created_at", made.into()),
            ("updated_at", made.into()),
        ]);
        fill(&Self::describe(), &mut body);
        Document {
            kind: WORKSPACES.name,
            id: DEFAULT_WORKSPACE,
            workspace: DEFAULT_WORKSPACE,
            body,
        }
    }
}
