//! The tests a value must pass.

use std::fmt;

use serde_json::Value;

use crate::{Violation, types};

/// A test of one value.
#[derive(Clone)]
pub(crate) enum Test {
    Null,
    NotOneOf(Vec<Value>),
    OneOf(Vec<Value>),
    GreaterThan(f64),
    Uuid,
    Between(f64, f64),
    LenMin(usize),
    LenMax(usize),
    StartsWith(&'static str),
    Text(fn(&str) -> Result<(), Violation>),
}

/// Bounds as wide as this are those of a type, and nobody meets them.
const WIDE: f64 = 4_000_000_000.0;

impl Test {
    /// Whether it only says what numbers its type can hold.
    pub(crate) fn is_wide(&self) -> bool {
        matches!(self, Self::Between(_, high) if *high >= WIDE)
    }

    /// Kong's order: the first test that fails is the one that is told.
    pub(crate) const fn rank(&self) -> u8 {
        match self {
            Self::Null | Self::NotOneOf(_) => 0,
            Self::OneOf(_) => 1,
            Self::GreaterThan(_) => 2,
            Self::Uuid => 3,
            Self::Between(..) => 4,
            Self::LenMin(_) => 5,
            Self::LenMax(_) => 6,
            Self::StartsWith(_) => 7,
            Self::Text(_) => 8,
        }
    }

    /// What is wrong with `value`, whose type is right.
    pub(crate) fn judge(&self, value: &Value) -> Option<Violation> {
        match self {
            Self::Null => Some(Violation::Own {
                code: "config.null",
                text: "value must be null".to_owned(),
                remedy: "leave it out: here it would never be so".to_owned(),
            }),
            Self::NotOneOf(words) if words.contains(value) => Some(Violation::not_one_of(words)),
            Self::OneOf(words) if !words.contains(value) => Some(Violation::one_of(words)),
            Self::GreaterThan(limit) if number(value) <= *limit => Some(Violation::GreaterThan(*limit)),
            Self::Between(low, high) if !(*low..=*high).contains(&number(value)) => {
                Some(Violation::Between(*low, *high))
            }
            Self::LenMin(least) if length(value) < *least => Some(Violation::LenMin(*least)),
            Self::LenMax(most) if length(value) > *most => Some(Violation::LenMax(*most)),
            Self::StartsWith(prefix) if !text(value).starts_with(prefix) => {
                Some(Violation::StartsWith(prefix))
            }
            Self::Uuid => types::Uuid::judge(text(value)).err(),
            Self::Text(judge) => judge(text(value)).err(),
            _ => None,
        }
    }
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "test {}", self.rank())
    }
}

/// A value that is no number passes no test of numbers: every comparison with NaN fails.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(elements) => elements.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}
