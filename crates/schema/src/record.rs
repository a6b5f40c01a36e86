//! A struct as an ordered list of fields.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::{DecodeError, Schema, Shape};

/// A struct that can be written in a document. Derive it: `#[derive(Record)]`.
pub trait Record: Sized {
    /// Its fields in order, and the rules between them.
    fn describe() -> Schema;

    /// Reads it from the members of a document that was filled and checked.
    ///
    /// # Errors
    /// [`DecodeError`] for the first member that does not have its type.
    fn from_members(members: &Members<'_>) -> Result<Self, DecodeError>;

    /// Reads it from a document that was filled and checked. Absent and null are both `None` here.
    ///
    /// # Errors
    /// [`DecodeError`] for the first member that does not have its type; never after [`crate::check`]
    /// found nothing.
    fn decode(document: &Value) -> Result<Self, DecodeError> {
        Self::from_members(&Members::of(document)?)
    }
}

/// The members of a document that belong to one record: all of them, or those with its prefix.
#[derive(Clone)]
pub struct Members<'a> {
    document: &'a Map<String, Value>,
    prefix: String,
}

impl<'a> Members<'a> {
    /// The members of `document`.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not an object.
    pub fn of(document: &'a Value) -> Result<Self, DecodeError> {
        document
            .as_object()
            .map(Self::from)
            .ok_or(DecodeError::expected("a record"))
    }

    /// The members whose names begin with `prefix`, by the rest of their names.
    #[must_use]
    pub fn under(&self, prefix: &str) -> Self {
        Self {
            document: self.document,
            prefix: self.full(prefix),
        }
    }

    /// The value of a member; `None` if it is absent or null.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        let value = match self.prefix.is_empty() {
            true => self.document.get(name),
            false => self.document.get(&self.full(name)),
        };
        value.filter(|value| !value.is_null())
    }

    /// Reads a member.
    ///
    /// # Errors
    /// [`DecodeError`] if it is missing or does not have its type.
    pub fn read<T: Shape>(&self, name: &str) -> Result<T, DecodeError> {
        T::read_or_absent(self.value(name)).map_err(|error| error.at(self.full(name).as_str()))
    }

    /// The name of a member as the document has it.
    #[must_use]
    pub fn full(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

impl<'a> From<&'a Map<String, Value>> for Members<'a> {
    fn from(document: &'a Map<String, Value>) -> Self {
        Self {
            document,
            prefix: String::new(),
        }
    }
}
