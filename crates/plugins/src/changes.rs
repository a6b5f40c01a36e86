//! Changes to what has names and values: headers, arguments, the members of an object.

mod entry;

use plugin::form::Changeable;

pub(crate) use self::entry::{Entry, Named, Part, misplaced};

/// Changes, made in this order: names are removed, renamed, their values replaced, new ones added and appended.
#[derive(Clone, Debug)]
pub(crate) struct Changes<N, V> {
    /// The names that go.
    pub(crate) remove: Vec<N>,
    /// Names, and what they are called from now on.
    pub(crate) rename: Vec<(N, N)>,
    /// What names mean from now on, where they are there.
    pub(crate) replace: Vec<(N, V)>,
    /// What names mean, where they are not there.
    pub(crate) add: Vec<(N, V)>,
    /// What names mean besides.
    pub(crate) append: Vec<(N, V)>,
}

impl<N: Clone, V> Changes<N, V> {
    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            remove,
            rename,
            replace,
            add,
            append,
        } = self;
        remove.is_empty() && rename.is_empty() && replace.is_empty() && add.is_empty() && append.is_empty()
    }

    /// The same with other values.
    ///
    /// # Errors
    /// The first error of `other`.
    pub(crate) fn try_map<W, E>(&self, other: impl Fn(&V) -> Result<W, E>) -> Result<Changes<N, W>, E> {
        let all = |pairs: &[(N, V)]| {
            let pairs = pairs.iter();
            let pairs = pairs.map(|(name, value)| Ok((name.clone(), other(value)?)));
            pairs.collect::<Result<Vec<_>, E>>()
        };
        Ok(Changes {
            remove: self.remove.clone(),
            rename: self.rename.clone(),
            replace: all(&self.replace)?,
            add: all(&self.add)?,
            append: all(&self.append)?,
        })
    }
}

impl<N, V: Clone> Changes<N, V> {
    /// Makes them.
    pub(crate) fn make(&self, subject: &mut impl Changeable<N, V>) {
        for name in &self.remove {
            subject.remove(name);
        }
        for (old, new) in &self.rename {
            subject.rename(old, new);
        }
        for (name, value) in &self.replace {
            if subject.has(name) {
                subject.set(name, value.clone());
            }
        }
        for (name, value) in &self.add {
            if !subject.has(name) {
                subject.set(name, value.clone());
            }
        }
        for (name, value) in &self.append {
            subject.append(name, value.clone());
        }
    }
}
