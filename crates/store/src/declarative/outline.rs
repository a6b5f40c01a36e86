//! Documents as they stand in a file: each inside of the one that it belongs to.

use std::collections::{HashMap, HashSet};

use model::{Catalogue, Document, Entity, Id, Link};

/// One entity of a file, with those inside of it.
pub(super) struct Outlined<'a> {
    pub(super) entity: Entity,
    pub(super) document: &'a Document,
    /// The field of the link that its place in the file says.
    pub(super) said_by_place: Option<&'static str>,
    pub(super) inner: Vec<Self>,
}

/// These documents, outermost first: kind by kind in the catalogue's order, each kind by name.
pub(super) fn outline<'a>(catalogue: &Catalogue, documents: &'a [Document]) -> Vec<Outlined<'a>> {
    let is_there: HashSet<_> = documents
        .iter()
        .map(|document| (document.kind, document.id))
        .collect();
    let mut inside: HashMap<(&str, Id), Vec<Outlined<'a>>> = HashMap::new();
    let mut outermost = Vec::new();
    let kinds: Vec<Entity> = catalogue.entities().copied().collect();
    for entity in &kinds {
        for document in documents.iter().filter(|document| document.kind == entity.name) {
            let place = place(entity, document).filter(|(link, id)| is_there.contains(&(link.to, *id)));
            let outlined = Outlined {
                entity: *entity,
                document,
                said_by_place: place.map(|(link, _)| link.field),
                inner: Vec::new(),
            };
            match place {
                Some((link, id)) => inside.entry((link.to, id)).or_default().push(outlined),
                None => outermost.push(outlined),
            }
        }
    }
    let rank = |entity: &Entity| kinds.iter().position(|other| other.name == entity.name);
    arrange(&mut outermost, &mut inside, &rank);
    outermost
}

fn arrange<'a>(
    list: &mut [Outlined<'a>],
    inside: &mut HashMap<(&str, Id), Vec<Outlined<'a>>>,
    rank: &dyn Fn(&Entity) -> Option<usize>,
) {
    list.sort_by_cached_key(|outlined| {
        let called = called(&outlined.entity, outlined.document);
        (
            rank(&outlined.entity),
            called.is_none(),
            called.map(str::to_owned),
            outlined.document.id,
        )
    });
    for outlined in list {
        let here = (outlined.document.kind, outlined.document.id);
        outlined.inner = inside.remove(&here).unwrap_or_default();
        arrange(&mut outlined.inner, inside, rank);
    }
}

/// The one link of a document that may be said by its place: the only one that it has, to what it belongs to.
fn place<'a>(entity: &'a Entity, document: &Document) -> Option<(&'a Link, Id)> {
    let mut told = entity
        .links
        .iter()
        .filter_map(|link| Some((link, to(document, link.field)?)));
    let (link, id) = told.next()?;
    let belongs = link.to.strip_suffix('s') == Some(link.field);
    let first = entity.links.iter().find(|other| other.to == link.to);
    let is_first = first.is_some_and(|first| first.field == link.field);
    (belongs && is_first && told.next().is_none() && link.to != entity.name).then_some((link, id))
}

/// The id that a link leads to.
pub(super) fn to(document: &Document, field: &str) -> Option<Id> {
    Id::parse(document.body.get(field)?.get("id")?.as_str()?)
}

/// What people call a document: its key, or at least its name.
pub(super) fn called<'a>(entity: &Entity, document: &'a Document) -> Option<&'a str> {
    let text = |field: &str| document.body.get(field)?.as_str().filter(|text| !text.is_empty());
    entity.key.and_then(text).or_else(|| text("name"))
}
