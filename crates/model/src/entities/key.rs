//! Keys for plugins: a JWK (RFC 7517), or PEM (RFC 7468).

mod jwk;

use schema::{Record, Secret, Tag};

use super::{KeyPem, PublicKeyPem};
use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const KEYS: Entity = Entity {
    name: "keys",
    key: Some("name"),
    tuple: &["kid", "set"],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[Link {
        field: "set",
        to: "key_sets",
        on_delete: OnDelete::Cascade,
    }],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Key::describe,
    shorthand: None,
    brought: None,
};

/// A key for plugins.
#[derive(Record, Clone, Debug)]
#[record(only_one_of("pem", "jwk"), at_least_one_of("pem", "jwk"), rule = jwk::judge)]
pub struct Key {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// The key set that it belongs to.
    #[field(foreign("key_sets"))]
    pub set: Option<Id>,
    /// Its name.
    #[field(unique)]
    pub name: Option<String>,
    /// Its key id (RFC 7517 4.5), unique in its key set.
    pub kid: String,
    /// The key as a JWK, which is JSON in a text. Its `kid` is that of the entity.
    #[field(referenceable)]
    pub jwk: Option<Secret>,
    /// The key as PEM.
    pub pem: Option<KeyPair>,
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

/// A private key, its public key, or both.
#[derive(Record, Clone, Debug)]
#[record(at_least_one_of("private_key", "public_key"))]
pub struct KeyPair {
    /// The private key.
    #[field(referenceable)]
    pub private_key: Option<KeyPem>,
    /// The public key.
    #[field(referenceable)]
    pub public_key: Option<PublicKeyPem>,
}
