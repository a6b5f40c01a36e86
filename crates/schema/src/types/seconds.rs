//! A length of time.

use std::time::Duration;

use serde_json::Value;

use crate::field::Test;
use crate::{DecodeError, Field, Kind, Shape};

/// More than a hundred years.
const MOST: f64 = 4_000_000_000.0;

/// A length of time in seconds, with fractions; not negative, at most some hundred years.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Seconds(f64);

impl Seconds {
    /// The number of seconds.
    #[must_use]
    pub const fn number(self) -> f64 {
        self.0
    }

    /// The length of time.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_secs_f64(self.0)
    }
}

impl Shape for Seconds {
    fn shape() -> Field {
        Field::new(Kind::Number).tested(Test::Between(0.0, MOST))
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let number = value.as_f64().filter(|number| (0.0..=MOST).contains(number));
        number
            .map(Self)
            .ok_or(DecodeError::expected("a number of seconds"))
    }
}
