//! The entities, one file each.

mod authority;
mod ca_certificate;
mod certificate;
mod consumer;
mod consumer_group;
mod consumer_group_consumer;
mod health_checks;
mod key;
mod key_set;
mod method;
mod pem;
mod plugin;
mod protocol;
mod route;
mod route_headers;
mod route_host;
mod route_path;
mod route_regex;
mod route_sni;
mod server_name;
mod service;
mod sni;
mod target;
mod upstream;
mod vault;
mod wildcard;
mod workspace;

#[cfg(test)]
mod tests;

pub use ca_certificate::{CA_CERTIFICATES, CaCertificate};
pub use certificate::{CERTIFICATES, Certificate};
pub use consumer::{CONSUMERS, Consumer};
pub use consumer_group::{CONSUMER_GROUPS, ConsumerGroup};
pub use consumer_group_consumer::{CONSUMER_GROUP_CONSUMERS, ConsumerGroupConsumer, MEMBERSHIPS};
pub use health_checks::{
    ActiveChecks, ActiveHealthy, ActiveUnhealthy, CheckType, HealthChecks, PassiveChecks, PassiveHealthy,
    PassiveUnhealthy,
};
pub use key::{KEYS, Key, KeyPair};
pub use key_set::{KEY_SETS, KeySet};
pub use method::Method;
pub use pem::{CertificatePem, KeyPem, PublicKeyPem};
pub use plugin::{PLUGINS, Plugin};
pub use protocol::Protocol;
pub use route::{PathHandling, ROUTES, Route};
pub use route_headers::{RouteHeaderValue, RouteHeaders};
pub use route_host::RouteHost;
pub use route_path::RoutePath;
pub use route_regex::{Captures, RouteRegex};
pub use route_sni::RouteSni;
pub use server_name::{ServerName, WildcardHost};
pub use service::{SERVICES, Service};
pub use sni::{SNIS, Sni};
pub use target::{TARGETS, Target, TargetAddress};
pub use upstream::{Algorithm, CookieName, HashOn, HostHeader, UPSTREAMS, Upstream, UpstreamName};
pub use vault::{VAULTS, Vault, VaultName, VaultOptions, VaultPrefix};
pub use workspace::{WORKSPACES, Workspace};
