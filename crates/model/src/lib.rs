//! The entities, and the picture of them that a gateway runs on.
//!
//! Knows: services, routes, plugins, consumers, certificates and the other entities of Kong, with their rules; which
//! of them the gateway honours; the catalogue of what can be configured; what references to vaults mean;
//! the snapshot of one revision.
//! Must never know: where documents are kept, how a request is served, or a particular plugin.
//! Start with [`Catalogue`]; then read [`Entity`], the entities, and [`Snapshot`].

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::needless_pass_by_value,
        reason = "tests may panic and read plainly"
    )
)]

mod catalogue;
mod digest;
mod document;
mod entities;
mod entity;
mod id;
mod lifetime;
mod relation;
mod secrets;
mod snapshot;

pub use catalogue::{Catalogue, HTTP_PROTOCOLS, PluginKind};
pub use digest::Digest;
pub use document::Document;
pub use entities::{
    ActiveChecks, ActiveHealthy, ActiveUnhealthy, Algorithm, CA_CERTIFICATES, CERTIFICATES,
    CONSUMER_GROUP_CONSUMERS, CONSUMER_GROUPS, CONSUMERS, CaCertificate, Captures, Certificate,
    CertificatePem, CheckType, Consumer, ConsumerGroup, ConsumerGroupConsumer, CookieName, HashOn,
    HealthChecks, HostHeader, KEY_SETS, KEYS, Key, KeyPair, KeyPem, KeySet, MEMBERSHIPS, Method, PLUGINS,
    PassiveChecks, PassiveHealthy, PassiveUnhealthy, PathHandling, Plugin, Protocol, PublicKeyPem, ROUTES,
    Route, RouteHeaderValue, RouteHeaders, RouteHost, RoutePath, RouteRegex, RouteSni, SERVICES, SNIS,
    ServerName, Service, Sni, TARGETS, Target, TargetAddress, UPSTREAMS, Upstream, UpstreamName, VAULTS,
    Vault, VaultName, VaultOptions, VaultPrefix, WORKSPACES, WildcardHost, Workspace,
};
pub use entity::{
    Brought, Entity, Held, Link, OnDelete, Residence, Shorthand, Standing, Transform, UniqueIn, hold,
};
pub use id::{DEFAULT_WORKSPACE, Id};
pub use lifetime::{BadTtl, EXPIRES_AT, TTL, keep_ttl, may_end, tell_ttl};
pub use relation::{Relation, Side};
pub use secrets::{Missing, NoSecrets, Outcome, Resolved, Secrets, Vaults};
pub use snapshot::{Quarantined, Snapshot};
