//! How long files are.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::tree::{File, Tree};

/// Past it, look hard.
const NOTED: usize = 400;

/// Past it, the file needs a reason.
const TOO_LONG: usize = 600;

/// Files that are longer, each with its reason.
const LISTED: &[(&str, &str)] = &[];

/// Files that are too long and have no reason, and reasons that nobody needs.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    judge(tree, LISTED)
}

fn judge(tree: &Tree, listed: &[(&str, &str)]) -> Vec<Fault> {
    let is_listed = |file: &File| {
        listed
            .iter()
            .any(|(path, reason)| *path == file.path && !reason.is_empty())
    };
    let long = tree
        .product()
        .filter(|file| lines(file) > TOO_LONG && !is_listed(file));
    let long = long.map(|file| {
        let what = format!("has {} lines, more than {TOO_LONG}", lines(file));
        Fault::new(
            &file.path,
            what,
            "find its second noun and give it a file; or list it here with a reason",
        )
    });
    let needless = listed
        .iter()
        .filter(|(path, _)| tree.text(path).lines().count() <= TOO_LONG);
    let needless = needless.map(|(path, _)| {
        Fault::new(
            "xtask/src/size.rs",
            format!("{path} is listed and is not too long"),
            "strike it",
        )
    });
    long.chain(needless).collect()
}

/// The longest files, and the median of each crate.
pub(crate) fn report(tree: &Tree) -> String {
    let mut files: Vec<_> = tree.rust().collect();
    files.sort_by_key(|file| Reverse(lines(file)));
    let mut told = String::from("the longest files:\n");
    for file in files.iter().take(20) {
        let lines = lines(file);
        let is_product = tree.product().any(|other| other.path == file.path);
        let note = if is_product && lines > NOTED {
            "  (look hard)"
        } else {
            ""
        };
        told.push_str(&format!("  {lines:5}  {}{note}\n", file.path));
    }
    told.push_str("the median of each crate, without its tests:\n");
    let mut crates: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for file in tree.product() {
        crates.entry(file.of_crate()).or_default().push(lines(file));
    }
    for (name, mut sizes) in crates {
        sizes.sort_unstable();
        told.push_str(&format!(
            "  {:5}  {name} ({} files)\n",
            sizes[sizes.len() / 2],
            sizes.len()
        ));
    }
    told
}

fn lines(file: &File) -> usize {
    file.text.lines().count()
}

#[cfg(test)]
mod tests;
