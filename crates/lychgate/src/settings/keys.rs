//! Which keys of `kong.conf` are honoured, which have no effect yet, and which are refused.
//!
//! A key that protects something, or says who may pass, is refused until it works:
//! an operator who wrote it must not believe in a wall that is not there.

/// How a key stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It works.
    Honoured,
    /// It is known and has no effect yet; only comfort or speed is lost.
    Inert,
    /// It is known and would protect something. Only these values, which ask for nothing, are accepted.
    Refused(&'static [&'static str]),
    /// Nobody knows it.
    Unknown,
}

/// How `key` stands.
#[must_use]
pub(super) fn standing(key: &str) -> Standing {
    if HONOURED.contains(&key) {
        return Standing::Honoured;
    }
    if let Some((_, harmless)) = REFUSED.iter().find(|(name, _)| *name == key) {
        return Standing::Refused(harmless);
    }
    if INERT.contains(&key) {
        return Standing::Inert;
    }
    if REFUSED_FAMILIES.iter().any(|family| key.starts_with(family)) {
        return Standing::Refused(&[]);
    }
    if INERT_FAMILIES.iter().any(|family| key.starts_with(family)) {
        return Standing::Inert;
    }
    Standing::Unknown
}

/// Every key that has a name of its own here.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let refused = REFUSED.iter().map(|(name, _)| *name);
    HONOURED.iter().chain(INERT).copied().chain(refused)
}

/// The keys that work.
pub(super) const HONOURED: &[&str] = &[
    "admin_api_uri",
    "admin_gui_api_url",
    "admin_gui_auth",
    "admin_gui_listen",
    "admin_gui_url",
    "admin_listen",
    "admin_open_to_anybody",
    "admin_open_to_services",
    "database",
    "declarative_config",
    "error_default_type",
    "headers",
    "headers_upstream",
    "log_level",
    "lua_ssl_trusted_certificate",
    "nginx_http_client_max_body_size",
    "nginx_worker_processes",
    "pg_database",
    "pg_host",
    "pg_password",
    "pg_port",
    "pg_schema",
    "pg_ssl",
    "pg_ssl_authorities",
    "pg_ssl_required",
    "pg_ssl_verify",
    "pg_timeout",
    "pg_user",
    "port_maps",
    "prefix",
    "proxy_access_log",
    "proxy_listen",
    "real_ip_header",
    "real_ip_recursive",
    "ssl_cert",
    "ssl_cert_key",
    "status_listen",
    "trusted_ips",
    "upstream_denied_networks",
    "upstream_keepalive_idle_timeout",
    "upstream_keepalive_pool_size",
    "vault_env_prefix",
    "vault_file_prefix",
];

/// Keys that protect something, each with the values that ask for no protection.
const REFUSED: &[(&str, &[&str])] = &[
    ("admin_gui_auth_conf", &[]),
    ("admin_gui_auth_login_attempts", &[]),
    ("admin_gui_auth_password_complexity", &[]),
    ("admin_gui_session_conf", &[]),
    ("allow_debug_header", OFF),
    ("audit_log", OFF),
    ("client_max_body_size", &["0"]),
    ("client_ssl", OFF),
    ("declarative_config_encryption_mode", OFF),
    ("declarative_config_string", &[]),
    ("enforce_rbac", OFF),
    ("fips", OFF),
    ("keyring_enabled", OFF),
    ("lua_ssl_protocols", &[]),
    ("lua_ssl_verify_depth", &[]),
    ("pg_iam_auth", OFF),
    ("pg_ssl_version", &["tlsv1_2", "any"]),
    ("plugins", &["bundled"]),
    ("proxy_server", &[]),
    ("proxy_server_ssl_verify", &[]),
    ("role", &["traditional"]),
    ("router_flavor", &["traditional_compatible", "traditional"]),
    ("tls_certificate_verify", OFF),
    // Without one of them, or without any, references to it would have to lead nowhere.
    ("vaults", &["bundled", "env,file"]),
];

const OFF: &[&str] = &["off", "false"];

/// Beginnings of keys that protect something: TLS, authentication, and raw directives of nginx,
/// whose meaning nobody can judge from here.
const REFUSED_FAMILIES: &[&str] = &[
    "admin_gui_ssl_",
    "admin_ssl_",
    "client_ssl_",
    "keyring_",
    "nginx_admin_",
    "nginx_events_",
    "nginx_http_",
    "nginx_main_",
    "nginx_proxy_",
    "nginx_upstream_",
    "pg_iam_auth_",
    "pg_ssl_cert",
    "ssl_",
];

/// Keys that are comfort or speed only.
const INERT: &[&str] = &[
    "admin_access_log",
    "admin_error_log",
    "admin_gui_access_log",
    "admin_gui_error_log",
    "admin_gui_path",
    "anonymous_reports",
    "client_body_buffer_size",
    "db_cache_ttl",
    "db_cache_neg_ttl",
    "db_cache_warmup_entities",
    "db_resurrect_ttl",
    "db_update_frequency",
    "db_update_propagation",
    "dedicated_config_processing",
    "hostname",
    "log_stacktrace",
    "max_queued_batches",
    "mem_cache_size",
    "nginx_daemon",
    "nginx_main_daemon",
    "nginx_optimizations",
    "nginx_user",
    "nginx_main_user",
    "nginx_main_worker_processes",
    "node_id",
    "pluginserver_names",
    "proxy_error_log",
    "proxy_stream_access_log",
    "proxy_stream_error_log",
    "request_debug",
    "request_debug_token",
    "status_access_log",
    "status_error_log",
    "stream_listen",
    "untrusted_lua",
    "untrusted_lua_sandbox_environment",
    "untrusted_lua_sandbox_requires",
];

/// Beginnings of keys that are comfort or speed only, or belong to a database that is not used here.
const INERT_FAMILIES: &[&str] = &[
    "cluster_",
    "dns_",
    "error_template_",
    "lmdb_",
    "lua_",
    "pg_",
    "pluginserver_",
    "resolver_",
    "tracing_",
    "upstream_keepalive_",
    "vault_",
    "wasm",
    "worker_",
];
