//! Each plugin as a table: an exchange in, a verdict out.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod correlation_id;
mod cors;
mod ip_restriction;
mod rate_limiting;
mod request;
mod request_termination;
mod request_transformer;
mod response_transformer;
