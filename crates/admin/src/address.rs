//! What the path of a request means: entities, one of them, and those around it.
//!
//! All of it follows from the entities, their links and their relations: `/services/s/routes` is there because routes link
//! to services.

#[cfg(test)]
mod tests;

use model::{Catalogue, Entity, Id, Link, Relation, SNIS, Side, TARGETS};
use percent_encoding::percent_decode_str;
use store::By;

/// What a path means.
#[derive(Clone, Debug)]
pub(crate) enum Address<'a> {
    /// `/routes`
    All(&'a Entity),
    /// `/routes/r`
    One(&'a Entity, Named),
    /// `/services/s/routes`
    Children(Family<'a>),
    /// `/services/s/routes/r`
    Child(Family<'a>, Named),
    /// `/routes/r/service`
    Linked {
        /// Routes.
        of: &'a Entity,
        /// `r`
        named: Named,
        /// The link of routes to services.
        link: &'a Link,
        /// Services.
        to: &'a Entity,
    },
    /// `/consumers/c/consumer_groups`
    Others(Circle<'a>),
    /// `/consumers/c/consumer_groups/g`
    Other(Circle<'a>, Named),
}

/// Entities that link to one of another kind.
#[derive(Clone, Debug)]
pub(crate) struct Family<'a> {
    /// The kind of the one.
    pub(crate) parent: &'a Entity,
    /// Which one it is.
    pub(crate) named: Named,
    /// By what the others link to it.
    pub(crate) link: &'a Link,
    /// The kind of the others.
    pub(crate) children: &'a Entity,
}

/// Entities that belong together with one of another kind.
#[derive(Clone, Debug)]
pub(crate) struct Circle<'a> {
    /// The kind of the one.
    pub(crate) around: &'a Entity,
    /// Which one it is.
    pub(crate) named: Named,
    /// What says who belongs together.
    pub(crate) relation: &'a Relation,
    /// The side of the one.
    pub(crate) side: Side,
    /// The side of the others.
    pub(crate) other: Side,
    /// The kind of the others.
    pub(crate) others: &'a Entity,
}

/// What people call an entity: its id or its name. What looks like an id is never a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named(pub(crate) String);

impl Named {
    /// By what it is looked for.
    pub(crate) fn by(&self) -> By<'_> {
        self.id().map_or(By::Key(&self.0), By::Id)
    }

    /// Its id, if it is called so.
    pub(crate) fn id(&self) -> Option<Id> {
        Id::parse(&self.0)
    }
}

impl<'a> Address<'a> {
    /// What these segments of a path mean, if anything.
    pub(crate) fn of(catalogue: &'a Catalogue, segments: &[String]) -> Option<Self> {
        let named = |segment: &String| Named(segment.clone());
        let (first, rest) = segments.split_first()?;
        let entity = all(catalogue).find(|entity| segment_of(entity) == first)?;
        let is_on_its_own = is_on_its_own(catalogue, entity);
        let circle = match rest {
            [one, next] | [one, next, _] => all(catalogue)
                .find(|others| segment_of(others) == next)
                .and_then(|others| Circle::of(catalogue, entity, named(one), others)),
            _ => None,
        };
        match (rest, circle) {
            ([], _) if is_on_its_own => Some(Self::All(entity)),
            ([one], _) if is_on_its_own => Some(Self::One(entity, named(one))),
            ([_, _], Some(circle)) => Some(Self::Others(circle)),
            ([_, _, other], Some(circle)) => Some(Self::Other(circle, named(other))),
            ([one, next], None) => {
                let link = entity.links.iter().find(|link| link.field == *next);
                let linked = link.and_then(|link| {
                    Some(Self::Linked {
                        of: entity,
                        named: named(one),
                        link,
                        to: catalogue.entity(link.to)?,
                    })
                });
                // Kong has neither `/snis/s/certificate` nor anything of targets alone.
                let linked = linked.filter(|_| is_on_its_own && entity.name != SNIS.name);
                linked.or_else(|| Some(Self::Children(family(catalogue, entity, named(one), next)?)))
            }
            ([one, next, child], None) => {
                let family = family(catalogue, entity, named(one), next)?;
                Some(Self::Child(family, named(child)))
            }
            _ => None,
        }
    }

    /// The kind of the entities that are there.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::All(entity) | Self::One(entity, _) | Self::Linked { to: entity, .. } => entity.name,
            Self::Children(family) | Self::Child(family, _) => family.children.name,
            Self::Others(circle) | Self::Other(circle, _) => circle.relation.entity.name,
        }
    }

    /// Whether one entity is there, whose state has a tag.
    pub(crate) const fn has_state(&self) -> bool {
        match self {
            Self::One(..) | Self::Child(..) | Self::Linked { .. } | Self::Other(..) => true,
            Self::All(_) | Self::Children(_) | Self::Others(_) => false,
        }
    }

    /// The methods that it answers, in order.
    pub(crate) const fn allowed(&self) -> &'static str {
        match self {
            Self::All(_) | Self::Children(_) => "GET, HEAD, OPTIONS, POST",
            Self::Others(_) => "DELETE, GET, HEAD, OPTIONS, POST",
            Self::Other(..) => "DELETE, GET, HEAD, OPTIONS",
            Self::One(..) | Self::Child(..) | Self::Linked { .. } => "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
        }
    }
}

