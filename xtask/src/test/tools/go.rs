//! Programs in Go.

use std::io;
use std::process::Command;

use super::{Got, Shelf};
use crate::bench::service::find;
use crate::tree::root;

impl Shelf {
    /// A program of `tests/tools`, built with the modules that its `go.sum` names, each with its digest.
    pub(crate) fn go_program(&self, name: &str) -> io::Result<Got> {
        let Some(go) = find("go") else {
            return Ok(Got::Refused(
                "go is not here: install Go 1.26 or later".to_owned(),
            ));
        };
        let program = self.folder.join("go").join(name);
        let mut build = Command::new(go);
        // Go itself knows what of it is built already. Another toolchain than this one is not fetched.
        build
            .args(["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-o"])
            .arg(&program)
            .arg(".")
            .env("GOTOOLCHAIN", "local")
            .env("GOFLAGS", "")
            .current_dir(root().join("tests/tools").join(name));
        self.fetch(name, build, || program.is_file().then_some(program))
    }
}
