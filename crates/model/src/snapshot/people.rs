//! Consumers by their names, and the groups they are in.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use super::Snapshot;
use super::index::{Index, Taken};
use super::kept::Kept;
use crate::{Consumer, ConsumerGroup, ConsumerGroupConsumer, Id};

impl Snapshot {
    /// The consumer of this id.
    #[must_use]
    pub fn consumer(&self, id: Id) -> Option<&Arc<Consumer>> {
        self.consumers.by_id(id)
    }

    /// The consumer of this id, if it is in that workspace: whoever writes an id down may be of another one.
    #[must_use]
    pub fn consumer_in(&self, workspace: Id, id: Id) -> Option<&Arc<Consumer>> {
        self.consumer(id)
            .filter(|_| self.consumers.workspace_of(id) == workspace)
    }

    /// The consumer with this username in that workspace.
    #[must_use]
    pub fn consumer_called(&self, workspace: Id, username: &str) -> Option<&Arc<Consumer>> {
        self.called.by_username(workspace, username)
    }

    /// The consumer with this username in that workspace, in whatever case of ASCII; `None` if there are several.
    #[must_use]
    pub fn consumer_called_in_any_case(&self, workspace: Id, username: &str) -> Option<&Arc<Consumer>> {
        self.called.in_any_case(workspace, username)
    }

    /// The consumer with this custom id in that workspace.
    #[must_use]
    pub fn consumer_with(&self, workspace: Id, custom_id: &str) -> Option<&Arc<Consumer>> {
        self.called.by_custom_id(workspace, custom_id)
    }

    /// The groups that a consumer is in, by their names.
    #[must_use]
    pub fn groups_of(&self, consumer: Id) -> &[Arc<ConsumerGroup>] {
        self.groups_of.get(&consumer).map_or(&[], Vec::as_slice)
    }

    /// The group with this name in that workspace; `None` if there are several.
    #[must_use]
    pub fn group_called(&self, workspace: Id, name: &str) -> Option<&Arc<ConsumerGroup>> {
        self.groups_called.get(&workspace)?.get(name)?.as_ref()
    }
}

/// Consumers by what they are called: here, and elsewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Called {
    by_username: Index<Arc<Consumer>>,
    in_any_case: InAnyCase,
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
        if let Some(name) = &consumer.username {
            self.in_any_case.add(workspace, name, consumer);
        }
        Ok(())
    }

    /// Takes one away.
    pub(super) fn take(&mut self, workspace: Id, consumer: &Consumer) {
        if let Some(name) = &consumer.username {
            self.by_username.take(workspace, name);
            self.in_any_case.take(name, consumer.id);
        }
        if let Some(name) = &consumer.custom_id {
            self.by_custom_id.take(workspace, name);
        }
    }

    /// The one of that workspace with this username.
    pub(super) fn by_username(&self, workspace: Id, name: &str) -> Option<&Arc<Consumer>> {
        self.by_username.find(workspace, name)
    }

    /// The only one of that workspace with this username, whatever its case.
    pub(super) fn in_any_case(&self, workspace: Id, name: &str) -> Option<&Arc<Consumer>> {
        self.in_any_case.find(workspace, name)
    }

    /// The one of that workspace with this custom id.
    pub(super) fn by_custom_id(&self, workspace: Id, name: &str) -> Option<&Arc<Consumer>> {
        self.by_custom_id.find(workspace, name)
    }
}

/// Consumers by their usernames, whose case does not matter. Only that of ASCII: what else is one letter in two cases
/// differs from language to language.
#[derive(Clone, Debug, Default)]
struct InAnyCase {
    hash: RandomState,
    found: HashMap<u64, Vec<(Id, Arc<Consumer>)>>,
}

impl InAnyCase {
    fn add(&mut self, workspace: Id, name: &str, consumer: &Arc<Consumer>) {
        let found = self.found.entry(self.hash(name)).or_default();
        found.push((workspace, Arc::clone(consumer)));
    }

    fn take(&mut self, name: &str, consumer: Id) {
        let hash = self.hash(name);
        if let Some(found) = self.found.get_mut(&hash) {
            found.retain(|(_, one)| one.id != consumer);
            if found.is_empty() {
                self.found.remove(&hash);
            }
        }
    }

    /// Of several nobody knows which is meant.
    fn find(&self, workspace: Id, name: &str) -> Option<&Arc<Consumer>> {
        let is_called = |one: &Consumer| {
            let own = one.username.as_deref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        let found = self.found.get(&self.hash(name))?.iter();
        let mut called = found.filter(|(home, one)| *home == workspace && is_called(one));
        let (_, only) = called.next()?;
        called.next().is_none().then_some(only)
    }

    fn hash(&self, name: &str) -> u64 {
        let mut hasher = self.hash.build_hasher();
        for byte in name.bytes() {
            hasher.write_u8(byte.to_ascii_lowercase());
        }
        hasher.finish()
    }
}

/// The groups of each workspace by their names; `None` for a name that several have.
pub(super) type GroupsCalled = HashMap<Id, HashMap<String, Option<Arc<ConsumerGroup>>>>;

/// Works out which group has which name.
pub(super) fn groups_called(groups: &Kept<ConsumerGroup>) -> GroupsCalled {
    let mut called = GroupsCalled::new();
    for group in groups.all() {
        let of_workspace = called.entry(groups.workspace_of(group.id)).or_default();
        let found = of_workspace.entry(group.name.clone());
        found
            .and_modify(|twin| *twin = None)
            .or_insert_with(|| Some(Arc::clone(group)));
    }
    called
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
