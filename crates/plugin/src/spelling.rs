//! Values of headers, written one behind the other.

use std::fmt::{Display, Write as _};

use bytes::BytesMut;
use http::HeaderValue;

/// Writes the values of several headers into one piece of memory, so that all of them cost two allocations.
#[derive(Debug)]
pub struct Spelling(BytesMut);

impl Spelling {
    /// With room for so many bytes in all; more are written, too, and cost more.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        Self(BytesMut::with_capacity(bytes))
    }

    /// The value that says this; `None` if no value may say it (RFC 9110 5.5): a name with a line end in it would be
    /// another header.
    pub fn spell(&mut self, what: impl Display) -> Option<HeaderValue> {
        let written = write!(self.0, "{what}");
        let value = HeaderValue::from_maybe_shared(self.0.split().freeze());
        written.ok().and(value.ok())
    }
}

#[cfg(test)]
mod tests;
