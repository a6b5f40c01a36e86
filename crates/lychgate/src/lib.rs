//! The binary `lychgate`, as a library: settings, command line, logs, and how all parts are put together.
//!
//! Knows every other crate, and is the only one that does. Must never know a rule of the protocol or of the
//! data plane: it wires, starts and stops.
//! Start with [`settings`], which says what a node can be told.

#![forbid(unsafe_code)]

pub mod entropy;
pub mod logs;
mod nearest;
pub mod outside;
pub mod port_holder;
pub mod settings;
pub mod tls;
