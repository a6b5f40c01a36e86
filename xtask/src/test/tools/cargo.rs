//! Programs of cargo's.

use std::io;
use std::path::Path;
use std::process::Command;

use super::{Got, Shelf, without_version};

impl Shelf {
    /// A program of cargo's, such as cargo-deny.
    pub(crate) fn cargo_program(&self, name: &str) -> io::Result<Got> {
        let Some(version) = self.version(name) else {
            return Ok(without_version(name));
        };
        let folder = self.folder.join(format!("{name}-{version}"));
        let program = folder.join("bin").join(name);
        if is_there(&program, name, version) {
            return Ok(Got::Ready(program));
        }
        let mut install = Command::new("cargo");
        install
            .args(["install", "--locked", "--root"])
            .arg(&folder)
            .arg(format!("{name}@{version}"))
            .env("CARGO_TARGET_DIR", self.folder.join("target"));
        self.fetch(name, install, || {
            is_there(&program, name, version).then_some(program)
        })
    }
}

fn is_there(program: &Path, name: &str, version: &str) -> bool {
    let said = Command::new(program).arg("--version").output();
    said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).trim() == format!("{name} {version}"))
}
