//! A document that does not have the types it was said to have.

use std::fmt;

use crate::DocumentPath;

/// A value could not be read. After a check that found nothing this is a fault of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Where.
    pub path: DocumentPath,
    /// What should stand there.
    pub expected: &'static str,
}

impl DecodeError {
    /// The value itself should be `expected`.
    #[must_use]
    pub const fn expected(expected: &'static str) -> Self {
        Self {
            path: DocumentPath::root(),
            expected,
        }
    }

    /// The same error, seen from further out.
    #[must_use]
    pub fn at(mut self, path: impl Into<DocumentPath>) -> Self {
        self.path = path.into().join(self.path);
        self
    }

    /// The stable name of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "config.undecodable"
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {} ({})", self.path, self.expected, self.code())
    }
}

impl std::error::Error for DecodeError {}
