//! Services: the upstreams behind the gateway.

mod url;

use schema::{Host, Members, Name, Path, Port, Record, Tag, Value, Violation, Violations};

use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Entity, Id, Protocol};

/// The entity.
pub const SERVICES: Entity = Entity {
    name: "services",
    key: Some("name"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[Link {
        field: "client_certificate",
        to: "certificates",
        on_delete: OnDelete::Refuse,
    }],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Service::describe,
    shorthand: Some(url::spell_out),
    brought: None,
};

/// An upstream behind the gateway.
#[derive(Record, Clone, Debug)]
#[record(rule = only_over_tls)]
pub struct Service {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// Its name.
    #[field(unique)]
    pub name: Option<Name>,
    /// How often another attempt is made when the upstream cannot be reached.
    #[field(default = 5, between(0, 32767))]
    pub retries: Option<u16>,
    /// How the upstream is spoken to.
    #[field(
        default = Protocol::Http,
        refused_values("grpc", "grpcs", "tcp", "tls", "tls_passthrough", "udp")
    )]
    pub protocol: Protocol,
    /// The upstream's name or address.
    pub host: Host,
    /// The upstream's port.
    #[field(default = 80)]
    pub port: Port,
    /// What stands before the path of each request.
    pub path: Option<Path>,
    /// Milliseconds until a connection must stand: the name looked up, the addresses tried, TLS agreed.
    #[field(default = 60000, between(1, 2_147_483_646))]
    pub connect_timeout: u64,
    /// Milliseconds until the upstream must take more of a request.
    #[field(default = 60000, between(1, 2_147_483_646))]
    pub write_timeout: u64,
    /// Milliseconds until the upstream must send more of an answer.
    #[field(default = 60000, between(1, 2_147_483_646))]
    pub read_timeout: u64,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// The certificate shown to the upstream.
    #[field(foreign("certificates"))]
    pub client_certificate: Option<Id>,
    /// Whether the upstream's certificate is verified. If it is not said, it is when `ca_certificates` are named.
    pub tls_verify: Option<bool>,
    /// How many certificates may stand between the upstream's and its authority's; 1 if it is not said.
    #[field(between(0, 64))]
    pub tls_verify_depth: Option<u16>,
    /// Who may sign the upstream's certificate; whom the system trusts if it is not said.
    pub ca_certificates: Option<Vec<Id>>,
    /// Whether its routes are served.
    #[field(default = true)]
    pub enabled: bool,
}

/// What protects a connection must not look as if it did where there is nothing to protect it with.
fn only_over_tls(service: &Members<'_>, found: &mut Violations) {
    let protocol = service.value("protocol").and_then(Value::as_str);
    if protocol.is_none_or(|protocol| matches!(protocol, "https" | "tls")) {
        return;
    }
    for name in [
        "client_certificate",
        "tls_verify",
        "tls_verify_depth",
        "ca_certificates",
    ] {
        if service.value(name).is_some_and(|value| !value.is_null()) && !found.has(name) {
            let violation = Violation::Own {
                code: "config.only_over_tls",
                text: "value must be null".to_owned(),
                remedy: "write `protocol: https`, or leave it out".to_owned(),
            };
            found.merge(Violations::from(violation).at(name));
        }
    }
}
