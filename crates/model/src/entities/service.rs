//! Services: the upstreams behind the gateway.

mod url;

use schema::{Host, Name, Path, Port, Record, Tag};

use crate::entity::{Link, OnDelete, Residence};
use crate::{Entity, Id, Protocol};

/// The entity.
pub const SERVICES: Entity = Entity {
    name: "services",
    key: Some("name"),
    tuple: &[],
    links: &[Link {
        field: "client_certificate",
        to: "certificates",
        on_delete: OnDelete::Refuse,
    }],
    residence: Residence::Snapshot,
    schema: Service::describe,
    shorthand: Some(url::spell_out),
};

/// An upstream behind the gateway.
#[derive(Record, Clone, Debug)]
pub struct Service {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// Its name.
    #[field(unique)]
    pub name: Option<Name>,
    /// How often another attempt is made when the upstream cannot be reached.
    #[field(default = 5, between(0, 32767), inert)]
    pub retries: Option<u16>,
    /// How the upstream is spoken to.
    #[field(
        default = Protocol::Http,
        refused_values("grpc", "grpcs", "https", "tcp", "tls", "tls_passthrough", "udp")
    )]
    pub protocol: Protocol,
    /// The upstream's name or address.
    pub host: Host,
    /// The upstream's port.
    #[field(default = 80)]
    pub port: Port,
    /// What stands before the path of each request.
    pub path: Option<Path>,
    /// Milliseconds until a connection must stand.
    #[field(default = 60000, between(1, 2_147_483_646))]
    pub connect_timeout: u64,
    /// Milliseconds between two writes to the upstream.
    #[field(default = 60000, between(1, 2_147_483_646), inert)]
    pub write_timeout: u64,
    /// Milliseconds until the upstream must answer.
    #[field(default = 60000, between(1, 2_147_483_646))]
    pub read_timeout: u64,
    /// The certificate shown to the upstream.
    #[field(foreign("certificates"), refused)]
    pub client_certificate: Option<Id>,
    /// Whether the upstream's certificate is verified.
    #[field(refused)]
    pub tls_verify: Option<bool>,
    /// How long the upstream's chain of certificates may be.
    #[field(between(0, 64), refused)]
    pub tls_verify_depth: Option<u16>,
    /// Who may sign the upstream's certificate.
    #[field(uuid, refused)]
    pub ca_certificates: Option<Vec<String>>,
    /// Whether its routes are served.
    #[field(default = true)]
    pub enabled: bool,
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
