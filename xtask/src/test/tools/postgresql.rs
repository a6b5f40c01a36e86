//! PostgreSQL, of the machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Got, Shelf};
use crate::bench::service::find;

/// Where Debian keeps the servers, a folder for each version: they are not for everybody to start.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Whoever starts a server needs both.
const PROGRAMS: [&str; 2] = ["postgres", "initdb"];

impl Shelf {
    /// The folder of PostgreSQL's programs. The tests of the store look for it in the same places, and start a server
    /// of their own; one that the package starts is left alone.
    pub(crate) fn postgresql(&self) -> io::Result<Got> {
        self.debian_package("postgresql", there, "PostgreSQL is not here: install it")
    }
}

fn there() -> Option<PathBuf> {
    let on_path = find("postgres").and_then(|program| program.parent().map(Path::to_owned));
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut folders = on_path
        .into_iter()
        .chain(versions.map(|version| version.path().join("bin")));
    folders.find(|folder| PROGRAMS.iter().all(|name| folder.join(name).is_file()))
}
