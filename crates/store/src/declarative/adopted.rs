//! Entities of the file that are there already: they keep the ids that they have there.

use std::collections::HashMap;

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id};
use schema::Value;

use super::entry::Entry;
use super::order::parents_first;
use crate::claim::Claim;

/// Gives every entity whose id the file leaves open the id of the one that is there and is the same: by its key, or by
/// what else only one may have. Links follow.
pub(super) fn adopt(catalogue: &Catalogue, entries: &mut [Entry], there: &[Document]) {
    if there.is_empty() {
        return;
    }
    let known = Known::of(catalogue, there);
    let mut moved = HashMap::new();
    for kind in parents_first(catalogue) {
        for entry in entries.iter_mut().filter(|entry| entry.entity.name == kind.name) {
            // What makes it unique may be what it links to.
            follow(entry, &moved);
            if entry.says_its_id {
                continue;
            }
            if let Some(id) = known.find(catalogue, entry).filter(|id| *id != entry.id) {
                moved.insert((kind.name, entry.id), id);
                entry.id = id;
                entry.body.insert("id".to_owned(), id.into());
            }
        }
    }
}

fn follow(entry: &mut Entry, moved: &HashMap<(&'static str, Id), Id>) {
    for link in entry.entity.links {
        let to = entry.link(link.field);
        if let Some(id) = to.and_then(|to| moved.get(&(link.to, to))) {
            let value = Value::from_iter([("id", Value::from(*id))]);
            entry.body.insert(link.field.to_owned(), value);
        }
    }
}

/// Who has what only one may have.
struct Known(HashMap<(&'static str, String, String), Id>);

impl Known {
    fn of(catalogue: &Catalogue, there: &[Document]) -> Self {
        let claims = there.iter().flat_map(|document| {
            let claims = Claim::all_of(catalogue, document).into_iter();
            claims.map(|claim| ((document.kind, claim.name(), claim.value()), document.id))
        });
        Self(claims.collect())
    }

    /// The one that is the same as this one: its key counts most.
    fn find(&self, catalogue: &Catalogue, entry: &Entry) -> Option<Id> {
        // What it claims is the same in every workspace.
        let document = entry.document(DEFAULT_WORKSPACE);
        let mut claims = Claim::all_of(catalogue, &document);
        let is_key = |claim: &Claim| is_key(&entry.entity, claim);
        claims.sort_by_key(|claim| !is_key(claim));
        let mut found = claims.iter().filter_map(|claim| {
            let known = (entry.entity.name, claim.name(), claim.value());
            self.0.get(&known).copied()
        });
        found.next()
    }
}

fn is_key(entity: &Entity, claim: &Claim) -> bool {
    entity.key.is_some_and(|key| claim.name() == key)
}
