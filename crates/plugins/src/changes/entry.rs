//! A change as an option has it: a name, or `name:value`.

use http::{HeaderName, HeaderValue};
use plugin::header;
use schema::{DecodeError, Field, Shape, Value, Violation};

/// A part of such an entry.
pub(crate) trait Part: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn parse(text: &str) -> Result<Self, Violation>;
}

/// A name and a value, written `name:value`.
#[derive(Clone, Debug)]
pub(crate) struct Entry<N, V> {
    pub(crate) name: N,
    pub(crate) value: V,
}

/// A name. Whatever stands behind a colon says nothing, as in Kong.
#[derive(Clone, Debug)]
pub(crate) struct Named<N>(pub(crate) N);

impl<N: Part, V: Part> Entry<N, V> {
    fn parse(text: &str) -> Result<Self, Violation> {
        let (name, value) = split(text)?;
        if value.is_empty() {
            return Err(has_no_value(name));
        }
        Ok(Self {
            name: N::parse(name)?,
            value: V::parse(value)?,
        })
    }
}

impl<N: Part> Named<N> {
    fn parse(text: &str) -> Result<Self, Violation> {
        split(text).and_then(|(name, _)| N::parse(name)).map(Self)
    }
}

impl<N: Part, V: Part> Shape for Entry<N, V> {
    fn shape() -> Field {
        Field::text(|text| Self::parse(text).map(drop))
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let expected = DecodeError::expected("name:value");
        value
            .as_str()
            .and_then(|text| Self::parse(text).ok())
            .ok_or(expected)
    }
}

impl<N: Part> Shape for Named<N> {
    fn shape() -> Field {
        Field::text(|text| Self::parse(text).map(drop))
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let expected = DecodeError::expected("a name");
        value
            .as_str()
            .and_then(|text| Self::parse(text).ok())
            .ok_or(expected)
    }
}

/// The name, and what stands behind all colons that follow it.
fn split(text: &str) -> Result<(&str, &str), Violation> {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    match name.is_empty() {
        true => Err(Violation::Invalid(text.to_owned())),
        false => Ok((name, value.trim_start_matches(':'))),
    }
}

/// What is wrong with a name alone where a value is wanted.
fn has_no_value(name: &str) -> Violation {
    Violation::Own {
        code: "transformer.no_value",
        text: format!("key '{name}' has no value"),
        remedy: "write name:value".to_owned(),
    }
}

impl Part for String {
    fn parse(text: &str) -> Result<Self, Violation> {
        Ok(text.to_owned())
    }
}

/// Headers that say where a message ends, or what becomes of its connection. Only the codec knows.
const FRAMING: [HeaderName; 7] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// What is wrong with setting a header: it speaks of the connection, not of the message.
pub(crate) fn misplaced(name: &HeaderName) -> Option<Violation> {
    let is_framing = FRAMING.contains(name) || matches!(name.as_str(), "keep-alive" | "http2-settings");
    is_framing.then(|| Violation::Own {
        code: "transformer.framing",
        text: format!("'{name}' speaks of the connection and cannot be set"),
        remedy: "leave it out: the gateway sets what is true".to_owned(),
    })
}

impl Part for HeaderName {
    fn parse(text: &str) -> Result<Self, Violation> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let name = Self::from_bytes(text.as_bytes()).ok();
        name.filter(|_| text.bytes().all(allowed))
            .ok_or_else(|| Violation::Own {
                code: "transformer.header_name",
                text: format!("'{text}' is not a valid header"),
                remedy: "write letters, digits, - and _".to_owned(),
            })
    }
}

impl Part for HeaderValue {
    fn parse(text: &str) -> Result<Self, Violation> {
        Self::from_bytes(text.as_bytes()).map_err(|_| Violation::Own {
            code: "transformer.header_value",
            text: format!("value '{}' cannot stand in a header", text.escape_debug()),
            remedy: "write one line, without control characters".to_owned(),
        })
    }
}
