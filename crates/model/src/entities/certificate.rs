//! Certificates with their keys: what the gateway shows of itself.

use schema::{Record, Tag};

use super::{CertificatePem, KeyPem, WildcardHost};
use crate::entity::{Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const CERTIFICATES: Entity = Entity {
    name: "certificates",
    key: None,
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Certificate::describe,
    shorthand: None,
    brought: None,
};

/// A certificate with its key.
#[derive(Record, Clone, Debug)]
#[record(all_or_none_of("cert_alt", "key_alt"))]
pub struct Certificate {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// The certificate, and those between it and its authority.
    #[field(referenceable)]
    pub cert: CertificatePem,
    /// Its key.
    #[field(referenceable)]
    pub key: KeyPem,
    /// Another certificate with a key of another kind, for clients that prefer it.
    #[field(inert, referenceable)]
    pub cert_alt: Option<CertificatePem>,
    /// The key of the other one.
    #[field(inert, referenceable)]
    pub key_alt: Option<KeyPem>,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// The names in a client's TLS handshake that it is shown for. The Admin API makes entities `snis` of them; it is
    /// not stored with the certificate.
    pub snis: Option<Vec<WildcardHost>>,
}
