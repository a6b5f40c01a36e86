//! Which kinds of entities come before which.

use model::{Catalogue, Entity};

/// All kinds, honoured or not, each behind those that it links to.
pub(super) fn parents_first(catalogue: &Catalogue) -> Vec<Entity> {
    let mut waiting: Vec<Entity> = catalogue
        .entities()
        .chain(catalogue.refused_entities())
        .copied()
        .collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: Vec<&str> = waiting.iter().map(|entity| entity.name).collect();
        let is_free = |entity: &Entity| {
            let links = entity.links.iter();
            links
                .filter(|link| link.to != entity.name)
                .all(|link| !names.contains(&link.to))
        };
        let (free, others): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(is_free);
        if free.is_empty() {
            // Two kinds that link to each other have no better order.
            ordered.extend(others);
            break;
        }
        ordered.extend(free);
        waiting = others;
    }
    ordered
}
