//! What people rely on who come from Kong: each row is shown by a test, or says which part of the work brings it, or why
//! there is none.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::rows::{self, Row, Test};
use crate::tree::Tree;

/// Where the rows stand.
pub(crate) const FILE: &str = "tests/behaviour.toml";

/// The steps of a first login at Kong: how many each of the four has, by letters.
const STEPS: &[(&str, usize)] = &[("S1", 5), ("S2", 4), ("S3", 4), ("S4", 6)];

/// What is compared with Kong by the same requests.
const DIFFERENCES: usize = 25;

/// What Kong's documentation leads through.
const HOW_TOS: usize = 29;

/// What takes people by surprise.
const SURPRISES: usize = 64;

/// Rows that are missing, doubled or malformed; tests that are not there; and tests of surprises that no row names.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let (rows, mut faults) = rows::read(FILE, tree.text(FILE));
    faults.extend(rows::incomplete(FILE, &rows, &ids()));
    let tests = rows::tests(tree);
    let tested: BTreeMap<_, _> = rows
        .iter()
        .filter(|row| row.how == "test")
        .map(|row| (row.id, row))
        .collect();
    for row in tested.values() {
        if !is_there(row, tree, &tests) {
            faults.push(rows::no_test(FILE, row));
        }
    }
    for test in &tests {
        let Some(id) = surprise(&test.path) else { continue };
        if tested.get(id).is_none_or(|row| row.what != test.path) {
            let remedy = format!("write {id} = {{ …, test = \"{}\" }}", test.path);
            faults.push(Fault::new(
                FILE,
                format!("{id} has a test of its own and does not say so"),
                remedy,
            ));
        }
    }
    faults
}

fn ids() -> BTreeSet<String> {
    let step = |(name, number): &(&'static str, usize)| {
        let name = *name;
        ('a'..='z')
            .take(*number)
            .map(move |letter| format!("{name}{letter}"))
    };
    let numbered = |name: &'static str, number| (1..=number).map(move |row| format!("{name}{row:02}"));
    STEPS
        .iter()
        .flat_map(step)
        .chain(numbered("F", DIFFERENCES))
        .chain(numbered("how_to_", HOW_TOS))
        .chain(numbered("surprise_", SURPRISES))
        .collect()
}

/// Whether the test of a row is one of the crates, or `tests/real/….test.js: what it is called`.
fn is_there(row: &Row<'_>, tree: &Tree, tests: &[Test]) -> bool {
    match row.what.split_once(".test.js: ") {
        Some((file, title)) => tree
            .text(&format!("{file}.test.js"))
            .contains(&format!("async \"{title}\"")),
        None => tests.iter().any(|test| test.path == row.what),
    }
}

/// The row of which a test tells by its own name: `surprise_14` of `lychgate::it::surprises::surprise_14_what…`.
fn surprise(path: &str) -> Option<&str> {
    let (_, name) = path.rsplit_once("::")?;
    let number = name.strip_prefix("surprise_")?;
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    Some(&name[..name.len() - number.len() + digits])
}

#[cfg(test)]
mod tests;
