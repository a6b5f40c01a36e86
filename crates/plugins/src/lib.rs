//! The plugins that are one file each.
//!
//! Knows: what a plugin is. Must never know: another plugin, a socket, or how requests are served.
//! Start with any of them, such as [`RequestTermination`]: options, decision and answer stand in one file.

#![forbid(unsafe_code)]

mod correlation_id;
mod cors;
mod ip_restriction;
mod request_termination;

pub use correlation_id::CorrelationId;
pub use cors::Cors;
pub use ip_restriction::IpRestriction;
pub use request_termination::RequestTermination;
