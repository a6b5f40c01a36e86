//! Error codes: each one that the code knows is explained once in docs/errors.md, and no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::rust::Rust;
use crate::tree::Tree;

/// Where codes are explained.
const PAGE: &str = "docs/errors.md";

/// What an explanation begins with.
const ANCHOR: &str = "<a id=\"";

/// Crates for tests and demos: nobody operates them.
const UNEXPLAINED: &[&str] = &["sample_idp", "testkit", "xtask"];

/// Endings of files, which look like codes: `page.css`.
const ENDINGS: &[&str] = &[
    "conf", "css", "html", "js", "json", "jwt", "md", "rs", "service", "svg", "toml", "txt", "yaml", "yml",
];

/// Codes without an explanation, explanations without a code, and what is explained twice.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let known = known(tree);
    let explained = explained(tree.text(PAGE));
    let mut faults = Vec::new();
    for (code, place) in &known {
        if !explained.iter().any(|(_, anchor)| anchor == code) {
            faults.push(Fault::new(
                place,
                format!("{code} is explained nowhere"),
                format!("add a row with {ANCHOR}{code}\"></a> to {PAGE}: what happened, what to do"),
            ));
        }
    }
    let mut seen = BTreeSet::new();
    for (line, anchor) in &explained {
        if !known.contains_key(*anchor) {
            faults.push(Fault::at(
                PAGE,
                *line,
                format!("no code says {anchor}"),
                "strike the row",
            ));
        }
        if !seen.insert(anchor) {
            faults.push(Fault::at(
                PAGE,
                *line,
                format!("{anchor} is explained twice"),
                "strike one",
            ));
        }
    }
    faults
}

/// All codes, each with a place where it stands.
fn known(tree: &Tree) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    let files = tree.product().filter(|file| file.path.starts_with("crates/"));
    for file in files.filter(|file| !UNEXPLAINED.contains(&file.of_crate())) {
        for (line, text) in Rust::of(&file.text).strings {
            for code in codes(&text) {
                known
                    .entry(code.to_owned())
                    .or_insert_with(|| format!("{}:{line}", file.path));
            }
        }
    }
    known
}

/// The codes in a string: it is one, or names one in parentheses, as messages do.
fn codes(text: &str) -> Vec<&str> {
    if is_code(text) {
        return vec![text];
    }
    let named = text
        .split('(')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0));
    named.filter(|inside| is_code(inside)).collect()
}

/// `part.word`, in small letters.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    text.split_once('.')
        .is_some_and(|(part, word)| is_word(part) && is_word(word) && !ENDINGS.contains(&word))
}

/// What the page explains, with its lines.
fn explained(page: &str) -> Vec<(usize, &str)> {
    let anchors = (1..).zip(page.lines()).flat_map(|(line, text)| {
        text.match_indices(ANCHOR).filter_map(move |(at, _)| {
            let (anchor, _) = text[at + ANCHOR.len()..].split_once('"')?;
            Some((line, anchor))
        })
    });
    anchors.collect()
}

#[cfg(test)]
mod tests;
