//! Which documents are asked for, and how many at a time.

use model::{Document, Id};

/// By what one document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// Its id.
    Id(Id),
    /// What people call it: the value of its entity's key.
    Key(&'a str),
    /// The value of a field of its that is unique.
    Unique(&'static str, &'a str),
}

/// What is tagged: of which tag, and what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tagged {
    /// The tag.
    pub tag: String,
    /// The kind of entity.
    pub kind: String,
    /// The id of the entity.
    pub id: String,
}

/// Which documents of a kind are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those with these tags.
    pub tags: Tags,
    /// Only those whose link in this field leads to one of these ids.
    pub link: Option<(&'static str, Vec<Id>)>,
    /// Only those that belong together with this one.
    pub related: Option<Related>,
}

/// One entity that others belong together with, because entities of a third kind link to it and to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Related {
    /// The third kind.
    pub by: &'static str,
    /// Its field that links to the others.
    pub field: &'static str,
    /// Its field that links to the one.
    pub with_field: &'static str,
    /// The kind of the one.
    pub with_kind: &'static str,
    /// The id of the one.
    pub with: Id,
}

/// Which tags documents must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tags {
    /// None in particular.
    #[default]
    Any,
    /// All of these.
    AllOf(Vec<String>),
    /// At least one of these.
    OneOf(Vec<String>),
}

/// A part of a list, in the order of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many at most.
    pub size: u16,
    /// Only those behind this one.
    pub after: Option<Id>,
}

impl Default for Page {
    /// The first 100, as in Kong.
    fn default() -> Self {
        Self {
            size: 100,
            after: None,
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The documents, in the order of their ids.
    pub documents: Vec<Document>,
    /// The last one of them, if there are more behind it.
    pub next: Option<Id>,
}

impl Listing {
    /// One page of documents of which there may be one more than fits.
    pub(crate) fn of(mut documents: Vec<Document>, page: Page) -> Self {
        let size = usize::from(page.size);
        let is_more = documents.len() > size;
        documents.truncate(size);
        Self {
            next: documents.last().filter(|_| is_more).map(|last| last.id),
            documents,
        }
    }
}
