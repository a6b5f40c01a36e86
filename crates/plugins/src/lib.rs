//! The plugins that are one file each.
//!
//! Knows: what a plugin is. Must never know: another plugin, a socket, or how requests are served.
//! Start with any of them, such as [`RequestTermination`]: options, decision and answer stand in one file.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod correlation_id;
mod cors;
mod file_log;
mod http_log;
mod ip_restriction;
mod losses;
mod prometheus;
mod queue;
mod record;
mod request_termination;
mod unsent;

pub use correlation_id::CorrelationId;
pub use cors::Cors;
pub use file_log::FileLog;
pub use http_log::HttpLog;
pub use ip_restriction::IpRestriction;
pub use prometheus::{Dashboard, Figures, FiguresWork, Kind, METRICS, Metric, Prometheus, TellsFigures};
pub use request_termination::RequestTermination;
pub use unsent::Unsent;
