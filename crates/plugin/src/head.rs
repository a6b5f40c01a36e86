//! The headers of a message.

use http::header::{Entry, GetAll};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers of a request or an answer, in any order; several of one name keep theirs.
///
/// How they are kept is nobody's business but the codec's.
#[derive(Clone, Debug, Default)]
pub struct Head {
    lines: Lines,
    marks: Marks,
}

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

/// Which names may be there. A request is asked for many headers that it does not have, and nearly all of these
/// questions are answered here, without a look into the map. A mark stays when its name goes: it promises nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Marks(u64);

impl Marks {
    fn add(&mut self, name: &HeaderName) {
        self.0 |= Self::of(name);
    }

    const fn may_have(self, marks: u64) -> bool {
        self.0 & marks != 0
    }

    /// The factors keep the usual names apart.
    fn of(name: &HeaderName) -> u64 {
        let name = name.as_str().as_bytes();
        let [first, .., last] = name else {
            return 1;
        };
        let [first, middle, last] = [*first, name[name.len() / 2], *last].map(usize::from);
        1 << ((5 * name.len() + 3 * first + 11 * middle + last) % 64)
    }
}

/// HeaderNames that are looked for together, again and again.
#[derive(Clone, Debug)]
pub struct HeaderNames {
    names: Box<[HeaderName]>,
    marks: Marks,
}

impl FromIterator<HeaderName> for HeaderNames {
    fn from_iter<T: IntoIterator<Item = HeaderName>>(names: T) -> Self {
        let names: Box<[HeaderName]> = names.into_iter().collect();
        let mut marks = Marks::default();
        names.iter().for_each(|name| marks.add(name));
        Self { names, marks }
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
        self.may_have(name).then(|| self.map().get(name)).flatten()
    }

    /// The first value of `name`, if it is visible ASCII.
    #[must_use]
    pub fn text(&self, name: &HeaderName) -> Option<&str> {
        self.get(name).and_then(|value| value.to_str().ok())
    }

    /// All values of `name`, in the order they came.
    pub fn all(&self, name: &HeaderName) -> impl Iterator<Item = &HeaderValue> + use<'_> {
        let all: Option<GetAll<'_, HeaderValue>> = self.may_have(name).then(|| self.map().get_all(name));
        all.into_iter().flatten()
    }

    /// Whether there is such a header.
    #[must_use]
    pub fn has(&self, name: &HeaderName) -> bool {
        self.may_have(name) && self.map().contains_key(name)
    }

    /// Puts this value in the place of all others of that name.
    pub fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.marks.add(&name);
        self.map_mut().insert(name, value);
    }

    /// Puts these headers in the place of all others of their names.
    pub fn set_all(&mut self, others: &Self) {
        self.marks.0 |= others.marks.0;
        let map = self.map_mut();
        for (name, value) in others.map() {
            map.insert(name.clone(), value.clone());
        }
    }

    /// Adds a value beside the others of that name.
    pub fn append(&mut self, name: HeaderName, value: HeaderValue) {
        self.marks.add(&name);
        self.map_mut().append(name, value);
    }

    /// Takes all values of `name` away; whether there were any.
    pub fn remove(&mut self, name: &HeaderName) -> bool {
        if !self.may_have(name) {
            return false;
        }
        match self.map_mut().entry(name) {
            Entry::Occupied(entry) => {
                entry.remove_entry_mult();
                true
            }
            Entry::Vacant(_) => false,
        }
    }

    /// Takes all values of all these names away.
    pub fn remove_each(&mut self, names: &HeaderNames) {
        if self.marks.may_have(names.marks.0) {
            for name in &names.names {
                self.remove(name);
            }
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

    fn may_have(&self, name: &HeaderName) -> bool {
        self.marks.may_have(Marks::of(name))
    }

    fn map(&self) -> &HeaderMap {
        let Lines::Map(map) = &self.lines;
        map
    }

    fn map_mut(&mut self) -> &mut HeaderMap {
        let Lines::Map(map) = &mut self.lines;
        map
    }
}

/// For the codec alone.
impl From<HeaderMap> for Head {
    fn from(map: HeaderMap) -> Self {
        let mut marks = Marks::default();
        map.keys().for_each(|name| marks.add(name));
        Self {
            lines: Lines::Map(map),
            marks,
        }
    }
}

/// For the codec alone.
impl From<Head> for HeaderMap {
    fn from(head: Head) -> Self {
        let Lines::Map(map) = head.lines;
        map
    }
}

#[cfg(test)]
mod tests;
