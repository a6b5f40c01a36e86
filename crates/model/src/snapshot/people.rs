//! Consumers by their names, and the groups they are in.

use std::collections::HashMap;
use std::sync::Arc;

use super::index::{Index, Taken};
use super::kept::Kept;
use crate::{Consumer, ConsumerGroup, ConsumerGroupConsumer, Id};

/// Consumers by what they are called: here, and elsewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Called {
    by_username: Index<Arc<Consumer>>,
    by_custom_id: Index<Arc<Consumer>>,
}

impl Called {
    /// Adds one.
    ///
    /// # Errors
    /// Another one is called so.
    pub(super) fn add(&mut self, workspace: Id, consumer: &Arc<Consumer>) -> Result<(), String> {
        let taken = |Taken| "another one is called so".to_owned();
        if let Some(name) = &consumer.username {
            let added = self.by_username.add(workspace, name, Arc::clone(consumer));
            added.map_err(taken)?;
        }
        if let Some(name) = &consumer.custom_id
            && self
                .by_custom_id
                .add(workspace, name, Arc::clone(consumer))
                .is_err()
        {
            if let Some(name) = &consumer.username {
                self.by_username.take(workspace, name);
            }
            return Err(taken(Taken));
        }
        Ok(())
    }

    /// Takes one away.
    pub(super) fn take(&mut self, workspace: Id, consumer: &Consumer) {
        if let Some(name) = &consumer.username {
            self.by_username.take(workspace, name);
        }
        if let Some(name) = &consumer.custom_id {
            self.by_custom_id.take(workspace, name);
        }
    }

    /// The one of that workspace with this username.
    pub(super) fn by_username(&self, workspace: Id, name: &str) -> Option<&Arc<Consumer>> {
        self.by_username.find(workspace, name)
    }

    /// The one of that workspace with this custom id.
    pub(super) fn by_custom_id(&self, workspace: Id, name: &str) -> Option<&Arc<Consumer>> {
        self.by_custom_id.find(workspace, name)
    }
}

/// The groups of each consumer, by their names.
pub(super) type GroupsOf = HashMap<Id, Vec<Arc<ConsumerGroup>>>;

/// Works out who is in which groups.
pub(super) fn groups_of(groups: &Kept<ConsumerGroup>, memberships: &Kept<ConsumerGroupConsumer>) -> GroupsOf {
    let mut groups_of = GroupsOf::new();
    for membership in memberships.all() {
        if let Some(group) = groups.by_id(membership.consumer_group) {
            let of_consumer = groups_of.entry(membership.consumer).or_default();
            of_consumer.push(Arc::clone(group));
        }
    }
    for groups in groups_of.values_mut() {
        groups.sort_by(|one, other| one.name.cmp(&other.name));
    }
    groups_of
}
