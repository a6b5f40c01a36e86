//! SNIs: which certificate is shown to a client that asks for a name in the TLS handshake.

use schema::{Record, Tag};

use super::WildcardHost;
use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const SNIS: Entity = Entity {
    name: "snis",
    key: Some("name"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Everywhere,
    links: &[Link {
        field: "certificate",
        to: "certificates",
        on_delete: OnDelete::Cascade,
    }],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Sni::describe,
    shorthand: None,
    brought: None,
};

/// A name that clients ask for in the TLS handshake (RFC 6066 3), and the certificate for it.
#[derive(Record, Clone, Debug)]
pub struct Sni {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// The name. No two workspaces may share one, since a handshake knows none.
    #[field(unique)]
    pub name: WildcardHost,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// The certificate that is shown.
    #[field(foreign("certificates"))]
    pub certificate: Id,
}
