//! The security catalogue: each row is tested, or says which part of the work brings its test, or why there is none.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::rust::Rust;
use crate::tree::{File, Tree};

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

/// The parts of the work that bring tests.
const PARTS: &[&str] = &[
    "road", "login", "world", "admin", "plugins", "methods", "manager", "later",
];

/// A line of the catalogue.
struct Row<'a> {
    line: usize,
    id: &'a str,
    title: &'a str,
    /// `test`, `issue` or `not_applicable`.
    how: &'a str,
    /// Which test, which part, or why not.
    what: &'a str,
}

/// A test, by the comment or the body in which it names rows.
struct Test {
    path: String,
    ids: BTreeSet<String>,
}

/// Rows that are missing, doubled or malformed; tests that are not there; and tests that the catalogue does not know.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let text = tree.text(FILE);
    let (rows, mut faults) = rows(text);
    let tests = tests(tree);
    for row in &rows {
        faults.extend(judge(row, &tests));
    }
    let mut seen = BTreeMap::new();
    for row in &rows {
        if let Some(first) = seen.insert(row.id, row.line) {
            faults.push(Fault::at(
                FILE,
                row.line,
                format!("{} stands in line {first} too", row.id),
                "strike one",
            ));
        }
    }
    let known: BTreeSet<_> = ids().into_iter().collect();
    let missing = known.iter().filter(|id| !seen.contains_key(id.as_str()));
    faults.extend(missing.map(|id| Fault::new(FILE, format!("{id} is missing"), "add its row")));
    let foreign = rows.iter().filter(|row| !known.contains(row.id));
    faults.extend(
        foreign.map(|row| Fault::at(FILE, row.line, format!("there is no row {}", row.id), "strike it")),
    );
    let told: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.how == "test")
        .map(|row| row.id)
        .collect();
    for (id, test) in named(&tests) {
        if known.contains(id) && !told.contains(id) {
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
    let tests = tests(tree);
    let named = named(&tests);
    let mut filled = 0;
    let mut text = String::new();
    for line in tree.text(FILE).lines() {
        let test = row(1, line).and_then(|row| {
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

/// All rows, and what stands there and is none.
fn rows(text: &str) -> (Vec<Row<'_>>, Vec<Fault>) {
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with(['#', '[']) {
            continue;
        }
        match row(number, line) {
            Some(row) => rows.push(row),
            None => faults.push(Fault::at(
                FILE,
                number,
                "is no row",
                "write ID = { title = \"…\", test = \"crate::path\" }, or issue = \"…\", or not_applicable = \"…\"",
            )),
        }
    }
    (rows, faults)
}

/// `AZ-01 = { title = "…", test = "…" }`
fn row(number: usize, line: &str) -> Option<Row<'_>> {
    let (id, rest) = line.split_once(" = { title = \"")?;
    let (title, rest) = rest.split_once("\", ")?;
    let (how, rest) = rest.split_once(" = \"")?;
    let (what, end) = rest.split_once('"')?;
    let is_known = matches!(how, "test" | "issue" | "not_applicable");
    let is_told = !title.is_empty() && !what.is_empty() && !title.contains('"');
    (is_known && is_told && end == " }").then_some(Row {
        line: number,
        id,
        title,
        how,
        what,
    })
}

fn judge(row: &Row<'_>, tests: &[Test]) -> Option<Fault> {
    match row.how {
        "test" => {
            let test = tests.iter().find(|test| test.path == row.what);
            match test {
                None => Some(Fault::at(
                    FILE,
                    row.line,
                    format!("there is no test {}", row.what),
                    "write crate::module::function, or crate::it::module::function for tests/it",
                )),
                Some(test) if !test.ids.contains(row.id) => Some(Fault::at(
                    FILE,
                    row.line,
                    format!("{} does not name {}", row.what, row.id),
                    format!("write {} beside the case that shows it", row.id),
                )),
                Some(_) => None,
            }
        }
        "issue" if !PARTS.contains(&row.what) => Some(Fault::at(
            FILE,
            row.line,
            format!("{} is no part of the work", row.what),
            format!("write one of {}", PARTS.join(", ")),
        )),
        _ => None,
    }
}

/// The first test that names each id.
fn named(tests: &[Test]) -> BTreeMap<&str, &str> {
    let mut named = BTreeMap::new();
    for test in tests {
        for id in &test.ids {
            named.entry(id.as_str()).or_insert(test.path.as_str());
        }
    }
    named
}

/// All tests of the crates.
fn tests(tree: &Tree) -> Vec<Test> {
    let files = tree.tests().filter(|file| file.path.starts_with("crates/"));
    files.flat_map(of_file).collect()
}

/// The tests of a file. A test reaches from its comments to those of the next one.
fn of_file(file: &File) -> Vec<Test> {
    let rust = Rust::of(&file.text);
    let code: Vec<_> = rust.code.iter().map(|line| line.trim()).collect();
    let lines: Vec<_> = file.text.lines().collect();
    let starts: Vec<_> = (0..lines.len())
        .filter(|at| code[*at].starts_with("#[test]") || code[*at].starts_with("#[tokio::test"))
        .collect();
    // Comments and attributes directly above belong to it.
    let begin = |start: usize| {
        let above = lines[..start].iter().rev();
        start
            - above
                .take_while(|line| line.trim().starts_with("//") || line.trim().starts_with("#["))
                .count()
    };
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| begin(*start))
        .chain([lines.len()]);
    let module = module(&file.path);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let name = code[*start..end].iter().find_map(|line| {
                let (_, rest) = line.split_once("fn ")?;
                rest.split(['(', '<']).next()
            })?;
            Some(Test {
                path: format!("{module}::{name}"),
                ids: lines[begin(*start)..end]
                    .iter()
                    .flat_map(|line| ids_in(line))
                    .collect(),
            })
        })
        .collect()
}

/// `crates/proxy/tests/it/way.rs` is `proxy::it::way`, `crates/session/src/seal/tests.rs` is `session::seal::tests`.
fn module(path: &str) -> String {
    let path = path.trim_start_matches("crates/").trim_end_matches(".rs");
    let path = path.trim_end_matches("/mod").trim_end_matches("/main");
    path.replace("/src/", "::")
        .replace("/tests/it", "::it")
        .replace('/', "::")
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
