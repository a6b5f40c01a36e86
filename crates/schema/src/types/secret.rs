//! A secret.

use std::fmt;

use serde_json::Value;

use crate::{DecodeError, Field, Kind, Shape};

/// A secret. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for the one who must use it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Shape for Secret {
    fn shape() -> Field {
        Field::new(Kind::String).encrypted()
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        String::read(value).map(Self)
    }
}
