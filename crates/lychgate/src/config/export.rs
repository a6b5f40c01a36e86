//! `lychgate config export`: what the store holds, as a file.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use store::declarative::{Defaults, Secrets, Selection, Unwritable, write};

use super::opened::{Missing, Opened};
use super::{Place, told};
use crate::paint::say;
use crate::report::Item;

/// Secrets stand in it, so only its user may read it.
const MODE: u32 = 0o600;

/// What is wanted of an export.
#[derive(Debug)]
pub(crate) struct Export {
    /// The file; nothing for the standard output.
    pub(crate) output: Option<PathBuf>,
    /// The tags that all entities must have.
    pub(crate) select_tags: Vec<String>,
    /// Whether fields with their defaults are written.
    pub(crate) defaults: Defaults,
}

/// Writes a file. The code is 0 if it is written, 1 if not.
pub(crate) fn export(place: &Place, wanted: &Export) -> ExitCode {
    match text(place, wanted).and_then(|text| put(&text, wanted.output.as_deref())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(faults) => told("nothing was exported", &faults),
    }
}

fn text(place: &Place, wanted: &Export) -> Result<String, Vec<Item>> {
    let opened = Opened::of(place, Missing::Refused)?;
    let selection = Selection {
        workspace: opened.workspace(place.workspace.as_deref())?,
        select_tags: &wanted.select_tags,
        defaults: wanted.defaults,
        secrets: Secrets::Written,
    };
    let written = write(&opened.catalogue, &opened.documents, &selection);
    written.map_err(|unwritable| unwritable.iter().map(Item::from).collect())
}

fn put(text: &str, output: Option<&Path>) -> Result<(), Vec<Item>> {
    let Some(path) = output else {
        say(text);
        return Ok(());
    };
    create(path, text).map_err(|error| {
        vec![Item {
            place: path.display().to_string(),
            what: format!("cannot be written: {error}"),
            code: "config.not_written",
            remedy: "name a file that is not there yet, in a folder that this user may write to".to_owned(),
        }]
    })
}

/// Never over a file that is there: it may be the only one of its kind.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

impl From<&Unwritable> for Item {
    fn from(unwritable: &Unwritable) -> Self {
        Self {
            place: format!("{}/{}", unwritable.kind, unwritable.id),
            what: format!("does not pass its checks: {}", unwritable.why),
            code: unwritable.code(),
            remedy: "correct or delete it with the Admin API".to_owned(),
        }
    }
}
