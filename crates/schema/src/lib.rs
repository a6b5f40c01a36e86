//! What an option is: its type, its default, its bounds, and how a violation of them is told.
//!
//! Knows: fields and their vocabulary, documents as JSON values, violations and their wording.
//! Must never know: an entity, a plugin, a file, a socket or the time.
//! Start with [`Record`]; then read [`Field`] (the vocabulary), [`fill`], [`check`] and [`render`].

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::needless_pass_by_value,
        reason = "tests may panic and read plainly"
    )
)]

// The derives speak of `::schema`, also in this crate's own tests.
extern crate self as schema;

mod check;
mod choice;
mod complete;
mod conditional;
mod decode;
mod description;
mod field;
mod fill;
mod infer;
mod kind;
mod merge;
mod nearest;
mod path;
mod record;
mod redaction;
mod reference;
mod relate;
pub mod render;
mod shape;
mod shorthand;
mod types;
mod violation;
mod violations;

pub use check::check;
pub use choice::Choice;
pub use complete::complete;
pub use conditional::Conditional;
pub use decode::DecodeError;
pub use description::Schema;
pub use field::{Field, Support};
pub use fill::fill;
pub use infer::infer;
pub use kind::Kind;
pub use merge::merge;
pub use nearest::nearest;
pub use path::{Path as DocumentPath, Step};
pub use record::{Members, Record};
pub use redaction::{REDACTED, redact, restore};
pub use reference::{Held, Reference, visit_references};
pub use relate::{Relation, Rule};
pub use schema_derive::{Choice, Record};
pub use serde_json::{Map, Value};
pub use shape::Shape;
pub use shorthand::Shorthand;
pub use types::{HeaderName, Host, IpOrCidr, Name, Path, Port, Seconds, Secret, Tag, Url, Uuid};
pub use violation::Violation;
pub use violations::Violations;
