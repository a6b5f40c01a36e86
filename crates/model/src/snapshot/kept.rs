//! The entities of one kind.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{CaCertificate, Certificate, Consumer, Id, Plugin, Route, Service, Sni, Target, Upstream};

/// The entities of one kind, in order and by id.
#[derive(Debug)]
pub(super) struct Kept<T> {
    all: Vec<Arc<T>>,
    by_id: HashMap<Id, usize>,
}

impl<T: Identified> Kept<T> {
    /// Adds one. Of two with the same id nobody knows which is meant.
    pub(super) fn add(&mut self, entity: T) -> Result<&Arc<T>, String> {
        let place = self.all.len();
        if self.by_id.contains_key(&entity.id()) {
            return Err(format!("the id {} is taken", entity.id()));
        }
        self.by_id.insert(entity.id(), place);
        Ok(self.all.push_mut(Arc::new(entity)))
    }

    pub(super) fn all(&self) -> &[Arc<T>] {
        &self.all
    }

    pub(super) fn by_id(&self, id: Id) -> Option<&Arc<T>> {
        self.all.get(*self.by_id.get(&id)?)
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            by_id: HashMap::new(),
        }
    }
}

/// An entity with an id.
pub(super) trait Identified {
    fn id(&self) -> Id;
}

macro_rules! identified {
    ($($entity:ty),*) => {$(
        impl Identified for $entity {
            fn id(&self) -> Id {
                self.id
            }
        }
    )*};
}

identified!(
    Service,
    Route,
    Plugin,
    Consumer,
    Certificate,
    CaCertificate,
    Sni,
    Upstream,
    Target
);
