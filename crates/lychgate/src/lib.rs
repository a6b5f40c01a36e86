//! The binary `lychgate`, as a library: settings, command line, logs, and how all parts are put together.
//!
//! Knows every other crate, and is the only one that does. Must never know a rule of the protocol or of the
//! data plane: it wires, starts and stops.
//! Start with [`plugins`], the one list of them, and [`gateway`], which is a whole gateway in a process;
//! [`settings`] says what a node can be told.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

pub mod advice;
pub mod catalogue;
pub mod check;
pub mod cli;
mod config;
pub mod configuration;
pub mod demo;
mod deposits;
pub mod entropy;
mod figures;
pub mod gateway;
pub mod key_ring;
mod last_configuration;
pub mod logs;
mod manual;
mod migrations;
mod node;
mod not_started;
mod oidc;
pub mod outside;
pub mod paint;
pub mod plugins;
pub mod port_holder;
mod premises;
pub mod reference;
mod rehearsal;
mod report;
mod running;
#[cfg(test)]
mod scratch;
pub mod settings;
mod spread;
pub mod start;
pub mod stop_signal;
pub mod text_file;
pub mod tls;
mod trusted;
pub mod vaults;
