//! The whole house: the binary as people start it, and gateways in process with a clock that can be set.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod allocations;
mod binary;
mod check;
mod demo;
mod examples;
mod foreign;
mod forwarded;
mod garbage;
mod house;
mod lists;
mod login;
mod reload;
mod start;
mod surroundings;
