//! The plugins that are one file each.
//!
//! Knows: what a plugin is. Must never know: another plugin, a socket, or how requests are served.
//! Start with any of them, such as [`RequestTermination`]: options, decision and answer stand in one file.

#![forbid(unsafe_code)]

mod acl;
mod basic_auth;
mod challenge;
mod correlation_id;
mod cors;
mod ip_restriction;
mod jwt;
mod key_auth;
mod oauth2;
mod password;
mod request_termination;

pub use acl::{ACLS, Acl, AclGroup};
pub use basic_auth::{BASICAUTH_CREDENTIALS, BasicAuth, BasicAuthCredential};
pub use correlation_id::CorrelationId;
pub use cors::Cors;
pub use ip_restriction::IpRestriction;
pub use jwt::{JWT_SECRETS, Jwt, JwtSecret};
pub use key_auth::{KEYAUTH_CREDENTIALS, KeyAuth, KeyAuthCredential};
pub use oauth2::{OAUTH2_CREDENTIALS, OAuth2, OAuth2Credential};
pub use request_termination::RequestTermination;
