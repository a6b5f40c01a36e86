//! Where sessions are kept.

use schema::{Choice, Port, Record, Shorthand};

use super::SessionRedis;

/// Options of the session's store.
#[derive(Record)]
#[record(
    shorthand = Shorthand::of("session_memcache_host", "session_memcached_host"),
    shorthand = Shorthand::of("session_memcache_port", "session_memcached_port"),
    shorthand = Shorthand::of("session_memcache_prefix", "session_memcached_prefix"),
    shorthand = Shorthand::of("session_memcache_socket", "session_memcached_socket"),
    shorthand = Shorthand::of("session_redis_host", "host").inside("redis"),
    shorthand = Shorthand::of("session_redis_port", "port").inside("redis"),
    shorthand = Shorthand::of("session_redis_prefix", "prefix").inside("redis"),
    shorthand = Shorthand::of("session_redis_socket", "socket").inside("redis"),
    shorthand = Shorthand::of("session_redis_username", "username").inside("redis"),
    shorthand = Shorthand::of("session_redis_password", "password").inside("redis"),
    shorthand = Shorthand::of("session_redis_connect_timeout", "connect_timeout").inside("redis"),
    shorthand = Shorthand::of("session_redis_read_timeout", "read_timeout").inside("redis"),
    shorthand = Shorthand::of("session_redis_send_timeout", "send_timeout").inside("redis"),
    shorthand = Shorthand::of("session_redis_ssl", "ssl").inside("redis"),
    shorthand = Shorthand::of("session_redis_ssl_verify", "ssl_verify").inside("redis"),
    shorthand = Shorthand::of("session_redis_server_name", "server_name").inside("redis"),
    shorthand = Shorthand::of("session_redis_cluster_nodes", "cluster_nodes").inside("redis"),
    shorthand = Shorthand::of("session_redis_cluster_max_redirections", "cluster_max_redirections").inside("redis"),
    shorthand = Shorthand::of("session_redis_cluster_maxredirections", "cluster_max_redirections").inside("redis")
)]
pub(crate) struct Store {
    /// Where sessions are kept.
    #[field(default = Storage::Cookie, refused_values(Storage::Memcache, Storage::Memcached, Storage::Redis))]
    pub(crate) session_storage: Storage,

    /// Whether the store knows which sessions are whose. Cookies never do.
    #[field(default = false, inert)]
    pub(crate) session_store_metadata: bool,

    /// Whether all audiences of a session must have the same subject: those with another are forgotten.
    #[field(default = false, refused)]
    pub(crate) session_enforce_same_subject: bool,

    /// Whether the store knows whose a session is by a hash only.
    #[field(default = false, refused)]
    pub(crate) session_hash_subject: bool,

    /// Whether the store knows the ids of sessions by a hash only.
    #[field(default = false, refused)]
    pub(crate) session_hash_storage_key: bool,

    #[flatten = "session_memcached_"]
    pub(crate) memcached: Memcached,

    /// The Redis that sessions are kept in.
    #[field(refused)]
    pub(crate) redis: Option<SessionRedis>,
}

/// Where sessions are kept.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// In the browser, sealed.
    #[choice("cookie")]
    Cookie,
    /// In memcached; the older word.
    #[choice("memcache")]
    Memcache,
    /// In memcached.
    #[choice("memcached")]
    Memcached,
    /// In Redis.
    #[choice("redis")]
    Redis,
}

/// A memcached.
#[derive(Record)]
pub(crate) struct Memcached {
    /// Its host.
    #[field(default = "127.0.0.1", refused)]
    pub(crate) host: Option<String>,

    /// Its port.
    #[field(default = 11211, refused)]
    pub(crate) port: Option<Port>,

    /// What its keys begin with.
    #[field(refused)]
    pub(crate) prefix: Option<String>,

    /// The path of a socket, which is then used instead of host and port.
    #[field(refused)]
    pub(crate) socket: Option<String>,

    /// Whether to speak over TLS.
    #[field(refused)]
    pub(crate) ssl: Option<bool>,

    /// Whether its certificate is verified.
    #[field(default = true, refused)]
    pub(crate) ssl_verify: bool,
}
