//! What all instances of a plugin on this node have in common.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Things that must have one home on a node, however many instances a plugin has: what happens once for all of them
/// is known here. Looked at when an instance is built, never on the way of a request.
#[derive(Default)]
pub struct Shared(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Shared {
    /// The one `T` of this node; the first who asks makes it.
    #[must_use]
    pub fn the<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut homes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let home = homes
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::new(T::default()));
        // What stands under a type's id is of that type; a new one would do no harm either.
        Arc::clone(home).downcast().unwrap_or_default()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

#[cfg(test)]
mod tests;
