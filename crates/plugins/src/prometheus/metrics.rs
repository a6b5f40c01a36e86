//! Every metric: its name, its kind, its labels, and a sentence. The page of metrics is made of this list.

/// A metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name. What begins with `kong_` is Kong's, so that dashboards survive the move.
    pub name: &'static str,
    /// What sort of number it is.
    pub kind: Kind,
    /// The names of its labels, in order.
    pub labels: &'static [&'static str],
    /// What it tells.
    pub help: &'static str,
    /// The option that it is counted with; `None` if it always is.
    pub option: Option<&'static str>,
}

/// What sort of number a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, until the node ends.
    Counter,
    /// It is what it is now.
    Gauge,
    /// How many were how large.
    Histogram,
}

impl Kind {
    /// As the text format has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// All of them, in the order in which they are told.
pub const METRICS: &[Metric] = &[
    REQUESTS,
    KONG_LATENCY,
    UPSTREAM_LATENCY,
    REQUEST_LATENCY,
    BANDWIDTH,
    DATASTORE,
    NODE,
    CONNECTIONS,
    NODE_REQUESTS,
    ANSWERS,
    RETRIES,
    FAILURES,
    MALFORMED,
    TLS_FAILURES,
    SWITCHES,
    PANICS,
    TASKS,
    REVISION,
    DROPPED,
    OIDC_UNKNOWN_KEYS,
    OIDC_CALLS_WANTED,
    OIDC_CALLS_REFUSED,
    OIDC_CALLS_RESTED,
    OIDC_TOKENS_REFUSED,
    OIDC_CREDENTIALS_REFUSED,
];

const STATUSES: Option<&str> = Some("status_code_metrics");
const LATENCIES: Option<&str> = Some("latency_metrics");
const BY_ROUTE: &[&str] = &["service", "route", "workspace"];
const BY_NODE: &[&str] = &["node_id", "subsystem"];

pub(super) const REQUESTS: Metric = Metric {
    name: "kong_http_requests_total",
    kind: Kind::Counter,
    labels: &["service", "route", "code", "source", "workspace", "consumer"],
    help: "Requests by the status of their answers. The source is `service`, `exit` for what a plugin answered, and `error` for what the gateway could not serve.",
    option: STATUSES,
};

pub(super) const KONG_LATENCY: Metric = Metric {
    name: "kong_kong_latency_ms",
    kind: Kind::Histogram,
    labels: BY_ROUTE,
    help: "Milliseconds that the gateway and its plugins took until the head of the answer.",
    option: LATENCIES,
};

pub(super) const UPSTREAM_LATENCY: Metric = Metric {
    name: "kong_upstream_latency_ms",
    kind: Kind::Histogram,
    labels: BY_ROUTE,
    help: "Milliseconds until the service sent the head of its answer.",
    option: LATENCIES,
};

pub(super) const REQUEST_LATENCY: Metric = Metric {
    name: "kong_request_latency_ms",
    kind: Kind::Histogram,
    labels: BY_ROUTE,
    help: "Milliseconds from the head of a request to the end of its answer.",
    option: LATENCIES,
};

pub(super) const BANDWIDTH: Metric = Metric {
    name: "kong_bandwidth_bytes",
    kind: Kind::Counter,
    labels: &["service", "route", "direction", "workspace", "consumer"],
    help: "Bytes of requests (`ingress`) and answers (`egress`), heads and bodies.",
    option: Some("bandwidth_metrics"),
};

pub(super) const DATASTORE: Metric = Metric {
    name: "kong_datastore_reachable",
    kind: Kind::Gauge,
    labels: &[],
    help: "Whether the database of the node answers: 1, also where there is none, or 0.",
    option: None,
};

pub(super) const NODE: Metric = Metric {
    name: "kong_node_info",
    kind: Kind::Gauge,
    labels: &["node_id", "version"],
    help: "The node and its version. It is always 1.",
    option: None,
};

pub(super) const CONNECTIONS: Metric = Metric {
    name: "kong_nginx_connections_total",
    kind: Kind::Gauge,
    labels: &["node_id", "subsystem", "state"],
    help: "Connections of clients: `accepted` and `handled` since the start, `active` now, and `total` requests on them.",
    option: None,
};

pub(super) const NODE_REQUESTS: Metric = Metric {
    name: "kong_nginx_requests_total",
    kind: Kind::Gauge,
    labels: BY_NODE,
    help: "Requests since the start, also those that no route wants.",
    option: None,
};

pub(super) const ANSWERS: Metric = Metric {
    name: "lychgate_proxy_answers_total",
    kind: Kind::Counter,
    labels: &["class"],
    help: "Answers by the first digit of their status, also to requests that no route wants.",
    option: None,
};

pub(super) const RETRIES: Metric = Metric {
    name: "lychgate_proxy_upstream_retries_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Further attempts to get an answer of an upstream.",
    option: None,
};

pub(super) const FAILURES: Metric = Metric {
    name: "lychgate_proxy_upstream_failures_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Requests that no upstream answered.",
    option: None,
};

pub(super) const MALFORMED: Metric = Metric {
    name: "lychgate_proxy_malformed_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Connections that ended because what came was not HTTP, or too much of it.",
    option: None,
};

pub(super) const TLS_FAILURES: Metric = Metric {
    name: "lychgate_proxy_tls_failures_total",
    kind: Kind::Counter,
    labels: &[],
    help: "TLS handshakes of clients that failed or took too long.",
    option: None,
};

pub(super) const SWITCHES: Metric = Metric {
    name: "lychgate_proxy_switches_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Connections that went on in another protocol, such as WebSocket.",
    option: None,
};

pub(super) const PANICS: Metric = Metric {
    name: "lychgate_proxy_panics_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Requests that ended by a mistake of the gateway.",
    option: None,
};

pub(super) const TASKS: Metric = Metric {
    name: "lychgate_proxy_tasks",
    kind: Kind::Gauge,
    labels: &[],
    help: "Tasks that are alive on all cores: one for each connection, and a few more.",
    option: None,
};

pub(super) const REVISION: Metric = Metric {
    name: "lychgate_config_revision",
    kind: Kind::Gauge,
    labels: &[],
    help: "The revision of the configuration in force.",
    option: None,
};

pub(super) const DROPPED: Metric = Metric {
    name: "lychgate_logs_dropped_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Entries of `file-log` and `http-log` that were dropped: there was no room, or nobody took them.",
    option: None,
};

/// Those that a plugin counts if it is in use.
pub(super) const TALLIED: [Metric; 6] = [
    OIDC_UNKNOWN_KEYS,
    OIDC_CALLS_WANTED,
    OIDC_CALLS_REFUSED,
    OIDC_CALLS_RESTED,
    OIDC_TOKENS_REFUSED,
    OIDC_CREDENTIALS_REFUSED,
];

const OIDC_UNKNOWN_KEYS: Metric = Metric {
    name: "lychgate_oidc_unknown_keys_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Tokens of requests and logins that name a key which is not known. However many they are, keys are looked for once in a while.",
    option: None,
};

const OIDC_CALLS_WANTED: Metric = Metric {
    name: "lychgate_oidc_calls_wanted_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Questions to identity providers, whether a call was made for each or one for many.",
    option: None,
};

const OIDC_CALLS_REFUSED: Metric = Metric {
    name: "lychgate_oidc_calls_refused_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Questions to identity providers that were not asked, since too many wait already.",
    option: None,
};

const OIDC_CALLS_RESTED: Metric = Metric {
    name: "lychgate_oidc_calls_rested_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Questions to identity providers that were not asked, since the server has not answered of late.",
    option: None,
};

const OIDC_TOKENS_REFUSED: Metric = Metric {
    name: "lychgate_oidc_tokens_refused_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Requests whose access token was not accepted by `openid-connect`.",
    option: None,
};

const OIDC_CREDENTIALS_REFUSED: Metric = Metric {
    name: "lychgate_oidc_credentials_refused_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Requests whose credentials the identity provider did not accept, or that cannot be any.",
    option: None,
};
