//! The pages of the Manager, and how they are sent.
//!
//! Knows: the files that were built from `web`, and what browsers want beside them.
//! Must never know: the Admin API, sessions, or who may see a page: the pages hold nothing that is anybody's.
//! Start with `pages.rs`.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod coding;
mod file;
mod pages;
mod policy;

pub use pages::pages;
