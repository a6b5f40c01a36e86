//! How long an entity lives.
//!
//! A document says when it ends, in a field of our own, which its schema has if it may end at all. Kong's clients write
//! and read in its place how many seconds are left: `ttl`.

#[cfg(test)]
mod tests;

use std::fmt;

use schema::{Map, Schema, Value};

use crate::Document;

/// The field of a document that says when it ends, in seconds since 1970. Null or nothing: never.
pub const EXPIRES_AT: &str = "lychgate_expires_at";

/// Kong's word for the seconds that are left.
pub const TTL: &str = "ttl";

/// The most seconds that may be left, as in Kong.
const LONGEST: u64 = 100_000_000;

/// What was written as `ttl` is no number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTtl;

impl BadTtl {
    /// What it must be, in Kong's words.
    pub const REMEDY: &'static str = "must be an integer between 0 and 100000000";
}

impl fmt::Display for BadTtl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{TTL} {}", Self::REMEDY)
    }
}

impl std::error::Error for BadTtl {}

/// Whether entities of this schema may end.
#[must_use]
pub fn may_end(schema: &Schema) -> bool {
    schema.named(EXPIRES_AT).is_some()
}

/// Makes of the `ttl` that people wrote the moment at which the entity ends; `now` is in seconds since 1970. Zero and null
/// are for ever. Where it is not written, or no entity of this schema ends, nothing is changed.
///
/// # Errors
/// [`BadTtl`] if it is no number of seconds.
pub fn keep_ttl(schema: &Schema, written: &mut Map<String, Value>, now: u64) -> Result<(), BadTtl> {
    if !may_end(schema) {
        return Ok(());
    }
    let Some(ttl) = written.shift_remove(TTL) else {
        return Ok(());
    };
    let ends = match seconds(&ttl)? {
        0 => Value::Null,
        left => now.saturating_add(left).into(),
    };
    written.insert(EXPIRES_AT.to_owned(), ends);
    Ok(())
}

/// Tells in the place of the moment at which an entity ends how many seconds are left; nothing of one that never ends.
pub fn tell_ttl(body: &mut Map<String, Value>, now: u64) {
    if let Some(ends) = body.shift_remove(EXPIRES_AT).as_ref().and_then(whole) {
        body.insert(TTL.to_owned(), ends.saturating_sub(now).into());
    }
}

impl Document {
    /// When it ends, in seconds since 1970; `None` if never.
    #[must_use]
    pub fn ends(&self) -> Option<u64> {
        self.body.get(EXPIRES_AT).and_then(whole)
    }

    /// Whether it has ended by now, in seconds since 1970. It is as if it were not there.
    #[must_use]
    pub fn has_ended(&self, now: u64) -> bool {
        self.ends().is_some_and(|ends| ends <= now)
    }
}

fn seconds(ttl: &Value) -> Result<u64, BadTtl> {
    if ttl.is_null() {
        return Ok(0);
    }
    whole(ttl).filter(|seconds| *seconds <= LONGEST).ok_or(BadTtl)
}

/// A whole number, which JSON may write with a fraction of zero.
fn whole(value: &Value) -> Option<u64> {
    let with_fraction = || {
        let number = value.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is whole, and not below zero; beyond the largest is the largest"
        )]
        (number.fract() == 0.0 && number >= 0.0).then_some(number as u64)
    };
    value.as_u64().or_else(with_fraction)
}
