//! Packages of Debian's, with all that they need.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Command;

use super::{Got, Shelf};
use crate::bench::service::find;

impl Shelf {
    /// What a package brings. Nobody's own machine is changed: it is installed only where nobody watches, and by root.
    pub(super) fn debian_package(
        &self,
        package: &str,
        there: fn() -> Option<PathBuf>,
        missing: &str,
    ) -> io::Result<Got> {
        if let Some(found) = there() {
            return Ok(Got::Ready(found));
        }
        let is_watched = std::env::var_os("CI").is_none();
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        if is_watched || !is_root || find("apt-get").is_none() {
            return Ok(Got::Refused(format!(
                "{missing}, such as with apt-get install {package}"
            )));
        }
        let mut install = Command::new("sh");
        install
            .args([
                "-c",
                "apt-get update && apt-get install -y --no-install-recommends \"$0\"",
                package,
            ])
            .env("DEBIAN_FRONTEND", "noninteractive");
        Ok(match self.fetch(package, install, there)? {
            // The machine's own packages are not ours to vouch for.
            Got::Broken(why) => Got::Refused(format!("{why} by apt-get: see {}", self.log.display())),
            got => got,
        })
    }
}
