//! The tools of the tests, tested from outside.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod browser;
mod echo;
mod ports;
mod process;
mod tls;
