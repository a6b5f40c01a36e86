//! The entities, and the picture of them that a gateway runs on.
//!
//! Knows: services, routes, plugins, consumers, certificates and their rules; the catalogue of what can be configured;
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
mod snapshot;

pub use catalogue::{Catalogue, HTTP_PROTOCOLS, PluginKind};
pub use digest::Digest;
pub use document::Document;
pub use entities::{
    CA_CERTIFICATES, CERTIFICATES, CONSUMERS, CaCertificate, Certificate, CertificatePem, Consumer, KeyPem,
    Method, PLUGINS, PathHandling, Plugin, Protocol, ROUTES, Route, RouteHeaderValue, RouteHeaders,
    RouteHost, RoutePath, RouteRegex, RouteSni, SERVICES, Service,
};
pub use entity::{Entity, Link, OnDelete, Residence, Shorthand};
pub use id::{DEFAULT_WORKSPACE, Id};
pub use snapshot::{Quarantined, Snapshot};
