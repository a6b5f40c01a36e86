//! Entities of one kind that a plugin brings along.

use std::collections::{BTreeSet, HashMap};

use schema::{Kind, Schema, Value};

use super::index::Index;
use crate::{Brought, Document, Entity, Held, Id};

/// Entities of one kind that a plugin brings along: by each text that is unique, and by what they link to.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    kept: HashMap<Id, Place>,
    by_text: Vec<(Box<str>, Index<Held>)>,
    /// By the id that they link to, and in the order of their own.
    by_link: HashMap<Id, Vec<(Id, Held)>>,
    /// Those that end, by when.
    ending: BTreeSet<(u64, Id)>,
}

/// Under what an entity is found.
#[derive(Clone, Debug)]
struct Place {
    workspace: Id,
    /// The numbers of the indexes, and its texts there.
    texts: Vec<(usize, String)>,
    links: Vec<Id>,
    ends: Option<u64>,
}

impl Shelf {
    /// Adds one that was filled and checked.
    ///
    /// # Errors
    /// What cannot be read, or that its id or a text of it is taken.
    pub(super) fn add(
        &mut self,
        (entity, brought): (&Entity, Brought),
        schema: &Schema,
        document: &Document,
        body: &Value,
    ) -> Result<(), String> {
        let (id, workspace) = (document.id, document.workspace);
        if self.kept.contains_key(&id) {
            return Err(format!("the id {id} is taken"));
        }
        let held = (brought.read)(body)?;
        let mut place = Place {
            workspace,
            texts: Vec::new(),
            links: Vec::new(),
            ends: document.ends(),
        };
        for field in unique_texts(schema) {
            let number = self.index_of(field);
            let Some(text) = body.get(field).and_then(Value::as_str) else {
                continue;
            };
            let (_, index) = &mut self.by_text[number];
            if index.add(workspace, text, held.clone()).is_err() {
                self.leave(id, &place);
                // Which text it is may be a secret.
                return Err(format!("another one has this {field}"));
            }
            place.texts.push((number, text.to_owned()));
        }
        for link in entity.links {
            let linked = body.get(link.field).and_then(|link| link.get("id"));
            if let Some(to) = linked.and_then(Value::as_str).and_then(Id::parse) {
                let others = self.by_link.entry(to).or_default();
                let at = others.partition_point(|(other, _)| *other < id);
                others.insert(at, (id, held.clone()));
                place.links.push(to);
            }
        }
        self.ending.extend(place.ends.map(|ends| (ends, id)));
        self.kept.insert(id, place);
        Ok(())
    }

    /// Takes one away, if it is there.
    pub(super) fn take(&mut self, id: Id) {
        if let Some(place) = self.kept.remove(&id) {
            self.leave(id, &place);
        }
    }

    /// Whether it is there.
    pub(super) fn has(&self, id: Id) -> bool {
        self.kept.contains_key(&id)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The one that has this text in a field where it is unique.
    pub(super) fn find(&self, field: &str, workspace: Id, text: &str) -> Option<&Held> {
        let (_, index) = self.by_text.iter().find(|(name, _)| **name == *field)?;
        index.find(workspace, text)
    }

    /// Those that link to this one, in the order of their ids.
    pub(super) fn linked_to(&self, id: Id) -> impl Iterator<Item = &Held> {
        self.by_link.get(&id).into_iter().flatten().map(|(_, held)| held)
    }

    /// Those that have ended by now, in seconds since 1970, each with its workspace; the first to end goes first.
    pub(super) fn ended(&self, now: u64) -> impl Iterator<Item = (Id, Id)> {
        let ended = self.ending.iter().take_while(move |(ends, _)| *ends <= now);
        ended.filter_map(|(_, id)| Some((self.kept.get(id)?.workspace, *id)))
    }

    fn leave(&mut self, id: Id, place: &Place) {
        if let Some(ends) = place.ends {
            self.ending.remove(&(ends, id));
        }
        for (number, text) in &place.texts {
            self.by_text[*number].1.take(place.workspace, text);
        }
        for to in &place.links {
            if let Some(others) = self.by_link.get_mut(to) {
                others.retain(|(other, _)| *other != id);
                if others.is_empty() {
                    self.by_link.remove(to);
                }
            }
        }
    }

    fn index_of(&mut self, field: &str) -> usize {
        let there = self.by_text.iter().position(|(name, _)| **name == *field);
        there.unwrap_or_else(|| {
            self.by_text.push((field.into(), Index::default()));
            self.by_text.len() - 1
        })
    }
}

/// The fields whose text no two entities have.
fn unique_texts(schema: &Schema) -> impl Iterator<Item = &str> {
    let unique = |field: &&schema::Field| field.unique && matches!(field.kind, Kind::String);
    schema
        .fields
        .iter()
        .filter(unique)
        .map(|field| field.name.as_ref())
}
