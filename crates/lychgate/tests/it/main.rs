//! The whole house: the binary as people start it, and gateways in process with a clock that can be set.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod administered;
mod allocations;
mod audited;
mod balanced;
mod bearer;
mod binary;
mod callback;
mod check;
mod circles;
mod config;
mod config_guide;
mod cookies;
mod demo;
mod denial;
mod examples;
mod faults;
mod forbidden;
mod foreign;
mod forwarded;
mod garbage;
mod go_kong;
mod guides;
mod house;
mod identity;
mod killed;
mod lists;
mod logged;
mod login;
mod logout;
mod made_up;
mod manual;
mod outsized;
mod refresh;
mod reload;
mod roundtrip;
mod rules;
mod shown;
mod signatures;
mod start;
mod surroundings;
mod together;
mod told;
mod vaults;
