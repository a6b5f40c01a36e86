//! Who and what is configured, as far as a plugin asks for it on the way of a request.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use model::{Certificate, Consumer, ConsumerGroup, Id, Snapshot};

/// Who and what is configured: the consumers, their groups, and the entities that plugins bring along. A core has one at a
/// time, and a request keeps the one it began with; it is handed on without a lock and without a count that cores share.
#[derive(Clone, Default)]
#[expect(
    clippy::redundant_allocation,
    reason = "cores share the snapshot; a request must not count on what they share"
)]
pub struct Directory(Option<Rc<Arc<Snapshot>>>);

impl Directory {
    /// All that is in a snapshot.
    #[must_use]
    pub fn of(snapshot: Arc<Snapshot>) -> Self {
        Self(Some(Rc::new(snapshot)))
    }

    /// The consumer of this id.
    #[must_use]
    pub fn consumer(&self, id: Id) -> Option<&Arc<Consumer>> {
        self.snapshot()?.consumer(id)
    }

    /// The consumer of this id, if it is in that workspace.
    #[must_use]
    pub fn consumer_in(&self, workspace: Id, id: Id) -> Option<&Arc<Consumer>> {
        self.snapshot()?.consumer_in(workspace, id)
    }

    /// The consumer with this username in that workspace.
    #[must_use]
    pub fn consumer_called(&self, workspace: Id, username: &str) -> Option<&Arc<Consumer>> {
        self.snapshot()?.consumer_called(workspace, username)
    }

    /// The consumer with this username in that workspace, in whatever case of ASCII; `None` if there are several.
    #[must_use]
    pub fn consumer_called_in_any_case(&self, workspace: Id, username: &str) -> Option<&Arc<Consumer>> {
        self.snapshot()?.consumer_called_in_any_case(workspace, username)
    }

    /// The consumer with this custom id in that workspace.
    #[must_use]
    pub fn consumer_with(&self, workspace: Id, custom_id: &str) -> Option<&Arc<Consumer>> {
        self.snapshot()?.consumer_with(workspace, custom_id)
    }

    /// The certificate of this id with its key, if it is in that workspace.
    #[must_use]
    pub fn certificate_in(&self, workspace: Id, id: Id) -> Option<&Arc<Certificate>> {
        self.snapshot()?.certificate_in(workspace, id)
    }

    /// The groups that a consumer is in, by their names.
    #[must_use]
    pub fn groups_of(&self, consumer: Id) -> &[Arc<ConsumerGroup>] {
        self.snapshot()
            .map_or(&[], |snapshot| snapshot.groups_of(consumer))
    }

    /// The group with this name in that workspace; `None` if there are several.
    #[must_use]
    pub fn group_called(&self, workspace: Id, name: &str) -> Option<&Arc<ConsumerGroup>> {
        self.snapshot()?.group_called(workspace, name)
    }

    /// The entity of a kind that a plugin brings along, by a text that is unique in that workspace. It takes as long
    /// whether or not the text is like one that is there.
    #[must_use]
    pub fn held<T: 'static>(&self, kind: &str, field: &str, workspace: Id, text: &str) -> Option<&T> {
        self.snapshot()?.held(kind, field, workspace, text)
    }

    /// The entities of a kind that a plugin brings along which link to this one, in the order of their ids.
    pub fn held_by<T: 'static>(&self, kind: &str, linked: Id) -> impl Iterator<Item = &T> {
        let snapshot = self.snapshot().into_iter();
        snapshot.flat_map(move |snapshot| snapshot.held_by(kind, linked))
    }

    /// Whether there is an entity of a kind that a plugin brings along, in whatever workspace.
    #[must_use]
    pub fn holds_any(&self, kind: &str) -> bool {
        self.snapshot().is_some_and(|snapshot| snapshot.holds_any(kind))
    }

    fn snapshot(&self) -> Option<&Snapshot> {
        self.0.as_ref().map(|snapshot| &***snapshot)
    }
}

impl fmt::Debug for Directory {
    /// Leaves out what is in it, which holds secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Directory({:?})", self.snapshot().map(Snapshot::revision))
    }
}
