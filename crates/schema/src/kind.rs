//! What a value may be.

use crate::{Field, Schema};

/// What a value may be. The words are Kong's.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Text.
    String,
    /// A number without a fraction, up to 2^53 either way. `5.0` counts, `"5"` does not.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Elements in order.
    Array(Box<Field>),
    /// Elements in order, each once.
    Set(Box<Field>),
    /// Values by names that people choose.
    Map(Box<Field>),
    /// Values by names that the schema chooses.
    Record(Schema),
    /// A link to an entity of this name, written `{"id": "…"}`.
    Foreign(&'static str),
    /// Anything.
    Json,
}

impl Kind {
    /// The schema of the record, or of each of the records.
    #[must_use]
    pub fn schema(&self) -> Option<&Schema> {
        match self {
            Self::Record(schema) => Some(schema),
            Self::Array(element) | Self::Set(element) => element.kind.schema(),
            _ => None,
        }
    }

    /// The kind's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array(_) => "array",
            Self::Set(_) => "set",
            Self::Map(_) => "map",
            Self::Record(_) => "record",
            Self::Foreign(_) => "foreign",
            Self::Json => "json",
        }
    }
}
