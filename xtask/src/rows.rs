//! Lists whose rows name tests: `ID = { title = "…", test = "crate::path" }`.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::rust::Rust;
use crate::tree::{File, Tree};

/// The parts of the work that bring tests.
const PARTS: &[&str] = &[
    "road", "login", "world", "admin", "plugins", "methods", "manager", "later",
];

/// A row of a list.
pub(crate) struct Row<'a> {
    pub(crate) line: usize,
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    /// `test`, `issue` or `not_applicable`.
    pub(crate) how: &'a str,
    /// Which test, which part, or why not.
    pub(crate) what: &'a str,
}

/// A test of the crates.
pub(crate) struct Test {
    /// `crate::module::function`, or `crate::it::module::function` for those of `tests/it`.
    pub(crate) path: String,
    /// What it says, from its comments to those of the next one.
    pub(crate) lines: Vec<String>,
}

/// All rows of a file, and what stands there and is none.
pub(crate) fn read<'a>(file: &str, text: &'a str) -> (Vec<Row<'a>>, Vec<Fault>) {
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with(['#', '[']) {
            continue;
        }
        match row(number, line) {
            Some(row) => rows.push(row),
            None => faults.push(Fault::at(
                file,
                number,
                "is no row",
                "write ID = { title = \"…\", test = \"crate::path\" }, or issue = \"…\", or not_applicable = \"…\"",
            )),
        }
    }
    (rows, faults)
}

/// `AZ-01 = { title = "…", test = "…" }`
pub(crate) fn row(number: usize, line: &str) -> Option<Row<'_>> {
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

/// Rows that stand twice, those that are missing, and those that nobody knows; and parts of the work that are none.
pub(crate) fn incomplete(file: &str, rows: &[Row<'_>], known: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for row in rows {
        if let Some(first) = seen.insert(row.id, row.line) {
            faults.push(Fault::at(
                file,
                row.line,
                format!("{} stands in line {first} too", row.id),
                "strike one",
            ));
        }
        if row.how == "issue" && !PARTS.contains(&row.what) {
            faults.push(Fault::at(
                file,
                row.line,
                format!("{} is no part of the work", row.what),
                format!("write one of {}", PARTS.join(", ")),
            ));
        }
    }
    let missing = known.iter().filter(|id| !seen.contains_key(id.as_str()));
    faults.extend(missing.map(|id| Fault::new(file, format!("{id} is missing"), "add its row")));
    let foreign = rows.iter().filter(|row| !known.contains(row.id));
    faults.extend(
        foreign.map(|row| Fault::at(file, row.line, format!("there is no row {}", row.id), "strike it")),
    );
    faults
}

/// That the test of a row is not there.
pub(crate) fn no_test(file: &str, row: &Row<'_>) -> Fault {
    Fault::at(
        file,
        row.line,
        format!("there is no test {}", row.what),
        "write crate::module::function, or crate::it::module::function for tests/it",
    )
}

/// All tests of the crates.
pub(crate) fn tests(tree: &Tree) -> Vec<Test> {
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
                lines: lines[begin(*start)..end]
                    .iter()
                    .map(|line| (*line).to_owned())
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