/// The entities that have a path: those that are refused too, so that tools find their lists empty.
fn all(catalogue: &Catalogue) -> impl Iterator<Item = &Entity> {
    catalogue.entities().chain(catalogue.refused_entities())
}

/// Whether there is a list of all entities of a kind. Targets are found by their upstream alone, and what says that two
/// belong together by either of them.
pub(crate) fn is_on_its_own(catalogue: &Catalogue, entity: &Entity) -> bool {
    entity.name != TARGETS.name && catalogue.relation(entity.name).is_none()
}

impl<'a> Circle<'a> {
    /// Those of this kind that belong together with one of another, if any may.
    pub(crate) fn of(
        catalogue: &'a Catalogue,
        around: &'a Entity,
        named: Named,
        others: &'a Entity,
    ) -> Option<Self> {
        let mut relations = catalogue.relations();
        let (relation, (side, other)) = relations.find_map(|relation| {
            let sides = relation.between(around.name, others.name)?;
            Some((relation, sides))
        })?;
        Some(Self {
            around,
            named,
            relation,
            side,
            other,
            others,
        })
    }
}

fn family<'a>(
    catalogue: &'a Catalogue,
    parent: &'a Entity,
    named: Named,
    segment: &str,
) -> Option<Family<'a>> {
    let mut named_so = all(catalogue).filter(|entity| nested_segment_of(entity) == segment);
    let (children, link) = named_so.find_map(|children| {
        let link = children.links.iter().find(|link| link.to == parent.name)?;
        Some((children, link))
    })?;
    if catalogue.relation(children.name).is_some() {
        return None;
    }
    Some(Family {
        parent,
        named,
        link,
        children,
    })
}

/// How a kind of entity is written in a path.
pub(crate) fn segment_of(entity: &Entity) -> &'static str {
    match entity.path() {
        "key_sets" => "key-sets",
        path => path,
    }
}

/// How a kind of entity is written behind one that it links to.
pub(crate) fn nested_segment_of(entity: &Entity) -> &'static str {
    match entity.brought {
        Some(_) => entity.nested_path(),
        None => segment_of(entity),
    }
}

/// The segments of a path, decoded; a slash at the end changes nothing. None for what is no text.
pub(crate) fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return Some(Vec::new());
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments = path.split('/').map(|segment| {
        let text = percent_decode_str(segment).decode_utf8().ok()?;
        (!text.is_empty()).then(|| text.into_owned())
    });
    segments.collect()
}
