//! The changes that make a store what a file says, in an order in which they go together.

use std::collections::{HashMap, HashSet};
use std::fmt;

use model::{Catalogue, Document, Id};
use schema::{Kind, Value};

use super::difference::{Difference, What};
use super::order::parents_first;
use super::outline::to;
use crate::Change;
use crate::claim::Claim;

/// What becomes of entities that the file does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// They stay.
    Kept,
    /// They are deleted.
    Deleted,
}

/// An entity that stays and links to one that would be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// The kind of the one that would be deleted.
    pub to: &'static str,
    /// What people call that one.
    pub title: String,
}

impl Torn {
    /// The stable name of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "declarative.torn"
    }
}

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, id, to, title } = self;
        write!(
            f,
            "{kind}/{id} stays and links to {to} {title}, which the file does not have ({})",
            self.code()
        )
    }
}

impl std::error::Error for Torn {}

/// The changes that make what is there what the differences say, at the time `now` in milliseconds since 1970.
///
/// What is linked to is made before what links to it and deleted after it. Where an entity takes what another one has
/// and gives up, such as its name, that one is deleted first, with all that links to it, and made again.
///
/// # Errors
/// [`Torn`]: everything that stays and links to what would be deleted. It might go with that one unseen.
pub fn changes(
    catalogue: &Catalogue,
    there: &[Document],
    differences: &[Difference],
    absent: Absent,
    now: u64,
) -> Result<Vec<Change>, Vec<Torn>> {
    if absent == Absent::Deleted {
        torn(catalogue, there, differences)?;
    }
    let mut plan = Plan::default();
    for difference in differences {
        match &difference.what {
            What::Created(document) => plan.put(stamped(catalogue, document, None, now), None),
            What::Updated { was, document, .. } => {
                plan.put(stamped(catalogue, document, Some(was), now), Some(was.clone()));
            }
            What::Deleted(document) if absent == Absent::Deleted => plan.delete(document),
            What::Deleted(_) => {}
        }
    }
    plan.make_room(catalogue, there);
    Ok(plan.in_order(catalogue))
}

fn torn(catalogue: &Catalogue, there: &[Document], differences: &[Difference]) -> Result<(), Vec<Torn>> {
    let (mut stays, mut deleted): (HashMap<Key, &Document>, _) = (
        there.iter().map(|document| (key(document), document)).collect(),
        HashMap::new(),
    );
    for difference in differences {
        match &difference.what {
            What::Created(document) | What::Updated { document, .. } => {
                stays.insert(key(document), document);
            }
            What::Deleted(document) => {
                stays.remove(&key(document));
                deleted.insert(key(document), &difference.title);
            }
        }
    }
    let mut torn = Vec::new();
    for document in stays.into_values() {
        let entity = catalogue.entity(document.kind);
        for link in entity.into_iter().flat_map(|entity| entity.links) {
            let title = to(document, link.field).and_then(|id| deleted.get(&(link.to, id)));
            torn.extend(title.map(|title| Torn {
                kind: document.kind,
                id: document.id,
                to: link.to,
                title: (*title).clone(),
            }));
        }
    }
    torn.sort_by_key(|torn| (torn.kind, torn.id));
    match torn.is_empty() {
        true => Ok(()),
        false => Err(torn),
    }
}

