//! Entities by a text that each of them has alone in its workspace.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::Id;

/// Entities by a text that each of them has alone in its workspace. The text may be a secret, such as the key of an API:
/// it is looked for by a hash that nobody outside can work out, and compared in constant time. So how long a search takes
/// tells nothing about the texts that are there.
#[derive(Clone, Debug)]
pub(super) struct Index<T> {
    hash: RandomState,
    found: HashMap<u64, Vec<Placed<T>>, BuildHasherDefault<AsItIs>>,
}

#[derive(Clone, Debug)]
struct Placed<T> {
    workspace: Id,
    text: Box<str>,
    entity: T,
}

impl<T> Index<T> {
    /// Adds one.
    ///
    /// # Errors
    /// Another one of the workspace has the text.
    pub(super) fn add(&mut self, workspace: Id, text: &str, entity: T) -> Result<(), Taken> {
        if self.find(workspace, text).is_some() {
            return Err(Taken);
        }
        let hash = self.hash.hash_one(text);
        self.found.entry(hash).or_default().push(Placed {
            workspace,
            text: text.into(),
            entity,
        });
        Ok(())
    }

    /// Takes the one away that has this text.
    pub(super) fn take(&mut self, workspace: Id, text: &str) {
        let hash = self.hash.hash_one(text);
        if let Some(placed) = self.found.get_mut(&hash) {
            placed.retain(|one| !one.is(workspace, text));
            if placed.is_empty() {
                self.found.remove(&hash);
            }
        }
    }

    /// The one that has this text.
    pub(super) fn find(&self, workspace: Id, text: &str) -> Option<&T> {
        let mut placed = self.found.get(&self.hash.hash_one(text))?.iter();
        placed.find(|one| one.is(workspace, text)).map(|one| &one.entity)
    }
}

/// The hash of a number that is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Another entity has the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken;

impl<T> Placed<T> {
    fn is(&self, workspace: Id, text: &str) -> bool {
        self.workspace == workspace && verify_slices_are_equal(self.text.as_bytes(), text.as_bytes()).is_ok()
    }
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self {
            hash: RandomState::new(),
            found: HashMap::default(),
        }
    }
}
