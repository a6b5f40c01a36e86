//! Names that say nothing, words in the wrong place, and promises without an address.

use crate::fault::Fault;
use crate::rust::Rust;
use crate::tree::{File, Tree};

/// Names of files and folders that mean that nobody decided.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "base", "core",
];

/// Crates that speak the language of the standards only.
const SPEAK_STANDARDS: &[&str] = &["jose", "oidc"];

/// Words of gateways, which no standard has.
const OF_GATEWAYS: &[&str] = &[
    "consumer",
    "consumers",
    "downstream",
    "kong",
    "lychgate",
    "plugin",
    "plugins",
    "route",
    "routes",
    "upstream",
    "upstreams",
    "workspace",
];

/// What people write when something is missing.
const PROMISES: &[&str] = &["TODO", "FIXME", "XXX"];

/// All names and words that should not be there.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let names = tree.files().filter_map(empty_name);
    let gateways = tree
        .product()
        .filter(|file| SPEAK_STANDARDS.contains(&file.of_crate()))
        .flat_map(of_gateways);
    let heads = tree.product().filter_map(head);
    let promises = tree
        .files()
        .filter(|file| !file.path.starts_with("xtask/src/words"));
    names
        .chain(gateways)
        .chain(heads)
        .chain(promises.flat_map(promised))
        .collect()
}

fn empty_name(file: &File) -> Option<Fault> {
    let mut parts = file.path.split(['/', '.']);
    let empty = parts.find(|part| EMPTY_NAMES.contains(part))?;
    let is_ours = file.path.starts_with("crates/") || file.path.starts_with("xtask/");
    is_ours.then(|| {
        Fault::new(
            &file.path,
            format!("`{empty}` does not say what is in it"),
            "name it after its noun",
        )
    })
}

/// The first line of a file tells what it is about.
fn head(file: &File) -> Option<Fault> {
    let tells = file.text.starts_with("//! ");
    (!tells).then(|| {
        Fault::at(
            &file.path,
            1,
            "does not say what it is about",
            "begin it with a line of //!",
        )
    })
}

fn of_gateways(file: &File) -> Vec<Fault> {
    let rust = Rust::of(&file.text);
    let strings = rust.strings.iter().map(|(line, text)| (*line, text.as_str()));
    let lines = rust.lines().chain(strings);
    let found = lines.flat_map(|(line, text)| {
        let words = words(text).into_iter();
        words
            .filter(|word| OF_GATEWAYS.contains(&word.as_str()))
            .map(move |word| (line, word))
    });
    found
        .map(|(line, word)| {
            Fault::at(
                &file.path,
                line,
                format!("`{word}` is a word of gateways, not of the protocol"),
                "use the standard's word, or move it to the rim",
            )
        })
        .collect()
}

/// The words of a text in small letters; `snake_case` and `CamelCase` are taken apart.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last_was_small = false;
    for letter in text.chars() {
        if !letter.is_ascii_alphabetic() || (letter.is_ascii_uppercase() && last_was_small) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_ascii_alphabetic(), words.last_mut()) {
            word.push(letter.to_ascii_lowercase());
        }
        last_was_small = letter.is_ascii_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn promised(file: &File) -> Vec<Fault> {
    let found = file.lines().filter(|(_, line)| {
        let mut promises = PROMISES.iter().filter_map(|word| line.split_once(word));
        promises.any(|(before, after)| {
            let is_word =
                !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
            let numbered = after
                .strip_prefix("(#")
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            is_word && !numbered
        })
    });
    found
        .map(|(line, _)| {
            Fault::at(
                &file.path,
                line,
                "promises something without an issue",
                "do it, strike it, or write the issue's number: TODO(#12)",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