/// What is kept of one entity.
type Key = (&'static str, Id);

const fn key(document: &Document) -> Key {
    (document.kind, document.id)
}

#[derive(Default)]
struct Plan {
    /// What is to be there, and what is there in its place.
    put: Vec<(Document, Option<Document>)>,
    deleted: Vec<Document>,
    /// What goes before anything is put.
    first: Vec<Document>,
}

impl Plan {
    fn put(&mut self, document: Document, was: Option<Document>) {
        self.put.push((document, was));
    }

    fn delete(&mut self, document: &Document) {
        self.deleted.push(document.clone());
    }

    /// Finds who has what another one takes, and who links to them.
    fn make_room(&mut self, catalogue: &Catalogue, there: &[Document]) {
        let going: HashSet<Key> = self
            .deleted
            .iter()
            .chain(self.put.iter().filter_map(|(_, was)| was.as_ref()))
            .map(key)
            .collect();
        let mut owners = HashMap::new();
        for document in there.iter().filter(|document| going.contains(&key(document))) {
            for claim in Claim::all_of(catalogue, document) {
                owners.insert((document.kind, claim.name(), claim.value()), document);
            }
        }
        let mut first: Vec<&Document> = Vec::new();
        for (document, _) in &self.put {
            let taken = Claim::all_of(catalogue, document).into_iter();
            let owners = taken.filter_map(|claim| owners.get(&(document.kind, claim.name(), claim.value())));
            first.extend(owners.filter(|owner| owner.id != document.id));
        }
        let mut seen: HashSet<Key> = HashSet::new();
        first.retain(|document| seen.insert(key(document)));
        let mut at = 0;
        while let Some(document) = first.get(at).copied() {
            let links_here = there
                .iter()
                .filter(|other| links(catalogue, other, key(document)));
            first.extend(links_here.filter(|other| seen.insert(key(other))));
            at += 1;
        }
        self.first = first.into_iter().cloned().collect();
        self.deleted.retain(|document| !seen.contains(&key(document)));
        let is_put: HashSet<Key> = self.put.iter().map(|(document, _)| key(document)).collect();
        for (_, was) in &mut self.put {
            *was = was.take().filter(|was| !seen.contains(&key(was)));
        }
        // What only had to make room comes back as it was.
        let back = self.first.iter().filter(|document| {
            let key = key(document);
            !is_put.contains(&key) && !going.contains(&key)
        });
        self.put.extend(back.cloned().map(|document| (document, None)));
    }

    fn in_order(self, catalogue: &Catalogue) -> Vec<Change> {
        let order = parents_first(catalogue);
        let rank = |document: &Document| order.iter().position(|entity| entity.name == document.kind);
        let Self {
            mut put,
            mut deleted,
            mut first,
        } = self;
        put.sort_by_key(|(document, _)| rank(document));
        let children_first = |document: &Document| std::cmp::Reverse(rank(document));
        first.sort_by_key(children_first);
        deleted.sort_by_key(children_first);
        let first = first.into_iter().map(gone);
        let put = put.into_iter().map(|(document, was)| match was {
            Some(was) => Change::Replace { was, document },
            None => Change::Insert(document),
        });
        first.chain(put).chain(deleted.into_iter().map(gone)).collect()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map")]
fn gone(document: Document) -> Change {
    Change::Delete {
        kind: document.kind,
        workspace: document.workspace,
        id: document.id,
    }
}

fn links(catalogue: &Catalogue, document: &Document, (kind, id): Key) -> bool {
    let entity = catalogue.entity(document.kind);
    let mut links = entity.into_iter().flat_map(|entity| entity.links);
    links.any(|link| link.to == kind && to(document, link.field) == Some(id))
}

/// A document that says when it was made and changed.
fn stamped(catalogue: &Catalogue, document: &Document, was: Option<&Document>, now: u64) -> Document {
    let mut document = document.clone();
    let moment = |field: &str| {
        let schema = catalogue.schema_of(document.kind, &document.body)?;
        Some(match schema.named(field)?.kind {
            #[expect(clippy::cast_precision_loss, reason = "until the year 285,000")]
            Kind::Number => Value::from(now as f64 / 1000.0),
            _ => Value::from(now / 1000),
        })
    };
    let (created, updated) = (moment("created_at"), moment("updated_at"));
    let before = was
        .and_then(|was| was.body.get("created_at"))
        .filter(|time| !time.is_null());
    let created = before.cloned().or(created);
    if let Some(members) = document.body.as_object_mut() {
        let told = members.get("created_at").is_some_and(|time| !time.is_null());
        if let (false, Some(created)) = (told, created) {
            members.insert("created_at".to_owned(), created);
        }
        members.extend(updated.map(|time| ("updated_at".to_owned(), time)));
    }
    document
}
