//! The test programs that cargo has built. They are run one by one: to let cargo run the tests of some crates
//! only would build their dependencies anew, with the features that those crates alone ask for.

use std::io;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::tree::root;

/// A test program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binary {
    /// Its crate.
    pub(crate) of_crate: String,
    /// Its crate and target, for people.
    pub(crate) name: String,
    program: PathBuf,
    folder: PathBuf,
}

/// The test programs that cargo's messages name.
pub(crate) fn of(messages: &str) -> Vec<Binary> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    messages.filter_map(|message: Value| binary(&message)).collect()
}

fn binary(message: &Value) -> Option<Binary> {
    let is_test = message["profile"]["test"].as_bool()?;
    let program = PathBuf::from(message["executable"].as_str()?);
    let manifest = PathBuf::from(message["manifest_path"].as_str()?);
    let folder = manifest.parent()?.to_owned();
    let of_crate = folder.file_name()?.to_str()?.to_owned();
    let target = message["target"]["name"].as_str()?;
    is_test.then(|| Binary {
        name: format!("{of_crate} {target}"),
        of_crate,
        program,
        folder,
    })
}

#[cfg(test)]
impl Binary {
    /// A test program of a crate.
    pub(crate) fn fake(of_crate: &str, program: &str) -> Self {
        Self {
            of_crate: of_crate.to_owned(),
            name: of_crate.to_owned(),
            program: PathBuf::from(program),
            folder: std::env::temp_dir(),
        }
    }
}

impl Binary {
    /// How cargo would run it.
    pub(crate) fn command(&self) -> io::Result<Command> {
        let libraries = Command::new("rustc")
            .args(["--print", "target-libdir"])
            .output()?;
        let libraries = String::from_utf8_lossy(&libraries.stdout).trim().to_owned();
        let mut command = Command::new(&self.program);
        command
            // So that what is skipped says so in the log.
            .arg("--show-output")
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("INSTA_UPDATE", "no")
            // A program that another copy of this tree built names that copy's transcripts.
            .env("INSTA_WORKSPACE_ROOT", root())
            // Test programs of derives need the compiler's own libraries.
            .env("LD_LIBRARY_PATH", libraries);
        Ok(command)
    }
}
