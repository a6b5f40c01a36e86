//! What manifests may say.

use crate::fault::Fault;
use crate::tree::{File, Tree};

/// The only place that crates of others come from.
const INDEX: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The manifests that choose dependencies.
const ROOTS: &[&str] = &["Cargo.toml", "fuzz/Cargo.toml", "tests/oracle/Cargo.toml"];

/// Everything in manifests that should not be there.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    let manifests = tree
        .files()
        .filter(|file| file.path.rsplit('/').next() == Some("Cargo.toml"));
    let manifests = manifests.flat_map(|file| {
        let aborts = lines(file, |line| line.starts_with("panic") && line.contains("abort"));
        let aborts = aborts.map(|line| {
            Fault::at(
                &file.path,
                line,
                "lets a panic end the process",
                "a panic ends one request: unwind",
            )
        });
        let wasm = lines(file, |line| !line.starts_with('#') && line.contains("wasm"));
        let wasm =
            wasm.map(|line| Fault::at(&file.path, line, "brings in wasm", "plugins are Rust; do without"));
        let mut faults: Vec<_> = aborts.chain(wasm).collect();
        faults.extend(match ROOTS.contains(&file.path.as_str()) {
            true => reasons(file),
            false => versions(file),
        });
        faults
    });
    let binaries = tree.files().filter(|file| file.path.ends_with(".wasm"));
    let binaries = binaries.map(|file| Fault::new(&file.path, "is wasm", "remove it"));
    manifests.chain(binaries).chain(sources(tree)).collect()
}

fn lines(file: &File, is_wrong: fn(&str) -> bool) -> impl Iterator<Item = usize> {
    file.lines()
        .filter(move |(_, line)| is_wrong(line.trim()))
        .map(|(line, _)| line)
}

/// Each dependency of the workspace says beside it why it is there.
fn reasons(file: &File) -> Vec<Fault> {
    let within = file
        .lines()
        .skip_while(|(_, line)| *line != "[workspace.dependencies]")
        .skip(1);
    let within = within.take_while(|(_, line)| !line.starts_with('['));
    let unexplained = within.filter(|(_, line)| {
        let is_theirs = line.contains('=') && !line.starts_with('#') && !line.contains("path = ");
        let reason = line.rsplit_once("# ").map_or("", |(_, reason)| reason.trim());
        is_theirs && reason.is_empty()
    });
    unexplained
        .map(|(line, text)| {
            let name = text.split(['=', '.']).next().unwrap_or_default().trim();
            Fault::at(
                &file.path,
                line,
                format!("nobody says why {name} is there"),
                "write its reason behind it",
            )
        })
        .collect()
}

/// Versions stand in root manifests only.
fn versions(file: &File) -> Vec<Fault> {
    let mut section = "";
    let mut faults = Vec::new();
    for (number, line) in file.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let is_dependency =
            section.ends_with("dependencies]") && line.contains('=') && !line.starts_with('#');
        if is_dependency && !line.replace(' ', "").contains("workspace=true") {
            faults.push(Fault::at(
                &file.path,
                number,
                "chooses a dependency by itself",
                "put version and reason into the root manifest, and write `name.workspace = true` here",
            ));
        }
    }
    faults
}

/// Crates come from the one index.
fn sources(tree: &Tree) -> Vec<Fault> {
    let locks = tree
        .files()
        .filter(|file| file.path.rsplit('/').next() == Some("Cargo.lock"));
    let foreign = locks.flat_map(|file| {
        let foreign = file.lines().filter(|(_, line)| {
            let source = line
                .strip_prefix("source = ")
                .map(|source| source.trim_matches('"'));
            source.is_some_and(|source| source != INDEX)
        });
        foreign.map(|(line, _)| {
            Fault::at(
                &file.path,
                line,
                "comes from elsewhere than the crate index",
                "use a published crate",
            )
        })
    });
    let configured = tree.files().filter(|file| {
        let is_config = file.path.ends_with(".cargo/config.toml") || file.path.ends_with(".cargo/config");
        is_config && (file.text.contains("[source") || file.text.contains("[registr"))
    });
    let configured = configured.map(|file| {
        Fault::new(
            &file.path,
            "sends cargo to another index",
            "leave that to the machine that builds",
        )
    });
    foreign.chain(configured).collect()
}

#[cfg(test)]
mod tests;
