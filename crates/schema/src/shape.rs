//! Which field a Rust type is, and how it is read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::field::Test;
use crate::{DecodeError, Field, Kind};

/// Beyond this, numbers of JSON are no longer exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A Rust type that can stand in a document.
pub trait Shape: Sized {
    /// The field it is, with the tests that the type itself brings.
    fn shape() -> Field;

    /// Reads a value that passed those tests.
    ///
    /// # Errors
    /// [`DecodeError`] if the value is something else.
    fn read(value: &Value) -> Result<Self, DecodeError>;

    /// Reads a value that may be missing.
    ///
    /// # Errors
    /// [`DecodeError`] if it is missing and the type has no word for that.
    fn read_or_absent(value: Option<&Value>) -> Result<Self, DecodeError> {
        value.map_or(Err(DecodeError::expected("a value")), Self::read)
    }
}

impl<T: Shape> Shape for Option<T> {
    fn shape() -> Field {
        T::shape().optional()
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        T::read(value).map(Some)
    }

    fn read_or_absent(value: Option<&Value>) -> Result<Self, DecodeError> {
        value.map(T::read).transpose()
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn shape() -> Field {
        Field::new(Kind::Array(Box::new(T::shape())))
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let elements = value.as_array().ok_or(DecodeError::expected("an array"))?;
        elements
            .iter()
            .enumerate()
            .map(|(index, element)| T::read(element).map_err(|error| error.at(index)))
            .collect()
    }
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    fn shape() -> Field {
        Field::new(Kind::Map(Box::new(T::shape())))
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let members = value.as_object().ok_or(DecodeError::expected("a map"))?;
        members
            .iter()
            .map(|(name, value)| match T::read(value) {
                Ok(read) => Ok((name.clone(), read)),
                Err(error) => Err(error.at(name.as_str())),
            })
            .collect()
    }
}

impl Shape for String {
    fn shape() -> Field {
        Field::new(Kind::String)
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        value
            .as_str()
            .map(Self::from)
            .ok_or(DecodeError::expected("a string"))
    }
}

impl Shape for bool {
    fn shape() -> Field {
        Field::new(Kind::Boolean)
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        value.as_bool().ok_or(DecodeError::expected("a boolean"))
    }
}

impl Shape for f64 {
    fn shape() -> Field {
        Field::new(Kind::Number)
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        value.as_f64().ok_or(DecodeError::expected("a number"))
    }
}

impl Shape for Value {
    fn shape() -> Field {
        Field::new(Kind::Json)
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        Ok(value.clone())
    }
}

/// An integer that is exact in JSON.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    let number = value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && number.abs() <= EXACT)?;
    // Exact: no fraction, and within what both types can hold.
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    value.as_i64().or(Some(number as i64))
}

macro_rules! integers {
    ($($integer:ty: $low:expr, $high:expr;)*) => {$(
        impl Shape for $integer {
            fn shape() -> Field {
                Field::new(Kind::Integer).tested(Test::Between($low, $high))
            }

            fn read(value: &Value) -> Result<Self, DecodeError> {
                integer(value)
                    .and_then(|number| Self::try_from(number).ok())
                    .ok_or(DecodeError::expected("an integer within its range"))
            }
        }
    )*};
}

integers! {
    u16: 0.0, 65_535.0;
    u32: 0.0, 4_294_967_295.0;
    u64: 0.0, EXACT;
    i32: -2_147_483_648.0, 2_147_483_647.0;
    i64: -EXACT, EXACT;
}
