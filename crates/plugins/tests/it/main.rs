//! Each plugin as a table: an exchange in, a verdict out.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod correlation_id;
mod cors;
mod file_log;
mod finished;
mod http_log;
mod ip_restriction;
mod prometheus;
mod request;
mod request_termination;
