//! Each plugin as a table: an exchange in, a verdict out.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod acl;
mod anonymous;
mod basic_auth;
mod correlation_id;
mod cors;
mod file_log;
mod finished;
mod http_log;
mod ip_restriction;
mod jwt;
mod key_auth;
mod oauth2;
mod people;
mod prometheus;
mod rate_limiting;
mod request;
mod request_termination;
mod request_transformer;
mod response_transformer;
