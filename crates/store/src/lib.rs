//! Where documents are kept, and how they come in from a file.
//!
//! Knows: documents, their identity, uniqueness and links; the declarative file.
//! Must never know: a particular entity or plugin, how a request is served, or where a file lies.
//! Start with [`declarative::read`]; then read [`Memory`].

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod apply;
mod change;
mod claim;
pub mod declarative;
mod deposit;
mod listing;
mod memory;
mod postgres;
mod read;
mod session;
mod sql;
mod sqlite;
mod store;

pub use change::{Change, Difference, Refusal, Revision, StoreError};
pub(crate) use change::{Changed, Operation};
pub use deposit::Deposit;
pub use listing::{By, Filter, Listing, Page, Related, Tagged, Tags};
pub use memory::Memory;
pub use postgres::{Authorities, Postgres, PostgresSettings, Tls, Words};
pub use sql::VERSION as TABLES_VERSION;
pub use sqlite::Sqlite;
pub use store::Store;
