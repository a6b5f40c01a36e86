//! The headers of a message.

use std::slice;

use http::header::{Entry, ValueIter};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers of a request or an answer, in any order; several of one name keep theirs.
///
/// How they are kept is nobody's business but the codec's.
#[derive(Clone, Debug, Default)]
pub struct Head {
    lines: Lines,
    marks: Marks,
}

/// What somebody sent is in a map, because nobody knows how many lines it has. What we write is short, and a list of
/// it needs no hashes.
#[derive(Clone, Debug)]
enum Lines {
    List(Vec<Line>),
    Map(HeaderMap),
}

type Line = (HeaderName, HeaderValue);

impl Default for Lines {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// Which names may be there. A request is asked for many headers that it does not have, and nearly all of these
/// questions are answered here, without a look into the map. A mark stays when its name goes: it promises nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Marks(u64);

impl Marks {
    /// Whether it was there before.
    fn add(&mut self, name: &HeaderName) -> bool {
        let (mark, before) = (Self::of(name), *self);
        self.0 |= mark;
        before.may_have(mark)
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
        for name in &names {
            marks.add(name);
        }
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
        if !self.may_have(name) {
            return None;
        }
        match &self.lines {
            Lines::List(list) => list
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, value)| value),
            Lines::Map(map) => map.get(name),
        }
    }

    /// The first value of `name`, if it is visible ASCII.
    #[must_use]
    pub fn text(&self, name: &HeaderName) -> Option<&str> {
        self.get(name).and_then(|value| value.to_str().ok())
    }

    /// All values of `name`, in the order they came.
    pub fn all(&self, name: &HeaderName) -> impl Iterator<Item = &HeaderValue> + use<'_> {
        match &self.lines {
            _ if !self.may_have(name) => Values::None,
            Lines::Map(map) => Values::Map(map.get_all(name).into_iter()),
            Lines::List(list) => match list.iter().position(|(other, _)| other == name) {
                Some(first) => Values::List(list[first..].iter(), &list[first].0),
                None => Values::None,
            },
        }
    }

    /// Whether there is such a header.
    #[must_use]
    pub fn has(&self, name: &HeaderName) -> bool {
        self.get(name).is_some()
    }

    /// Whether there is a header of one of these names.
    #[must_use]
    pub fn has_any(&self, names: &HeaderNames) -> bool {
        self.marks.may_have(names.marks.0) && names.names.iter().any(|name| self.has(name))
    }

    /// Makes room for so many more values at once.
    pub fn reserve(&mut self, more: usize) {
        match &mut self.lines {
            Lines::List(list) => list.reserve(more),
            Lines::Map(map) => map.reserve(more),
        }
    }

    /// Puts this value in the place of all others of that name.
    pub fn set(&mut self, name: HeaderName, value: HeaderValue) {
        let may_be_there = self.marks.add(&name);
        match &mut self.lines {
            Lines::List(list) => {
                if may_be_there {
                    list.retain(|(other, _)| *other != name);
                }
                list.push((name, value));
            }
            Lines::Map(map) => drop(map.insert(name, value)),
        }
    }

    /// Puts these headers in the place of all others of their names.
    pub fn set_all(&mut self, others: &Self) {
        for (name, value) in others.iter() {
            self.set(name.clone(), value.clone());
        }
    }

    /// Adds a value beside the others of that name.
    pub fn append(&mut self, name: HeaderName, value: HeaderValue) {
        self.marks.add(&name);
        match &mut self.lines {
            Lines::List(list) => list.push((name, value)),
            Lines::Map(map) => drop(map.append(name, value)),
        }
    }

    /// Adds these headers beside those of their names.
    pub fn append_all(&mut self, others: Self) {
        if others.is_empty() {
            return;
        }
        self.marks.0 |= others.marks.0;
        match (&mut self.lines, others.lines) {
            (lines, others) if lines.len() == 0 => *lines = others,
            (Lines::List(list), others) => list.extend(others),
            (Lines::Map(map), others) => {
                for (name, value) in others {
                    map.append(name, value);
                }
            }
        }
    }

    /// Takes all values of `name` away; whether there were any.
    pub fn remove(&mut self, name: &HeaderName) -> bool {
        if !self.may_have(name) {
            return false;
        }
        match &mut self.lines {
            Lines::List(list) => {
                let before = list.len();
                list.retain(|(other, _)| other != name);
                list.len() < before
            }
            Lines::Map(map) => match map.entry(name) {
                Entry::Occupied(entry) => {
                    entry.remove_entry_mult();
                    true
                }
                Entry::Vacant(_) => false,
            },
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
        let (list, map): (&[Line], _) = match &self.lines {
            Lines::List(list) => (list, None),
            Lines::Map(map) => (&[], Some(map)),
        };
        let listed = list.iter().map(|(name, value)| (name, value));
        listed.chain(map.into_iter().flatten())
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn may_have(&self, name: &HeaderName) -> bool {
        self.marks.may_have(Marks::of(name))
    }
}

/// The values of one name.
enum Values<'a> {
    None,
    List(slice::Iter<'a, Line>, &'a HeaderName),
    Map(ValueIter<'a, HeaderValue>),
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a HeaderValue;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::None => None,
            Self::List(lines, name) => lines.find(|(other, _)| other == *name).map(|(_, value)| value),
            Self::Map(values) => values.next(),
        }
    }
}

impl Lines {
    fn len(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Map(map) => map.len(),
        }
    }
}

impl IntoIterator for Lines {
    type Item = Line;
    type IntoIter = std::vec::IntoIter<Line>;

    fn into_iter(self) -> Self::IntoIter {
        match self {
            Self::List(list) => list.into_iter(),
            Self::Map(map) => {
                let mut list = Vec::with_capacity(map.len());
                for (name, value) in map {
                    // Without a name it has that of the one before.
                    let name = name.or_else(|| list.last().map(|(name, _): &Line| name.clone()));
                    list.extend(name.map(|name| (name, value)));
                }
                list.into_iter()
            }
        }
    }
}

/// For the codec alone.
impl From<HeaderMap> for Head {
    fn from(map: HeaderMap) -> Self {
        let mut marks = Marks::default();
        for name in map.keys() {
            marks.add(name);
        }
        Self {
            lines: Lines::Map(map),
            marks,
        }
    }
}

/// For the codec alone.
impl From<Head> for HeaderMap {
    fn from(head: Head) -> Self {
        match head.lines {
            Lines::Map(map) => map,
            Lines::List(list) => {
                let mut map = Self::with_capacity(list.len());
                for (name, value) in list {
                    map.append(name, value);
                }
                map
            }
        }
    }
}

#[cfg(test)]
mod tests;
