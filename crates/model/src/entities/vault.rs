//! Vaults: where references such as `{vault://my-env/password}` lead.

mod name;
mod options;
mod prefix;

use schema::{Record, Tag};

pub use self::name::VaultName;
pub use self::options::VaultOptions;
pub use self::prefix::VaultPrefix;
use crate::entity::{Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const VAULTS: Entity = Entity {
    name: "vaults",
    key: Some("prefix"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Everywhere,
    links: &[],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Vault::describe,
    shorthand: None,
    brought: None,
};

/// Where references lead.
#[derive(Record, Clone, Debug)]
#[record(rule = options::judge)]
pub struct Vault {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// What references call it. No two workspaces may share one.
    #[field(unique, not_one_of(["env"]))]
    pub prefix: VaultPrefix,
    /// What kind of vault it is.
    pub name: VaultName,
    /// What it is for.
    pub description: Option<String>,
    /// The options of its kind.
    pub config: VaultOptions,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}
