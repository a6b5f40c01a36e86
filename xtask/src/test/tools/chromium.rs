//! Chromium, of the machine.

use std::io;
use std::path::PathBuf;

use super::{Got, Shelf};
use crate::bench::service::find;

/// What it is called, in the order in which it is looked for.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

impl Shelf {
    /// Chromium.
    pub(crate) fn chromium(&self) -> io::Result<Got> {
        let [first, second, third] = NAMES;
        let missing = format!("{first}, {second} and {third} are not here: install one");
        self.debian_package("chromium", there, &missing)
    }
}

fn there() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| find(name))
}
