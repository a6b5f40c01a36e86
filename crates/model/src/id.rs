//! Identities.

#[cfg(test)]
mod tests;

use std::fmt;

use schema::{DecodeError, Field, Kind, Shape, Value};
use uuid::{Uuid, uuid};

/// The root of all ids that are made from names.
const ROOT: Uuid = uuid!("fd02801f-0957-4a15-a55a-c8d9606f30b5");

/// The root of the ids that the parts of a route have.
const PARTS: Uuid = uuid!("7f145bf9-0dce-4f91-98eb-debbce4b9f6b");

/// The workspace that everything belongs to unless it says otherwise.
pub const DEFAULT_WORKSPACE: Id = Id(uuid!("0dc6f45b-8f8d-40d2-a504-473544ee190b"));

/// The identity of an entity: a UUID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Uuid);

impl Id {
    /// How many characters it is written with.
    pub const LENGTH: usize = 36;

    /// Reads 36 characters with dashes, in either case; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        schema::Uuid::parse(text).ok()?;
        Uuid::try_parse(text).ok().map(Self)
    }

    /// An id that nobody else has: 122 of these bits (UUID version 4, RFC 9562 5.4).
    #[must_use]
    pub fn random(bits: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bits).into_uuid())
    }

    /// The id that an entity of this kind has by its key when it was given none (UUID version 5, RFC 9562 5.5).
    /// Kong makes the same.
    #[must_use]
    pub fn named(kind: &str, key: &str) -> Self {
        let space = Uuid::new_v5(&ROOT, kind.as_bytes());
        Self(Uuid::new_v5(&space, key.as_bytes()))
    }

    /// The id of an entity without any key, by the place where it stands in its file.
    /// Reading the same file again gives the same id, so that nothing is rebuilt without need.
    #[must_use]
    pub fn placed(kind: &str, place: &str) -> Self {
        // No name can collide: no kind of entity contains a blank.
        Self::named(&format!("{kind} by place"), place)
    }

    /// Writes it, with small letters.
    #[must_use]
    pub fn write(self, into: &mut [u8; Self::LENGTH]) -> &str {
        self.0.as_hyphenated().encode_lower(into)
    }

    /// The id of a part of a route whose paths are judged apart. Kong makes the same.
    #[must_use]
    pub fn part(self, number: usize) -> Self {
        Self(Uuid::new_v5(&PARTS, format!("{self}#{number}").as_bytes()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0.as_hyphenated(), f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::from(id.to_string())
    }
}

impl Shape for Id {
    fn shape() -> Field {
        Field::new(Kind::String).uuid()
    }

    /// Reads an id, or a link to one: `{"id": "…"}`.
    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.get("id").unwrap_or(value).as_str();
        text.and_then(Self::parse).ok_or(DecodeError::expected("a UUID"))
    }
}
