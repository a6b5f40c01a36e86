//! Health checks: how targets that do not work are found out.

use std::collections::BTreeMap;

use schema::{Choice, HeaderName, Members, Path, Record, Seconds, Value, Violations};

use super::ServerName;

/// How targets that do not work are found out.
#[derive(Record, Clone, Debug)]
pub struct HealthChecks {
    /// By asking them.
    pub active: ActiveChecks,
    /// By what comes of the requests of clients.
    pub passive: PassiveChecks,
    /// The least share of the weight that must be healthy, in percent; below it the whole upstream counts as unhealthy.
    #[field(default = 0, between(0, 100))]
    pub threshold: Option<f64>,
}

/// Checks that ask targets.
#[derive(Record, Clone, Debug)]
#[record(rule = names_headers)]
pub struct ActiveChecks {
    /// How they are asked.
    #[field(default = CheckType::Http)]
    pub r#type: Option<CheckType>,
    /// How many targets are asked at the same time.
    #[field(default = 10, between(1, 2_147_483_648_u32))]
    pub concurrency: Option<u32>,
    /// The path that is asked for.
    #[field(default = "/")]
    pub http_path: Option<Path>,
    /// The name that is asked for in the TLS handshake.
    pub https_sni: Option<ServerName>,
    /// Whether their certificates are verified.
    #[field(default = true)]
    pub https_verify_certificate: bool,
    /// Headers that are sent, and their values.
    pub headers: Option<BTreeMap<String, Vec<String>>>,
    /// Seconds until an answer must be there.
    #[field(default = 1, between(0, 65535))]
    pub timeout: Option<Seconds>,
    /// When a target that worked counts as unhealthy.
    pub unhealthy: ActiveUnhealthy,
    /// When a target that did not work counts as healthy.
    pub healthy: ActiveHealthy,
}

/// When a target that is asked counts as unhealthy. A number of zero never makes it so.
#[derive(Record, Clone, Debug)]
pub struct ActiveUnhealthy {
    /// Seconds between two questions to a healthy target; zero asks never.
    #[field(default = 0, between(0, 65535))]
    pub interval: Option<Seconds>,
    /// Statuses of a failure.
    #[field(default = [429, 404, 500, 501, 502, 503, 504, 505], between(100, 999))]
    pub http_statuses: Option<Vec<u16>>,
    /// So many failed connections, from 0 to 255.
    #[field(default = 0, between(0, 255))]
    pub tcp_failures: Option<u16>,
    /// So many late answers, from 0 to 255.
    #[field(default = 0, between(0, 255))]
    pub timeouts: Option<u16>,
    /// So many statuses of a failure, from 0 to 255.
    #[field(default = 0, between(0, 255))]
    pub http_failures: Option<u16>,
}

/// When a target that is asked counts as healthy again.
#[derive(Record, Clone, Debug)]
pub struct ActiveHealthy {
    /// Statuses of a success.
    #[field(default = [200, 302], between(100, 999))]
    pub http_statuses: Option<Vec<u16>>,
    /// Seconds between two questions to an unhealthy target; zero asks never.
    #[field(default = 0, between(0, 65535))]
    pub interval: Option<Seconds>,
    /// So many successes, from 0 to 255; zero never makes it so.
    #[field(default = 0, between(0, 255))]
    pub successes: Option<u16>,
}

/// Checks that look at what comes of the requests of clients.
#[derive(Record, Clone, Debug)]
pub struct PassiveChecks {
    /// Whether HTTP is looked at, or connections alone.
    #[field(default = CheckType::Http)]
    pub r#type: Option<CheckType>,
    /// When a target that did not work counts as healthy.
    pub healthy: PassiveHealthy,
    /// When a target that worked counts as unhealthy.
    pub unhealthy: PassiveUnhealthy,
}

/// When a target that clients use counts as healthy again.
#[derive(Record, Clone, Debug)]
pub struct PassiveHealthy {
    /// Statuses of a success.
    #[field(
        default = [200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308],
        between(100, 999)
    )]
    pub http_statuses: Option<Vec<u16>>,
    /// So many successes, from 0 to 255; zero never makes it so.
    #[field(default = 0, between(0, 255))]
    pub successes: Option<u16>,
}

/// When a target that clients use counts as unhealthy. A number of zero never makes it so.
#[derive(Record, Clone, Debug)]
pub struct PassiveUnhealthy {
    /// So many late answers, from 0 to 255.
    #[field(default = 0, between(0, 255))]
    pub timeouts: Option<u16>,
    /// So many failed connections, from 0 to 255.
    #[field(default = 0, between(0, 255))]
    pub tcp_failures: Option<u16>,
    /// Statuses of a failure.
    #[field(default = [429, 500, 503], between(100, 999))]
    pub http_statuses: Option<Vec<u16>>,
    /// So many statuses of a failure, from 0 to 255.
    #[field(default = 0, between(0, 255))]
    pub http_failures: Option<u16>,
}

/// How a target is spoken to when it is checked.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckType {
    /// A connection is enough.
    #[choice("tcp")]
    Tcp,
    /// HTTP.
    #[choice("http")]
    Http,
    /// HTTP over TLS.
    #[choice("https")]
    Https,
    /// gRPC.
    #[choice("grpc")]
    Grpc,
    /// gRPC over TLS.
    #[choice("grpcs")]
    Grpcs,
}

/// The names of headers are no values of the schema.
fn names_headers(checks: &Members<'_>, found: &mut Violations) {
    let headers = checks.value("headers").and_then(Value::as_object);
    for name in headers.into_iter().flatten().map(|(name, _)| name.as_str()) {
        if let Err(violation) = HeaderName::parse(name) {
            found.merge(Violations::from(violation).at(name).at("headers"));
        }
    }
}
