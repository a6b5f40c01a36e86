//! `make web`: the pages of the Manager, built so that the binary can carry them.

pub(crate) mod names;

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::say;
use crate::test::tools::{Got, Shelf};
use crate::tree::root;

/// Where they are written.
pub(crate) const FOLDER: &str = "crates/manager/web";

/// Builds them, and says how long it took. Without Node there are none, which may be no failure.
pub(crate) fn run(cache: &Path, if_there: bool) -> io::Result<ExitCode> {
    let began = Instant::now();
    let log = cache.join("logs/web.log");
    fs::create_dir_all(cache.join("logs"))?;
    fs::write(&log, "")?;
    let shelf = Shelf::of(cache, &log)?;
    say("pages of the Manager: making sure of their packages\n");
    let packages = match shelf.node() {
        Got::Ready(_) => shelf.web_packages()?,
        without => without,
    };
    let packages = match packages {
        Got::Ready(packages) => packages,
        Got::Refused(why) | Got::Broken(why) => {
            say(&format!(
                "pages of the Manager: skipped, {why}; the binary says how to get them\n"
            ));
            return Ok(ExitCode::from(u8::from(!if_there)));
        }
    };
    link(&packages)?;
    let built = npm("build").status()?;
    say(&format!(
        "pages of the Manager: {} in {} s\n",
        if built.success() { "built" } else { "not built" },
        began.elapsed().as_secs()
    ));
    Ok(ExitCode::from(u8::from(!built.success())))
}

/// Lays packages where the tools look for them. What somebody installed there by hand stays.
pub(crate) fn link(packages: &Path) -> io::Result<()> {
    let place = root().join(FOLDER).join("node_modules");
    match fs::symlink_metadata(&place) {
        Ok(there) if there.is_dir() => return Ok(()),
        Ok(_) => fs::remove_file(&place)?,
        Err(_) => {}
    }
    symlink(packages, place)
}

/// One of the scripts of its `package.json`.
pub(crate) fn npm(script: &str) -> Command {
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", script])
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .current_dir(folder());
    npm
}

fn folder() -> PathBuf {
    root().join(FOLDER)
}
