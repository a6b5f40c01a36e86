//! The small plugins: one file each, and a folder where there is more to say.
//!
//! Knows: what a plugin is. Must never know: another plugin, a socket, or how requests are served.
//! Start with any of them, such as [`RequestTermination`]: options, decision and answer stand in one file.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod acl;
mod basic_auth;
mod challenge;
mod changes;
mod correlation_id;
mod cors;
mod file_log;
mod http_log;
mod ip_restriction;
mod jwt;
mod key_auth;
mod losses;
mod multipart;
mod oauth2;
mod owner;
mod password;
mod prometheus;
mod queue;
mod rate_limiting;
mod record;
mod request_termination;
mod request_transformer;
mod response_transformer;
mod unsent;

pub use acl::{ACLS, Acl, AclGroup};
pub use basic_auth::{BASICAUTH_CREDENTIALS, BasicAuth, BasicAuthCredential};
pub use correlation_id::CorrelationId;
pub use cors::Cors;
pub use file_log::FileLog;
pub use http_log::HttpLog;
pub use ip_restriction::IpRestriction;
pub use jwt::{JWT_SECRETS, Jwt, JwtSecret};
pub use key_auth::{KEYAUTH_CREDENTIALS, KeyAuth, KeyAuthCredential};
pub use oauth2::{OAUTH2_CREDENTIALS, OAuth2, OAuth2Credential, OAuth2Tokens};
pub use prometheus::{Dashboard, Figures, FiguresWork, Kind, METRICS, Metric, Prometheus, TellsFigures};
pub use rate_limiting::RateLimiting;
pub use request_termination::RequestTermination;
pub use request_transformer::RequestTransformer;
pub use response_transformer::ResponseTransformer;
pub use unsent::Unsent;
