//! The entities, one file each.

mod ca_certificate;
mod certificate;
mod consumer;
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
mod service;
mod wildcard;

#[cfg(test)]
mod tests;

pub use ca_certificate::{CA_CERTIFICATES, CaCertificate};
pub use certificate::{CERTIFICATES, Certificate};
pub use consumer::{CONSUMERS, Consumer};
pub use method::Method;
pub use pem::{CertificatePem, KeyPem};
pub use plugin::{PLUGINS, Plugin};
pub use protocol::Protocol;
pub use route::{PathHandling, ROUTES, Route};
pub use route_headers::{RouteHeaderValue, RouteHeaders};
pub use route_host::RouteHost;
pub use route_path::RoutePath;
pub use route_regex::RouteRegex;
pub use route_sni::RouteSni;
pub use service::{SERVICES, Service};
