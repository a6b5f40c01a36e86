//! A port.

use serde_json::Value;

use crate::{DecodeError, Field, Shape};

/// A port, from 0 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Port(u16);

impl Port {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl From<u16> for Port {
    fn from(number: u16) -> Self {
        Self(number)
    }
}

impl Shape for Port {
    fn shape() -> Field {
        u16::shape()
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        u16::read(value).map(Self)
    }
}
