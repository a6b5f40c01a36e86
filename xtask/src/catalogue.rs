//! The security catalogue: each row is tested, or says which part of the work brings its test, or why there is none.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::rows::{self, Row, Test};
use crate::tree::Tree;

/// Where the rows stand.
pub(crate) const FILE: &str = "tests/catalogue.toml";

/// The families of rows, and how many each has.
const FAMILIES: &[(&str, usize)] = &[
    ("AZ", 44),
    ("JW", 58),
    ("JK", 20),
    ("DI", 19),
    ("TK", 36),
    ("SE", 33),
    ("RD", 31),
    ("HD", 31),
    ("PA", 26),
    ("SM", 27),
    ("H2", 19),
    ("PO", 31),
    ("CA", 13),
    ("OP", 24),
    ("AD", 32),
    ("ER", 10),
];

/// Rows that are missing, doubled or malformed; tests that are not there; and tests that the catalogue does not know.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let (rows, mut faults) = rows::read(FILE, tree.text(FILE));
    let tests = rows::tests(tree);
    for row in &rows {
        faults.extend(judge(row, &tests));
    }
    let known: BTreeSet<_> = ids().into_iter().collect();
    faults.extend(rows::incomplete(FILE, &rows, &known));
    let told: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.how == "test")
        .map(|row| row.id)
        .collect();
    for (id, test) in named(&tests) {
        if known.contains(&id) && !told.contains(id.as_str()) {
            let remedy = format!("write {id} = {{ …, test = \"{test}\" }}, or let `xtask catalogue` do it");
            faults.push(Fault::new(
                FILE,
                format!("{id} has a test and does not say so"),
                remedy,
            ));
        }
    }
    faults
}

/// The catalogue with a test for every row that one names, and how many rows that changed.
pub(crate) fn filled(tree: &Tree) -> (String, usize) {
    let tests = rows::tests(tree);
    let named = named(&tests);
    let mut filled = 0;
    let mut text = String::new();
    for line in tree.text(FILE).lines() {
        let test = rows::row(1, line).and_then(|row| {
            let test = named.get(row.id)?;
            (row.how != "test" || judge(&row, &tests).is_some()).then_some((row, test))
        });
        match test {
            Some((row, test)) => {
                filled += 1;
                text.push_str(&format!(
                    "{} = {{ title = \"{}\", test = \"{test}\" }}\n",
                    row.id, row.title
                ));
            }
            None => text.push_str(&format!("{line}\n")),
        }
    }
    (text, filled)
}

fn ids() -> Vec<String> {
    let family = |(name, number): &(&'static str, usize)| {
        let name = *name;
        (1..=*number).map(move |row| format!("{name}-{row:02}"))
    };
    FAMILIES.iter().flat_map(family).collect()
}

fn judge(row: &Row<'_>, tests: &[Test]) -> Option<Fault> {
    if row.how != "test" {
        return None;
    }
    let Some(test) = tests.iter().find(|test| test.path == row.what) else {
        return Some(rows::no_test(FILE, row));
    };
    let is_named = test
        .lines
        .iter()
        .any(|line| ids_in(line).iter().any(|id| id == row.id));
    (!is_named).then(|| {
        Fault::at(
            FILE,
            row.line,
            format!("{} does not name {}", row.what, row.id),
            format!("write {} beside the case that shows it", row.id),
        )
    })
}

/// The first test that names each id.
fn named(tests: &[Test]) -> BTreeMap<String, &str> {
    let mut named = BTreeMap::new();
    for test in tests {
        for id in test.lines.iter().flat_map(|line| ids_in(line)) {
            named.entry(id).or_insert(test.path.as_str());
        }
    }
    named
}

/// The ids in the comment of a line.
fn ids_in(line: &str) -> Vec<String> {
    let Some((_, comment)) = line.split_once("//") else {
        return Vec::new();
    };
    let words = comment.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    let is_id = |word: &&str| {
        let parts = word.split_once('-');
        parts.is_some_and(|(family, number)| {
            FAMILIES.iter().any(|(name, _)| *name == family)
                && number.len() == 2
                && number.bytes().all(|digit| digit.is_ascii_digit())
        })
    };
    words.filter(is_id).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
