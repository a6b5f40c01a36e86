//! The entities are Kong's: their fields in order, types, defaults, bounds, rules, keys and links.

mod deviations;
mod dialect;

use std::collections::BTreeMap;

use schema::render::outline;

use self::deviations::DEVIATIONS;
use crate::{Catalogue, Entity, OnDelete};

/// What Kong has.
const KONG: &str = include_str!("facts.txt");

/// The lines of each entity.
type Lines = BTreeMap<&'static str, Vec<&'static str>>;

fn kong() -> Lines {
    let mut lines = Lines::new();
    let mut of_entity = "";
    for line in KONG
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(entity) => of_entity = entity,
            None => lines.entry(of_entity).or_default().push(line),
        }
    }
    lines
}

/// What Kong has, with what is deliberately otherwise here.
fn expected() -> Lines {
    let mut lines = kong();
    for deviation in DEVIATIONS {
        let of_entity = lines.get_mut(deviation.entity).unwrap();
        let place = of_entity
            .windows(deviation.kong.len())
            .position(|window| window == deviation.kong)
            .unwrap_or_else(|| panic!("{} has no lines {:?}", deviation.entity, deviation.kong));
        of_entity.splice(
            place..place + deviation.kong.len(),
            deviation.here.iter().copied(),
        );
    }
    lines
}

fn here(entity: &Entity) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(entity.key.map(|key| format!("entity key: {key}")));
    if !entity.tuple.is_empty() {
        lines.push(format!("entity tuple: {}", entity.tuple.join(" ")));
    }
    lines.extend(outline::declared(&(entity.schema)()));
    for link in entity.links {
        let becomes = match link.on_delete {
            OnDelete::Refuse => "refuse",
            OnDelete::Cascade => "cascade",
        };
        lines.push(format!("{} -> {}: {becomes}", link.field, link.to));
    }
    lines
}

/// What a rule with words of its own says is shown by the tables of its tests.
fn comparable(line: &str) -> String {
    match line.split_once("check: a rule about ") {
        Some((place, _)) => format!("{place}check: a rule of its own"),
        None => line.to_owned(),
    }
}

#[test]
fn every_entity_is_as_in_kong() {
    let expected = expected();
    let catalogue = Catalogue::new([]);
    let all = || catalogue.entities().chain(catalogue.refused_entities());
    let mut names: Vec<_> = all().map(|entity| entity.name).collect();
    names.sort_unstable();
    assert_eq!(names, expected.keys().copied().collect::<Vec<_>>());
    for entity in all() {
        let expected: Vec<_> = expected[entity.name]
            .iter()
            .map(|line| comparable(line))
            .collect();
        let here = here(entity);
        let missing: Vec<_> = expected.iter().filter(|line| !here.contains(line)).collect();
        let surplus: Vec<_> = here.iter().filter(|line| !expected.contains(line)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{}\nmissing {missing:#?}\nsurplus {surplus:#?}",
            entity.name
        );
        assert_eq!(here, expected, "{}: the order", entity.name);
    }
}

#[test]
fn every_deviation_has_its_reason() {
    for deviation in DEVIATIONS {
        assert!(
            deviation.why.ends_with('.') && deviation.kong != deviation.here,
            "{}: {:?}",
            deviation.entity,
            deviation.kong
        );
    }
}

#[test]
fn nothing_of_kong_is_forgotten() {
    let kong = kong();
    let lines = kong.values().map(Vec::len).sum::<usize>();
    assert_eq!((kong.len(), lines), (15, 244));
}
