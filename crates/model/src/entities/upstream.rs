//! Upstreams: names behind which several targets share the work.

mod balancing;
mod cookie_name;
mod host_header;
mod name;

use schema::{Choice, Conditional, HeaderName, Path, Record, Tag};

pub use self::cookie_name::CookieName;
pub use self::host_header::HostHeader;
pub use self::name::UpstreamName;
use super::HealthChecks;
use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Entity, Id};

/// The entity.
pub const UPSTREAMS: Entity = Entity {
    name: "upstreams",
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
    schema: Upstream::describe,
    shorthand: Some(balancing::settle),
    brought: None,
};

/// A name behind which several targets share the work. A service means it by its `host`.
#[derive(Record, Clone, Debug)]
#[record(
    conditional = Conditional::when("hash_on", "header").needs("hash_on_header"),
    conditional = Conditional::when("hash_fallback", "header").needs("hash_fallback_header"),
    conditional = Conditional::when("hash_on", "cookie").needs("hash_on_cookie"),
    conditional = Conditional::when("hash_fallback", "cookie").needs("hash_on_cookie"),
    conditional = Conditional::when("hash_on", "none").allows("hash_fallback", &["none"]),
    conditional = Conditional::when("hash_on", "cookie").allows("hash_fallback", &["none"]),
    conditional = Conditional::when("hash_on", "consumer").allows("hash_fallback", balancing::AFTER_CONSUMER),
    conditional = Conditional::when("hash_on", "ip").allows("hash_fallback", balancing::AFTER_IP),
    conditional = Conditional::when("hash_on", "path").allows("hash_fallback", balancing::AFTER_PATH),
    distinct("hash_on_header", "hash_fallback_header"),
    conditional = Conditional::when("hash_on", "query_arg").needs("hash_on_query_arg"),
    conditional = Conditional::when("hash_fallback", "query_arg").needs("hash_fallback_query_arg"),
    distinct("hash_on_query_arg", "hash_fallback_query_arg"),
    conditional = Conditional::when("hash_on", "uri_capture").needs("hash_on_uri_capture"),
    conditional = Conditional::when("hash_fallback", "uri_capture").needs("hash_fallback_uri_capture"),
    distinct("hash_on_uri_capture", "hash_fallback_uri_capture")
)]
pub struct Upstream {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// Its name, which services write as their `host`.
    #[field(unique)]
    pub name: UpstreamName,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// How a target is picked.
    // All take turns by weight so far. Which target is asked is comfort: any of them may be.
    #[field(default = Algorithm::RoundRobin, inert)]
    pub algorithm: Option<Algorithm>,
    /// What of a request is hashed: equal hashes lead to the same target.
    #[field(default = HashOn::None, inert)]
    pub hash_on: Option<HashOn>,
    /// What is hashed where the request does not have the first.
    #[field(default = HashOn::None, inert)]
    pub hash_fallback: Option<HashOn>,
    /// The header that is hashed.
    #[field(inert)]
    pub hash_on_header: Option<HeaderName>,
    /// The header that is hashed instead.
    #[field(inert)]
    pub hash_fallback_header: Option<HeaderName>,
    /// The cookie that is hashed. Clients without it are given one.
    #[field(inert)]
    pub hash_on_cookie: Option<CookieName>,
    /// The path of the cookie that they are given.
    #[field(default = "/", inert)]
    pub hash_on_cookie_path: Option<Path>,
    /// The parameter of the query that is hashed.
    #[field(len_min(1), inert)]
    pub hash_on_query_arg: Option<String>,
    /// The parameter of the query that is hashed instead.
    #[field(len_min(1), inert)]
    pub hash_fallback_query_arg: Option<String>,
    /// The named group of the route's regular expression that is hashed.
    #[field(len_min(1), inert)]
    pub hash_on_uri_capture: Option<String>,
    /// The named group of the route's regular expression that is hashed instead.
    #[field(len_min(1), inert)]
    pub hash_fallback_uri_capture: Option<String>,
    /// How many places the ring of a hash has, from 10 to 65536.
    #[field(default = 10_000, between(10, 65_536), inert)]
    pub slots: Option<u32>,
    /// How targets that do not work are found out.
    // Nobody looks for them yet: a request finds out, and goes to another.
    #[field(inert)]
    pub healthchecks: HealthChecks,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
    /// The Host that targets are told; the name of each if it is not said.
    pub host_header: Option<HostHeader>,
    /// The certificate shown to targets, unless the service has one.
    #[field(foreign("certificates"))]
    pub client_certificate: Option<Id>,
    /// Whether targets are told the name that an SRV record has for them as Host.
    #[field(default = false, inert)]
    pub use_srv_name: Option<bool>,
}

/// How a target is picked.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// By a hash of something in the request.
    #[choice("consistent-hashing")]
    ConsistentHashing,
    /// The one with the fewest requests under way, by weight.
    #[choice("least-connections")]
    LeastConnections,
    /// In turns, by weight.
    #[choice("round-robin")]
    RoundRobin,
    /// The one that answered fastest of late.
    #[choice("latency")]
    Latency,
}

/// What is hashed.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashOn {
    /// Nothing.
    #[choice("none")]
    None,
    /// Who asks.
    #[choice("consumer")]
    Consumer,
    /// The client's address.
    #[choice("ip")]
    Ip,
    /// A header.
    #[choice("header")]
    Header,
    /// A cookie.
    #[choice("cookie")]
    Cookie,
    /// The path.
    #[choice("path")]
    Path,
    /// A parameter of the query.
    #[choice("query_arg")]
    QueryArg,
    /// A named group of the route's regular expression.
    #[choice("uri_capture")]
    UriCapture,
}
