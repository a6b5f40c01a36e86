//! The store of a gateway without a database.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use model::{Document, Entity, Id};
use schema::Value;
use tokio::sync::watch;

use crate::claim::{linked, tags};
use crate::{By, Deposit, Difference, Filter, Listing, Page, Revision, Tagged, Tags};

/// Documents in memory. They change only as a whole, and each change has its revision.
#[derive(Debug)]
pub struct Memory {
    held: RwLock<Held>,
    told: watch::Sender<Revision>,
    deposits: Mutex<BTreeMap<(&'static str, String), Deposit>>,
}

#[derive(Debug)]
struct Held {
    revision: Revision,
    documents: Vec<Document>,
}

impl Memory {
    /// The first revision, number 1.
    #[must_use]
    pub fn new(documents: Vec<Document>) -> Self {
        let revision = Revision(1);
        Self {
            held: RwLock::new(Held { revision, documents }),
            told: watch::Sender::new(revision),
            deposits: Mutex::default(),
        }
    }

    /// Puts these documents in the place of all others, and tells the new revision.
    pub fn replace(&self, documents: Vec<Document>) -> Revision {
        // A panic elsewhere cannot leave it half changed: both fields are set at once, below.
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let revision = Revision(held.revision.0 + 1);
        *held = Held { revision, documents };
        // Told while nobody else can write, so that the last one told is the last one made.
        self.told.send_replace(revision);
        revision
    }

    /// The revision that it is now.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.held.read().unwrap_or_else(PoisonError::into_inner).revision
    }

    /// All documents, and the revision that they are.
    #[must_use]
    pub fn snapshot(&self) -> (Revision, Vec<Document>) {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        (held.revision, held.documents.clone())
    }

    /// What whoever ran on a revision lacks now: nothing after this one. After any other it is all, which is `None`.
    #[must_use]
    pub fn difference(&self, since: Revision) -> Option<Difference> {
        let is_this_one = since == self.revision();
        is_this_one.then(|| Difference {
            revision: since,
            ..Difference::default()
        })
    }

    /// A text that was left here under this kind and name, unless it has expired.
    #[must_use]
    pub fn deposited(&self, kind: &'static str, name: &str, now: u64) -> Option<String> {
        let deposits = self.deposits();
        let found = deposits.get(&(kind, name.to_owned()))?;
        found.is_there(now).then(|| found.body.clone())
    }

    /// Leaves a text, in the place of the one before.
    pub fn deposit(&self, deposit: Deposit) {
        self.deposits()
            .insert((deposit.kind, deposit.name.clone()), deposit);
    }

    /// Leaves a text unless there is one. The one that is there then.
    #[must_use]
    pub fn settle(&self, deposit: Deposit, now: u64) -> String {
        let mut deposits = self.deposits();
        let key = (deposit.kind, deposit.name.clone());
        match deposits.get(&key).filter(|there| there.is_there(now)) {
            Some(there) => there.body.clone(),
            None => deposits.entry(key).insert_entry(deposit).get().body.clone(),
        }
    }

    /// Takes a text away, unless it has expired.
    #[must_use]
    pub fn take(&self, kind: &'static str, name: &str, now: u64) -> Option<String> {
        let taken = self.deposits().remove(&(kind, name.to_owned()))?;
        taken.is_there(now).then_some(taken.body)
    }

    /// Sweeps away all that has expired. How much that was.
    pub fn sweep(&self, now: u64) -> u64 {
        let mut deposits = self.deposits();
        let before = deposits.len();
        deposits.retain(|_, deposit| deposit.is_there(now));
        (before - deposits.len()) as u64
    }

    fn deposits(&self) -> MutexGuard<'_, BTreeMap<(&'static str, String), Deposit>> {
        // Each is put there, or taken, at once.
        self.deposits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells each new revision.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<Revision> {
        self.told.subscribe()
    }

    /// The document that is meant, if it is there.
    #[must_use]
    pub fn get(&self, entity: &Entity, workspace: Id, by: By<'_>) -> Option<Document> {
        let is_it = |document: &&Document| match by {
            By::Id(id) => document.id == id,
            By::Key(value) => {
                let key = entity.key.and_then(|key| document.body.get(key)?.as_str());
                key == Some(value)
            }
            By::Unique(field, value) => document.body.get(field).and_then(Value::as_str) == Some(value),
        };
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let is_one = |document: &&Document| document.kind == entity.name && document.workspace == workspace;
        held.documents.iter().filter(is_one).find(is_it).cloned()
    }

    /// A part of the documents of a kind, in the order of their ids.
    #[must_use]
    pub fn list(&self, entity: &Entity, workspace: Id, filter: &Filter, page: Page) -> Listing {
        let is_behind = |document: &&Document| page.after.is_none_or(|after| document.id > after);
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let related: Option<HashSet<Id>> = filter.related.map(|related| {
            let relating = held.documents.iter().filter(|document| {
                document.kind == related.by && linked(document, related.with_field) == Some(related.with)
            });
            relating
                .filter_map(|document| linked(document, related.field))
                .collect()
        });
        let is_one = |document: &&Document| document.kind == entity.name && document.workspace == workspace;
        let is_related = |document: &&Document| {
            related
                .as_ref()
                .is_none_or(|related| related.contains(&document.id))
        };
        let documents = held.documents.iter().filter(is_one);
        let mut found: Vec<Document> = documents
            .filter(is_behind)
            .filter(is_related)
            .filter(|document| filter.lets(document))
            .cloned()
            .collect();
        found.sort_by_key(|document| document.id);
        Listing::of(found, page)
    }

    /// What is tagged in a workspace, perhaps with this tag, behind that one.
    #[must_use]
    pub fn tagged(&self, workspace: Id, tag: Option<&str>, after: Option<&Tagged>, size: u16) -> Vec<Tagged> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let of_workspace = held
            .documents
            .iter()
            .filter(|document| document.workspace == workspace);
        let all = of_workspace.flat_map(|document| {
            tags(document).into_iter().map(|tag| Tagged {
                tag: tag.to_owned(),
                kind: document.kind.to_owned(),
                id: document.id.to_string(),
            })
        });
        let is_meant =
            |one: &Tagged| tag.is_none_or(|tag| tag == one.tag) && after.is_none_or(|after| one > after);
        let mut found: Vec<Tagged> = all.filter(is_meant).collect();
        found.sort_unstable();
        found.truncate(size.into());
        found
    }
}

impl Filter {
    fn lets(&self, document: &Document) -> bool {
        let own = tags(document);
        let has = |tag: &String| own.contains(&tag.as_str());
        let is_tagged = match &self.tags {
            Tags::Any => true,
            Tags::AllOf(tags) => tags.iter().all(has),
            Tags::OneOf(tags) => tags.iter().any(has),
        };
        let is_linked = self
            .link
            .as_ref()
            .is_none_or(|(field, to)| linked(document, field).is_some_and(|id| to.contains(&id)));
        is_tagged && is_linked
    }
}
