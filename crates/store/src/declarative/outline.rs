//! Documents as they stand in a file: each inside of the one that it belongs to.

use std::collections::{HashMap, HashSet};

use model::{Catalogue, Document, Entity, Id, Link, Side};

/// One entity of a file, with those inside of it.
pub(super) struct Outlined<'a> {
    pub(super) entity: Entity,
    pub(super) document: &'a Document,
    /// The field of the link that its place in the file says.
    pub(super) said_by_place: Option<&'static str>,
    /// What stands in its place, if it only says that this belongs together with the entity around it.
    pub(super) stands_for: Option<Side>,
    title: Option<String>,
    pub(super) inner: Vec<Self>,
}

/// What people call documents, by their kinds and ids.
pub(super) type Names = HashMap<(&'static str, Id), String>;

/// These documents, outermost first: kind by kind in the catalogue's order, each kind by name.
pub(super) fn outline<'a>(
    catalogue: &Catalogue,
    documents: &'a [Document],
    names: &Names,
) -> Vec<Outlined<'a>> {
    let is_there: HashSet<_> = documents
        .iter()
        .map(|document| (document.kind, document.id))
        .collect();
    let mut inside: HashMap<(&str, Id), Vec<Outlined<'a>>> = HashMap::new();
    let mut outermost = Vec::new();
    let kinds: Vec<Entity> = catalogue.entities().copied().collect();
    for entity in &kinds {
        for document in documents.iter().filter(|document| document.kind == entity.name) {
            let related = related(catalogue, document).filter(|(place, ..)| is_there.contains(place));
            let linked = || {
                let (link, id) = place(entity, document)?;
                Some(((link.to, id), link.field)).filter(|(place, _)| is_there.contains(place))
            };
            let (stands_for, title) = match &related {
                Some((_, _, other, id)) => {
                    let name = names.get(&(other.to, *id)).cloned();
                    (Some(*other), Some(name.unwrap_or_else(|| id.to_string())))
                }
                None => (None, called(entity, document).map(str::to_owned)),
            };
            let place = related.map(|(place, field, ..)| (place, field)).or_else(linked);
            let outlined = Outlined {
                entity: *entity,
                document,
                said_by_place: place.map(|(_, field)| field),
                stands_for,
                title,
                inner: Vec::new(),
            };
            match place {
                Some((place, _)) => inside.entry(place).or_default().push(outlined),
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
        let title = outlined.title.clone();
        (
            rank(&outlined.entity),
            title.is_none(),
            title,
            outlined.document.id,
        )
    });
    for outlined in list {
        let here = (outlined.document.kind, outlined.document.id);
        outlined.inner = inside.remove(&here).unwrap_or_default();
        arrange(&mut outlined.inner, inside, rank);
    }
}

/// What a document of a relation says: that in the place of the first side belongs together with this of the second.
fn related(
    catalogue: &Catalogue,
    document: &Document,
) -> Option<((&'static str, Id), &'static str, Side, Id)> {
    let [first, second] = catalogue.relation(document.kind)?.sides;
    let place = (first.to, to(document, first.field)?);
    Some((place, first.field, second, to(document, second.field)?))
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
