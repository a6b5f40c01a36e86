//! valgrind, which counts instructions.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::bench::service;
use crate::program;
use crate::say;

/// What is installed where that may be done.
const PACKAGE: &str = "valgrind";

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Whether it is there.
#[derive(Debug)]
pub(crate) enum Got {
    /// Here it is.
    Ready(PathBuf),
    /// It is not, and what would bring it.
    Missing(String),
}

/// Looks for it; root on Debian has it installed.
pub(crate) fn find(log: &Path) -> io::Result<Got> {
    if let Some(valgrind) = service::find("valgrind") {
        return Ok(Got::Ready(valgrind));
    }
    if let (Some(apt), true) = (service::find("apt-get"), is_root()) {
        say(&format!("installs {PACKAGE} …"));
        let mut update = Command::new(&apt);
        let updated = program::run(update.arg("update"), LIMIT, log)?;
        let mut install = Command::new(&apt);
        install
            .args(["install", "--yes", "--no-install-recommends", PACKAGE])
            .env("DEBIAN_FRONTEND", "noninteractive");
        if updated.is_good() {
            program::run(&mut install, LIMIT, log)?;
        }
    }
    let found = service::find("valgrind").map(Got::Ready);
    let missing = || Got::Missing(format!("valgrind is not here: apt-get install {PACKAGE}"));
    Ok(found.unwrap_or_else(missing))
}

fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output();
    told.is_ok_and(|told| told.stdout == b"0\n")
}
