//! Targets: where the requests to an upstream go.

mod address;

use schema::{Map, Record, Tag, Value, Violations};

pub use self::address::TargetAddress;
use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity. It has no key: another upstream may have a target of the same address.
pub const TARGETS: Entity = Entity {
    name: "targets",
    key: None,
    tuple: &["upstream", "target"],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[Link {
        field: "upstream",
        to: "upstreams",
        on_delete: OnDelete::Cascade,
    }],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Target::describe,
    shorthand: Some(with_port),
    brought: None,
};

/// Where requests to an upstream go.
#[derive(Record, Clone, Debug)]
pub struct Target {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970, with a fraction.
    #[field(auto)]
    pub created_at: Option<f64>,
    /// When it was last changed, in seconds since 1970, with a fraction.
    #[field(auto)]
    pub updated_at: Option<f64>,
    /// The upstream whose requests it takes.
    #[field(foreign("upstreams"))]
    pub upstream: Id,
    /// Its name or address, and its port; 8000 if it is not said.
    pub target: TargetAddress,
    /// Its share of the requests, from 0 to 65535, as against that of the others; zero takes it out.
    #[field(default = 100, between(0, 65535))]
    pub weight: Option<u16>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}

/// Writes the address in its one form, by which the same target is known again.
fn with_port(target: &mut Map<String, Value>) -> Violations {
    let written = target.get("target").and_then(Value::as_str);
    if let Some(Ok(address)) = written.map(TargetAddress::parse) {
        target.insert("target".to_owned(), address.to_string().into());
    }
    Violations::default()
}
