//! The methods of a route.

use schema::{DecodeError, Field, Shape, Value, Violation};

/// A method that a route wants: capital letters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method(http::Method);

impl Method {
    /// The method.
    #[must_use]
    pub const fn as_http(&self) -> &http::Method {
        &self.0
    }

    fn parse(text: &str) -> Result<Self, Violation> {
        let capitals = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let method = http::Method::from_bytes(text.as_bytes())
            .ok()
            .filter(|_| capitals);
        method
            .map(Self)
            .ok_or_else(|| Violation::Invalid(text.to_owned()))
    }

    fn judge(text: &str) -> Result<(), Violation> {
        Self::parse(text).map(drop)
    }
}

impl Shape for Method {
    fn shape() -> Field {
        Field::text(Self::judge).of_form("Method")
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().ok_or(DecodeError::expected("a method"))?;
        Self::parse(text).map_err(|_| DecodeError::expected("a method"))
    }
}
