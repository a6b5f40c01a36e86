//! Chromium, of the machine.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Command;

use super::{Got, Shelf};
use crate::bench::service::find;

/// What it is called, in the order in which it is looked for.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The package of Debian's, with all it needs.
const INSTALL: &str =
    "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium";

impl Shelf {
    /// Chromium. Nobody's own machine is changed: it is installed only where nobody watches, and by root.
    pub(crate) fn chromium(&self) -> io::Result<Got> {
        if let Some(program) = there() {
            return Ok(Got::Ready(program));
        }
        let is_watched = std::env::var_os("CI").is_none();
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        if is_watched || !is_root || find("apt-get").is_none() {
            let [first, second, third] = NAMES;
            return Ok(Got::Refused(format!(
                "{first}, {second} and {third} are not here: install one, such as with apt-get install chromium"
            )));
        }
        let mut install = Command::new("sh");
        install.args(["-c", INSTALL]);
        Ok(match self.fetch("chromium", install, there)? {
            // The machine's own packages are not ours to vouch for.
            Got::Broken(why) => Got::Refused(format!("{why} by apt-get: see {}", self.log.display())),
            got => got,
        })
    }
}

fn there() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| find(name))
}
