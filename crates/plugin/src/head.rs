//! The headers of a message.

use http::header::{Entry, GetAll};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers of a request or an answer, in any order; several of one name keep theirs.
///
/// How they are kept is nobody's business but the codec's.
#[derive(Clone, Debug, Default)]
pub struct Head(Lines);

/// One way today; a codec of our own will keep offsets into its read buffer instead.
#[derive(Clone, Debug)]
enum Lines {
    Map(HeaderMap),
}

impl Default for Lines {
    fn default() -> Self {
        Self::Map(HeaderMap::new())
    }
}

impl Head {
    /// No headers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The first value of `name`.
    #[must_use]
    pub fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.map().get(name)
    }

    /// The first value of `name`, if it is visible ASCII.
    #[must_use]
    pub fn text(&self, name: &HeaderName) -> Option<&str> {
        self.get(name).and_then(|value| value.to_str().ok())
    }

    /// All values of `name`, in the order they came.
    pub fn all(&self, name: &HeaderName) -> impl Iterator<Item = &HeaderValue> + use<'_> {
        let all: GetAll<'_, HeaderValue> = self.map().get_all(name);
        all.into_iter()
    }

    /// Whether there is such a header.
    #[must_use]
    pub fn has(&self, name: &HeaderName) -> bool {
        self.map().contains_key(name)
    }

    /// Puts this value in the place of all others of that name.
    pub fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.map_mut().insert(name, value);
    }

    /// Adds a value beside the others of that name.
    pub fn append(&mut self, name: HeaderName, value: HeaderValue) {
        self.map_mut().append(name, value);
    }

    /// Takes all values of `name` away; whether there were any.
    pub fn remove(&mut self, name: &HeaderName) -> bool {
        match self.map_mut().entry(name) {
            Entry::Occupied(entry) => {
                entry.remove_entry_mult();
                true
            }
            Entry::Vacant(_) => false,
        }
    }

    /// Every header.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.map().iter()
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.map().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.map().is_empty()
    }

    fn map(&self) -> &HeaderMap {
        let Lines::Map(map) = &self.0;
        map
    }

    fn map_mut(&mut self) -> &mut HeaderMap {
        let Lines::Map(map) = &mut self.0;
        map
    }
}

/// For the codec alone.
impl From<HeaderMap> for Head {
    fn from(map: HeaderMap) -> Self {
        Self(Lines::Map(map))
    }
}

/// For the codec alone.
impl From<Head> for HeaderMap {
    fn from(head: Head) -> Self {
        let Lines::Map(map) = head.0;
        map
    }
}
