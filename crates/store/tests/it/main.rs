//! What every store does, whatever it is made of.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod contract;
mod deposits;
mod differences;
mod documents;
mod durability;
mod lists;
mod outage;
mod place;
mod server;
mod tls;
mod together;
