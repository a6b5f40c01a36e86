//! How the provider is called.

use std::time::Duration;

use schema::{Record, Secret, Url};

/// Options of calls to the provider.
#[derive(Record)]
pub(crate) struct Http {
    /// Milliseconds one call may take.
    #[field(default = 10000, between(1, 2_147_483_646))]
    pub(crate) timeout: f64,

    /// Whether the provider's certificate is verified. Without, anybody between may play the provider.
    #[field(default = true, refused)]
    pub(crate) ssl_verify: bool,

    /// The version of HTTP to speak.
    #[field(default = 1.1, inert)]
    pub(crate) http_version: f64,

    /// Whether connections are kept for the next call.
    #[field(default = true, inert)]
    pub(crate) keepalive: bool,

    /// The proxy for providers without TLS. Null calls them directly.
    #[field(refused)]
    pub(crate) http_proxy: Option<Url>,

    /// How the gateway proves at that proxy who it is: the value of `Proxy-Authorization`.
    #[field(refused, referenceable)]
    pub(crate) http_proxy_authorization: Option<Secret>,

    /// The proxy for providers with TLS. Null calls them directly.
    #[field(refused)]
    pub(crate) https_proxy: Option<Url>,

    /// How the gateway proves at that proxy who it is: the value of `Proxy-Authorization`.
    #[field(refused, referenceable)]
    pub(crate) https_proxy_authorization: Option<Secret>,

    /// Hosts that are called directly whatever the proxy, with commas between them.
    #[field(refused)]
    pub(crate) no_proxy: Option<String>,
}

impl Http {
    /// How long one call may take.
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs_f64(self.timeout / 1000.0)
    }
}
