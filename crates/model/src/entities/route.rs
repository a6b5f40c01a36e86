//! Routes: which requests go where.

use std::collections::BTreeMap;

use schema::{Choice, Members, Name, Record, Tag, Value, Violation, Violations};

use super::{Method, RouteHost, RoutePath};
use crate::entity::{Link, OnDelete, Residence};
use crate::{Entity, Id, Protocol};

/// The entity.
pub const ROUTES: Entity = Entity {
    name: "routes",
    key: Some("name"),
    tuple: &[],
    links: &[Link {
        field: "service",
        to: "services",
        on_delete: OnDelete::Refuse,
    }],
    residence: Residence::Snapshot,
    schema: Route::describe,
    shorthand: None,
};

/// Which requests go to which service. All that is set must match; inside a list one element is enough.
#[derive(Record, Clone, Debug)]
#[record(rule = wants_something)]
pub struct Route {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// Its name.
    #[field(unique)]
    pub name: Option<Name>,
    /// How clients may speak to it.
    #[field(
        default = [Protocol::Http, Protocol::Https],
        set,
        len_min(1),
        refused_values("grpc", "grpcs", "tcp", "tls", "tls_passthrough", "udp")
    )]
    pub protocols: Vec<Protocol>,
    /// The status that sends clients from HTTP to HTTPS.
    #[field(default = 426, one_of(426, 301, 302, 307, 308), inert)]
    pub https_redirect_status_code: u16,
    /// Whether the prefix that matched is taken off before the request goes upstream.
    #[field(default = true)]
    pub strip_path: bool,
    /// Whether the upstream sees the Host of the request instead of its own.
    #[field(default = false)]
    pub preserve_host: bool,
    /// Whether a request is read to its end before it goes upstream.
    #[field(default = true, inert)]
    pub request_buffering: bool,
    /// Whether an answer is read to its end before it goes to the client.
    #[field(default = true, inert)]
    pub response_buffering: bool,
    /// Where its requests go.
    #[field(foreign("services"))]
    pub service: Option<Id>,
    /// Names in the TLS handshake.
    #[field(set, refused)]
    pub snis: Option<Vec<String>>,
    /// Addresses of clients.
    #[field(set, refused)]
    pub sources: Option<Vec<Value>>,
    /// Addresses of ours.
    #[field(set, refused)]
    pub destinations: Option<Vec<Value>>,
    /// Methods.
    #[field(set)]
    pub methods: Option<Vec<Method>>,
    /// Hosts.
    pub hosts: Option<Vec<RouteHost>>,
    /// Path prefixes.
    pub paths: Option<Vec<RoutePath>>,
    /// Headers and the values they may have.
    #[field(refused)]
    pub headers: Option<BTreeMap<String, Vec<String>>>,
    /// Which of several regular expressions is tried first.
    #[field(default = 0, inert)]
    pub regex_priority: Option<i64>,
    /// How the paths of service and request are joined.
    #[field(default = PathHandling::V0, inert)]
    pub path_handling: Option<PathHandling>,
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

/// How the paths of service and request are joined.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathHandling {
    /// With exactly one slash between them.
    #[choice("v0")]
    V0,
    /// One after the other.
    #[choice("v1")]
    V1,
}

/// A route that wants nothing would never match.
fn wants_something(route: &Members<'_>, found: &mut Violations) {
    let speaks = |protocol: &str| {
        let protocols = route.value("protocols").and_then(Value::as_array);
        protocols.is_some_and(|all| all.iter().any(|one| one == protocol))
    };
    let (is, fields) = match (speaks("https"), speaks("http")) {
        (true, _) => ("https", vec!["methods", "hosts", "headers", "paths", "snis"]),
        (false, true) => ("http", vec!["methods", "hosts", "headers", "paths"]),
        // Other protocols are refused as such.
        (false, false) => return,
    };
    if !fields.iter().any(|name| route.value(name).is_some_and(is_set)) {
        found.add_rule(Violation::MustSetOneOf {
            fields,
            by: "protocols",
            is,
        });
    }
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
        _ => true,
    }
}
