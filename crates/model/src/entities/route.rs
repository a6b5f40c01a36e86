//! Routes: which requests go where.

use schema::{Choice, Members, Name, Record, Tag, Value, Violation, Violations};

use super::{Captures, Method, RouteHeaders, RouteHost, RoutePath, RouteSni};
use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Entity, Id, Protocol};

/// The entity.
pub const ROUTES: Entity = Entity {
    name: "routes",
    key: Some("name"),
    tuple: &[],
    tuple_may_lack: &[],
    unique_in: UniqueIn::Workspace,
    links: &[Link {
        field: "service",
        to: "services",
        on_delete: OnDelete::Refuse,
    }],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Route::describe,
    shorthand: None,
    brought: None,
};

/// Which requests go to which service. All that is set must match; inside a list one element is enough.
#[derive(Record, Clone, Debug)]
#[record(rule = wants_something, rule = wants_names_over_tls, rule = names_headers)]
pub struct Route {
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
    /// How clients may speak to it.
    #[field(
        default = [Protocol::Http, Protocol::Https],
        set,
        len_min(1),
        refused_values("grpc", "grpcs", "tcp", "tls", "tls_passthrough", "udp")
    )]
    pub protocols: Vec<Protocol>,
    /// The status that sends clients from HTTP to HTTPS.
    #[field(default = 426, one_of(426, 301, 302, 307, 308))]
    pub https_redirect_status_code: u16,
    /// Whether the prefix that matched is taken off before the request goes upstream.
    #[field(default = true)]
    pub strip_path: bool,
    /// Whether the upstream sees the Host of the request instead of its own.
    #[field(default = false)]
    pub preserve_host: bool,
    /// Whether a request's body is read to its end before it goes upstream, if it has at most 64 KiB; a longer one
    /// flows through in any case.
    #[field(default = true)]
    pub request_buffering: bool,
    /// Whether an answer is read to its end before it goes to the client. It never is: answers flow through, and what
    /// the sockets hold lets the upstream go long before a slow client.
    #[field(default = true, inert)]
    pub response_buffering: bool,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// Where its requests go.
    #[field(foreign("services"))]
    pub service: Option<Id>,
    /// Names that clients ask for in the TLS handshake; a star may stand at one end. Requests in the clear
    /// have none, and pass.
    #[field(set)]
    pub snis: Option<Vec<RouteSni>>,
    /// Addresses of clients.
    #[field(set, refused)]
    pub sources: Option<Vec<Value>>,
    /// Addresses of ours.
    #[field(set, refused)]
    pub destinations: Option<Vec<Value>>,
    /// Methods.
    #[field(set)]
    pub methods: Option<Vec<Method>>,
    /// Hosts, perhaps with a port; a star may stand at one end.
    pub hosts: Option<Vec<RouteHost>>,
    /// Path prefixes, and regular expressions with `~` before them.
    pub paths: Option<Vec<RoutePath>>,
    /// Headers and the values they may have; `~*` before a value makes it a regular expression.
    pub headers: Option<RouteHeaders>,
    /// Which of several regular expressions is tried first: the higher.
    #[field(default = 0)]
    pub regex_priority: Option<i64>,
    /// How the paths of service and request are joined.
    #[field(default = PathHandling::V0)]
    pub path_handling: Option<PathHandling>,
}

impl Route {
    /// What the groups of the first of its expressions that fits hold of `path`. A route is looked at by its
    /// expressions before it is by its prefixes, so whatever fits one was led here by it.
    #[must_use]
    pub fn captures<'a>(&self, path: &'a str) -> Option<Captures<'a>> {
        let paths = self.paths.iter().flatten();
        let mut expressions = paths.filter_map(|path| match path {
            RoutePath::Regex(regex) => Some(regex),
            RoutePath::Prefix(_) => None,
        });
        expressions.find_map(|regex| regex.captures(path))
    }
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
    let (is, fields) = match (speaks(route, "https"), speaks(route, "http")) {
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

/// Where there is no TLS there is no handshake, so a name in it would restrict nothing.
fn wants_names_over_tls(route: &Members<'_>, found: &mut Violations) {
    let names = route.value("snis").is_some_and(is_set);
    if names && speaks(route, "http") && !speaks(route, "https") {
        let violation = Violation::Own {
            code: "config.protocols",
            text: "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'"
                .to_owned(),
            remedy: "add https to `protocols`, or remove `snis`".to_owned(),
        };
        found.add_at("snis", violation);
    }
}

fn names_headers(route: &Members<'_>, found: &mut Violations) {
    if let Some(headers) = route.value("headers") {
        RouteHeaders::judge(headers, found);
    }
}

fn speaks(route: &Members<'_>, protocol: &str) -> bool {
    let protocols = route.value("protocols").and_then(Value::as_array);
    protocols.is_some_and(|all| all.iter().any(|one| one == protocol))
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
        _ => true,
    }
}
