//! Logins as text: what a browser shows, what is asked of the provider, and what follows.

#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "tests may panic and read plainly"
)]

mod answers;
mod bearer;
mod browser;
mod demands;
mod encrypted;
mod flow;
mod grants;
mod hybrid;
mod op;
mod sessions;
mod transcript;
mod ways;
