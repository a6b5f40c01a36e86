//! The entities, one file each.

mod consumer;
mod method;
mod plugin;
mod protocol;
mod route;
mod route_host;
mod route_path;
mod service;

#[cfg(test)]
mod tests;

pub use consumer::{CONSUMERS, Consumer};
pub use method::Method;
pub use plugin::{PLUGINS, Plugin};
pub use protocol::Protocol;
pub use route::{PathHandling, ROUTES, Route};
pub use route_host::RouteHost;
pub use route_path::RoutePath;
pub use service::{SERVICES, Service};
