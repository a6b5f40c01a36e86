//! The options, as Kong has them.

#![allow(dead_code, reason = "a Redis may be named before one is spoken to")]

use schema::{
    Choice, Conditional, HeaderName, Host, Members, Path, Record, Secret, Shorthand, Value, Violation,
    Violations,
};

use super::period::Period;
use super::windows::Limits;

/// Options of the rate-limiting plugin.
#[derive(Record)]
#[record(
    at_least_one_of("second", "minute", "hour", "day", "month", "year"),
    conditional = Conditional::when("limit_by", "header").needs("header_name"),
    conditional = Conditional::when("limit_by", "path").needs("path"),
    rule = longer_periods_allow_no_less,
    rule = nothing_to_synchronise,
    shorthand = Shorthand::of("redis_host", "host").inside("redis"),
    shorthand = Shorthand::of("redis_port", "port").inside("redis"),
    shorthand = Shorthand::of("redis_password", "password").inside("redis"),
    shorthand = Shorthand::of("redis_username", "username").inside("redis"),
    shorthand = Shorthand::of("redis_ssl", "ssl").inside("redis"),
    shorthand = Shorthand::of("redis_ssl_verify", "ssl_verify").inside("redis"),
    shorthand = Shorthand::of("redis_server_name", "server_name").inside("redis"),
    shorthand = Shorthand::of("redis_timeout", "timeout").inside("redis"),
    shorthand = Shorthand::of("redis_database", "database").inside("redis")
)]
pub struct Config {
    /// How many requests may pass in each second.
    #[field(gt = 0)]
    second: Option<f64>,

    /// How many requests may pass in each minute.
    #[field(gt = 0)]
    minute: Option<f64>,

    /// How many requests may pass in each hour.
    #[field(gt = 0)]
    hour: Option<f64>,

    /// How many requests may pass on each day.
    #[field(gt = 0)]
    day: Option<f64>,

    /// How many requests may pass in each month.
    #[field(gt = 0)]
    month: Option<f64>,

    /// How many requests may pass in each year.
    #[field(gt = 0)]
    year: Option<f64>,

    /// Whose requests are counted together. Who has no such mark is known by the address.
    #[field(default = LimitBy::Consumer)]
    pub(super) limit_by: Option<LimitBy>,

    /// The header whose values are told apart, with `limit_by: header`.
    pub(super) header_name: Option<HeaderName>,

    /// The path whose requests are counted together, with `limit_by: path`.
    pub(super) path: Option<Path>,

    /// Where is counted: on each node by itself.
    #[field(default = Policy::Local, refused_values(Policy::Cluster, Policy::Redis))]
    policy: Option<Policy>,

    /// Whether requests pass uncounted where they cannot be counted. On the node itself they always can.
    #[field(default = true)]
    fault_tolerant: bool,

    /// The Redis of `policy: redis`.
    redis: Redis,

    /// Whether clients are told nothing of their limits.
    #[field(default = false)]
    pub(super) hide_client_headers: bool,

    /// The status of a refusal.
    #[field(default = 429, gt = 0)]
    pub(super) error_code: Option<f64>,

    /// The words of a refusal.
    #[field(default = "API rate limit exceeded")]
    pub(super) error_message: Option<String>,

    /// Seconds between two exchanges with the Redis; -1 exchanges with each request.
    #[field(default = -1)]
    sync_rate: f64,
}

/// Whose requests are counted together.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitBy {
    /// Those of a consumer, otherwise of a credential.
    #[choice("consumer")]
    Consumer,
    /// Those of a credential.
    #[choice("credential")]
    Credential,
    /// Those of an address.
    #[choice("ip")]
    Ip,
    /// Those to a service.
    #[choice("service")]
    Service,
    /// Those with one value in a header.
    #[choice("header")]
    Header,
    /// Those for one path.
    #[choice("path")]
    Path,
}

/// Where is counted.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    /// On each node by itself.
    #[choice("local")]
    Local,
    /// In the database.
    #[choice("cluster")]
    Cluster,
    /// In a Redis.
    #[choice("redis")]
    Redis,
}

/// A Redis.
#[derive(Record)]
struct Redis {
    /// Its host.
    host: Option<Host>,

    /// Its port.
    #[field(default = 6379)]
    port: Option<u16>,

    /// Milliseconds to wait for it.
    #[field(default = 2000, between(0, 2_147_483_646))]
    timeout: Option<u32>,

    /// The user to sign in as.
    #[field(referenceable)]
    username: Option<String>,

    /// The user's password.
    #[field(len_min(0), referenceable)]
    password: Option<Secret>,

    /// The number of the database.
    #[field(default = 0)]
    database: Option<i64>,

    /// Whether to speak over TLS.
    #[field(default = false)]
    ssl: Option<bool>,

    /// Whether its certificate is verified.
    #[field(default = false)]
    ssl_verify: Option<bool>,

    /// The name to ask for in the TLS handshake.
    server_name: Option<Host>,
}

impl Config {
    /// The limits of all periods.
    pub(super) const fn limits(&self) -> Limits {
        [
            self.second,
            self.minute,
            self.hour,
            self.day,
            self.month,
            self.year,
        ]
    }
}

/// A longer period that allows less would leave the shorter one without effect.
fn longer_periods_allow_no_less(config: &Members<'_>, found: &mut Violations) {
    let limit = |period: &Period| config.value(period.word()).and_then(Value::as_f64);
    for (at, shorter) in Period::ALL.iter().enumerate() {
        for longer in &Period::ALL[at + 1..] {
            let (Some(few), Some(many)) = (limit(shorter), limit(longer)) else {
                continue;
            };
            if many < few {
                let (longer, shorter) = (longer.word(), shorter.word());
                return found.add(Violation::Own {
                    code: "rate_limiting.limits",
                    text: format!(
                        "The limit for {longer}({many:.1}) cannot be lower than the limit for {shorter}({few:.1})"
                    ),
                    remedy: format!("raise {longer}, or lower {shorter}"),
                });
            }
        }
    }
}

/// It speaks of a Redis only, and there is none yet.
fn nothing_to_synchronise(config: &Members<'_>, found: &mut Violations) {
    let rate = config.value("sync_rate").and_then(Value::as_f64);
    if rate.is_some_and(|rate| rate != -1.0) {
        found.add_at("sync_rate", Violation::unsupported("a sync_rate other than -1"));
    }
}
