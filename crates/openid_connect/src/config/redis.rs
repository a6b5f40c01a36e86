//! A Redis: where it is, and how it is spoken to.

use schema::{Choice, Port, Record, Secret, Shorthand};

/// A Redis, alone, as a cluster, or behind sentinels.
#[derive(Record)]
#[record(
    shorthand = Shorthand::of("timeout", "connect_timeout").and("send_timeout").and("read_timeout"),
    shorthand = Shorthand::of("cluster_addresses", "cluster_nodes").addresses("ip"),
    shorthand = Shorthand::of("sentinel_addresses", "sentinel_nodes").addresses("host")
)]
pub(crate) struct Redis {
    /// Its host.
    #[field(default = "127.0.0.1", referenceable)]
    pub(crate) host: Option<String>,

    /// Its port.
    #[field(default = 6379, referenceable)]
    pub(crate) port: Option<Port>,

    /// The user to sign in as. Null signs in without a name.
    #[field(referenceable)]
    pub(crate) username: Option<String>,

    /// The user's password. Null does not sign in.
    #[field(referenceable)]
    pub(crate) password: Option<Secret>,

    /// The number of the database.
    #[field(default = 0)]
    pub(crate) database: Option<u32>,

    /// Whether to speak over TLS.
    #[field(default = false)]
    pub(crate) ssl: bool,

    /// Whether its certificate is verified.
    #[field(default = true)]
    pub(crate) ssl_verify: bool,

    /// The name to ask for in the TLS handshake.
    #[field(referenceable)]
    pub(crate) server_name: Option<String>,

    /// Milliseconds to wait for a connection.
    #[field(default = 2000, between(0, 2_147_483_646))]
    pub(crate) connect_timeout: Option<u32>,

    /// Milliseconds between two pieces that are sent.
    #[field(default = 2000, between(0, 2_147_483_646))]
    pub(crate) send_timeout: Option<u32>,

    /// Milliseconds between two pieces that come.
    #[field(default = 2000, between(0, 2_147_483_646))]
    pub(crate) read_timeout: Option<u32>,

    /// How many connections are kept for the next use.
    #[field(default = 256, between(1, 2_147_483_646))]
    pub(crate) keepalive_pool_size: Option<u32>,

    /// How many may wait for a connection. Null lets none wait.
    #[field(between(0, 2_147_483_646))]
    pub(crate) keepalive_backlog: Option<u32>,

    /// Nodes of the cluster. Null: it is no cluster.
    #[field(len_min(1))]
    pub(crate) cluster_nodes: Option<Vec<ClusterNode>>,

    /// How often the cluster may send on one request.
    #[field(default = 5)]
    pub(crate) cluster_max_redirections: Option<u32>,

    /// The name by which sentinels know the Redis. Null: there are none.
    pub(crate) sentinel_master: Option<String>,

    /// Which of its nodes sentinels are asked for.
    pub(crate) sentinel_role: Option<SentinelRole>,

    /// The sentinels.
    #[field(len_min(1))]
    pub(crate) sentinel_nodes: Option<Vec<SentinelNode>>,

    /// The user to sign in as at the sentinels.
    #[field(referenceable)]
    pub(crate) sentinel_username: Option<String>,

    /// The user's password there.
    #[field(referenceable)]
    pub(crate) sentinel_password: Option<Secret>,

    /// Whether a proxy is in between, so that nothing lasts longer than one request.
    #[field(default = false)]
    pub(crate) connection_is_proxied: bool,

    /// An account in a cloud to sign in with instead of a password.
    pub(crate) cloud_authentication: Option<CloudAuthentication>,
}

/// A Redis for sessions.
#[derive(Record)]
pub(crate) struct SessionRedis {
    #[flatten = ""]
    pub(crate) redis: Redis,

    /// What its keys begin with.
    pub(crate) prefix: Option<String>,

    /// The path of a socket, which is then used instead of host and port.
    pub(crate) socket: Option<String>,
}

/// A node of a cluster.
#[derive(Record)]
pub(crate) struct ClusterNode {
    /// Its address or name.
    #[field(default = "127.0.0.1")]
    pub(crate) ip: Option<String>,

    /// Its port.
    #[field(default = 6379)]
    pub(crate) port: Option<Port>,
}

/// A sentinel.
#[derive(Record)]
pub(crate) struct SentinelNode {
    /// Its address or name.
    #[field(default = "127.0.0.1")]
    pub(crate) host: Option<String>,

    /// Its port.
    #[field(default = 6379)]
    pub(crate) port: Option<Port>,
}

/// A node that sentinels are asked for.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SentinelRole {
    /// The one that is written to.
    #[choice("master")]
    Master,
    /// One that is only read.
    #[choice("slave")]
    Slave,
    /// Either.
    #[choice("any")]
    Any,
}

/// An account in a cloud.
#[derive(Record)]
pub(crate) struct CloudAuthentication {
    /// Which cloud. Null: none.
    #[field(referenceable)]
    pub(crate) auth_provider: Option<Cloud>,

    /// AWS: the region of the cache.
    #[field(referenceable)]
    pub(crate) aws_region: Option<String>,

    /// AWS: the name of the cache.
    #[field(referenceable)]
    pub(crate) aws_cache_name: Option<String>,

    /// AWS: whether the cache is serverless.
    #[field(default = true)]
    pub(crate) aws_is_serverless: bool,

    /// AWS: the id of the access key.
    #[field(referenceable)]
    pub(crate) aws_access_key_id: Option<Secret>,

    /// AWS: the access key.
    #[field(referenceable)]
    pub(crate) aws_secret_access_key: Option<Secret>,

    /// AWS: the role to take on.
    #[field(referenceable)]
    pub(crate) aws_assume_role_arn: Option<Secret>,

    /// AWS: the name of the session in that role.
    #[field(referenceable)]
    pub(crate) aws_role_session_name: Option<Secret>,

    /// Google Cloud: the service account, as JSON.
    #[field(referenceable)]
    pub(crate) gcp_service_account_json: Option<Secret>,

    /// Azure: the client's id.
    #[field(identifier, referenceable)]
    pub(crate) azure_client_id: Option<String>,

    /// Azure: the client's secret.
    #[field(referenceable)]
    pub(crate) azure_client_secret: Option<Secret>,

    /// Azure: the tenant.
    #[field(referenceable)]
    pub(crate) azure_tenant_id: Option<Secret>,
}

/// A cloud.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cloud {
    /// Amazon's.
    #[choice("aws")]
    Aws,
    /// Google's.
    #[choice("gcp")]
    Gcp,
    /// Microsoft's.
    #[choice("azure")]
    Azure,
}
