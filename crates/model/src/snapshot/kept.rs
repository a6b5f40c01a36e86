//! The entities of one kind.

use std::collections::HashMap;
use std::sync::Arc;

use super::balanced::Placed;
use super::order::Order;
use crate::{
    CaCertificate, Certificate, Consumer, ConsumerGroup, ConsumerGroupConsumer, DEFAULT_WORKSPACE, Id,
    Plugin, Route, Service, Sni, Target,
};

/// The entities of one kind, in order and by id.
#[derive(Clone, Debug)]
pub(super) struct Kept<T> {
    all: Vec<Arc<T>>,
    by_id: HashMap<Id, Arc<T>>,
    /// The workspaces of those that are not in `default`.
    homes: HashMap<Id, Id>,
}

impl<T: Identified> Kept<T> {
    /// Adds one. Of two with the same id nobody knows which is meant.
    ///
    /// # Errors
    /// That its id is taken.
    pub(super) fn add(&mut self, order: Order, workspace: Id, entity: Arc<T>) -> Result<(), String> {
        let id = entity.id();
        if self.by_id.contains_key(&id) {
            return Err(format!("the id {id} is taken"));
        }
        self.by_id.insert(id, Arc::clone(&entity));
        if workspace != DEFAULT_WORKSPACE {
            self.homes.insert(id, workspace);
        }
        let place = match self.all.last() {
            Some(last) if order == Order::ById && last.id() > id => {
                self.all.partition_point(|one| one.id() < id)
            }
            _ => self.all.len(),
        };
        self.all.insert(place, entity);
        Ok(())
    }

    /// Takes one away, if it is there. They stand by their ids.
    pub(super) fn take(&mut self, id: Id) {
        if let Ok(place) = self.all.binary_search_by_key(&id, |one| one.id()) {
            self.all.remove(place);
            self.by_id.remove(&id);
            self.homes.remove(&id);
        }
    }

    pub(super) fn all(&self) -> &[Arc<T>] {
        &self.all
    }

    pub(super) fn by_id(&self, id: Id) -> Option<&Arc<T>> {
        self.by_id.get(&id)
    }

    /// The workspace of one that is kept here.
    pub(super) fn workspace_of(&self, id: Id) -> Id {
        self.homes.get(&id).copied().unwrap_or(DEFAULT_WORKSPACE)
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            by_id: HashMap::new(),
            homes: HashMap::new(),
        }
    }
}

/// An entity with an id.
pub(super) trait Identified {
    fn id(&self) -> Id;
}

impl Identified for Placed {
    fn id(&self) -> Id {
        self.upstream.id
    }
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
    ConsumerGroup,
    ConsumerGroupConsumer,
    Certificate,
    CaCertificate,
    Sni,
    Target
);
