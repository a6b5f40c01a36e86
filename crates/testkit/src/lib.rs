//! What tests need around the gateway: a browser, an upstream that tells what it got, a clock
//! that stands still, and fakes of the ports.
//!
//! Knows: ports and HTTP as a stranger sees it. Must never know: the gateway's own parts,
//! and must never be a dependency of anything but tests.
//! It fails loudly: what a test did not expect panics with the whole story.
//! Start with [`browser::Browser`] for stories, with [`http::Scripted`] for single plugins.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

pub mod browser;
pub mod clock;
pub mod deposits;
pub mod echo;
pub mod entropy;
pub mod gui;
pub mod http;
pub mod outside;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod tls;
