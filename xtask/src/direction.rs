//! Who uses whom: the table in ARCHITECTURE.md tells the truth, and the pure crates are pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::metadata::{Member, Metadata};
use crate::tree::Tree;

/// Where the table stands.
const MAP: &str = "ARCHITECTURE.md";

/// The first row of the table.
const HEAD: &str = "| crate | may use |";

/// Crates that know values only.
const PURE: &[&str] = &["schema", "schema_derive", "model", "jose", "oidc"];

/// What brings sockets, clocks, dice or a database.
const IMPURE: &[&str] = &[
    "hyper",
    "libsqlite3-sys",
    "postgres",
    "rand",
    "reqwest",
    "rusqlite",
    "socket2",
    "tokio",
    "tokio-postgres",
];

/// The crate that only tests may use.
const TESTKIT: &str = "testkit";

/// Where table and crates differ, and what should not be used.
pub(crate) fn faults(tree: &Tree, metadata: &Metadata) -> Vec<Fault> {
    let table = table(tree.text(MAP));
    let mut faults = Vec::new();
    if table.is_empty() {
        faults.push(Fault::new(
            MAP,
            "has no table of crates",
            format!("begin one with the row {HEAD}"),
        ));
    }
    for member in &metadata.members {
        faults.extend(row(&table, member));
        faults.extend(tests_use(metadata, member));
        faults.extend(purity(metadata, member));
    }
    let gone = table.keys().filter(|name| metadata.member(name).is_none());
    faults.extend(gone.map(|name| Fault::new(MAP, format!("there is no crate {name}"), "strike its row")));
    faults
}

/// The rows of the table: a crate, and what it may use.
fn table(map: &str) -> BTreeMap<String, BTreeSet<String>> {
    let rows = map.lines().skip_while(|line| line.trim() != HEAD).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| {
        let (_, row) = row.split_once('|')?;
        let (name, rest) = row.split_once('|')?;
        let (uses, _) = rest.split_once('|')?;
        let uses = uses
            .split(',')
            .map(str::trim)
            .filter(|name| !matches!(*name, "" | "–"));
        Some((name.trim().to_owned(), uses.map(str::to_owned).collect()))
    })
    .collect()
}

/// Whether the row of a crate says what it uses.
fn row(table: &BTreeMap<String, BTreeSet<String>>, member: &Member) -> Vec<Fault> {
    let used: BTreeSet<_> = member.normal.union(&member.build).cloned().collect();
    let Some(told) = table.get(&member.name) else {
        let row = used.into_iter().collect::<Vec<_>>().join(", ");
        return vec![Fault::new(
            MAP,
            format!("does not tell of {}", member.name),
            format!(
                "add the row | {} | {row} |, if that is as it should be",
                member.name
            ),
        )];
    };
    let name = &member.name;
    let manifest = manifest(name);
    let more = used.difference(told).map(|other| {
        Fault::new(
            &manifest,
            format!("{name} uses {other}, which {MAP} does not allow"),
            "do without it; or change the map first, and say why",
        )
    });
    let less = told.difference(&used).map(|other| {
        Fault::new(
            MAP,
            format!("{name} may use {other} and does not"),
            "strike it from the row, or from nobody's mind",
        )
    });
    more.chain(less).collect()
}

/// Tests may use the testkit and what stands below it or below their crate; nothing else may use the testkit.
fn tests_use(metadata: &Metadata, member: &Member) -> Vec<Fault> {
    let mut faults = Vec::new();
    let manifest = manifest(&member.name);
    if member.normal.contains(TESTKIT) || member.build.contains(TESTKIT) {
        faults.push(Fault::new(
            &manifest,
            "uses testkit",
            "use it in dev-dependencies only",
        ));
    }
    let mut allowed = metadata.made_of(member);
    allowed.insert(TESTKIT);
    if let Some(testkit) = metadata.member(TESTKIT) {
        allowed.extend(metadata.made_of(testkit));
    }
    let too_much = member
        .dev
        .iter()
        .filter(|other| !allowed.contains(other.as_str()));
    faults.extend(too_much.map(|other| {
        Fault::new(
            &manifest,
            format!("the tests of {} use {other}, which is no part of it", member.name),
            "test it through the testkit, or test both in lychgate",
        )
    }));
    faults
}

fn purity(metadata: &Metadata, member: &Member) -> Vec<Fault> {
    if !PURE.contains(&member.name.as_str()) {
        return Vec::new();
    }
    let made_of = metadata.made_of(member);
    let impure = IMPURE.iter().filter(|name| made_of.contains(**name));
    impure
        .map(|other| {
            Fault::new(
                &manifest(&member.name),
                format!("{} is pure and is made of {other}", member.name),
                "take what it wanted as a value; `cargo tree -i` tells who brings it in",
            )
        })
        .collect()
}

fn manifest(name: &str) -> String {
    match name {
        "xtask" => "xtask/Cargo.toml".to_owned(),
        name => format!("crates/{name}/Cargo.toml"),
    }
}

#[cfg(test)]
mod tests;
