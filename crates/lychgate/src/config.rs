//! `lychgate config`: what a store holds, as a file; and the way back.
//!
//! The commands open the store that `lychgate start` would. A gateway that runs on it follows within a second, and one
//! that does not run need not be started.

mod diff;
mod export;
mod import;
mod opened;
mod planned;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::paint::{Paint, complain};
use crate::report::{Item, List, counted};
use crate::settings::Environment;

pub(crate) use self::diff::diff;
pub(crate) use self::export::{Export, export};
pub(crate) use self::import::{Import, import};

/// Where the store is, and what of it is meant.
#[derive(Debug)]
pub(crate) struct Place {
    /// The settings file.
    pub(crate) conf: Option<PathBuf>,
    /// The folder of the node.
    pub(crate) prefix: Option<PathBuf>,
    /// The name of the workspace.
    pub(crate) workspace: Option<String>,
}

/// Something could not be done at all, or a file could not be read. `diff` says 2 for another thing.
const FAILED: u8 = 1;

/// Says everything that is wrong. The code is 1.
fn told(what: &str, faults: &[Item]) -> ExitCode {
    let paint = Paint::of_stderr(&Environment::of_process());
    let list = List { items: faults, paint };
    let number = counted(faults.len(), "fault");
    complain(format_args!("{} {what}: {number}.\n\n{list}", paint.bad("✗")));
    ExitCode::from(FAILED)
}

/// What people call a file.
fn called(file: &Path) -> String {
    match file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => file.display().to_string(),
    }
}
