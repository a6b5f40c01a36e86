//! What a file would change.

use std::path::Path;

use ports::{Clock as _, SystemClock};
use store::declarative::{Beside, Declarative, Difference, compare, read_beside};

use super::Place;
use super::opened::{Missing, Opened};
use crate::report::Item;
use crate::text_file;

/// A store, a file, and what is different between them.
pub(super) struct Planned {
    pub(super) opened: Opened,
    pub(super) declared: Declarative,
    pub(super) differences: Vec<Difference>,
}

impl Planned {
    /// Reads the store and the file, and compares them.
    pub(super) fn of(place: &Place, file: &Path, missing: Missing) -> Result<Self, Vec<Item>> {
        let opened = Opened::of(place, missing)?;
        opened.workspace(place.workspace.as_deref())?;
        let text = text_file::read(file).map_err(|unreadable| {
            vec![Item {
                place: unreadable.path.display().to_string(),
                what: format!("cannot be read: {}", unreadable.why),
                code: "config.file_unreadable",
                remedy: "name a YAML or JSON file that is there and can be read".to_owned(),
            }]
        })?;
        let declared = read(&text, place, &opened)?;
        let differences = compare(&opened.catalogue, &opened.documents, &declared);
        Ok(Self {
            opened,
            declared,
            differences,
        })
    }
}

fn read(text: &str, place: &Place, opened: &Opened) -> Result<Declarative, Vec<Item>> {
    let beside = Beside {
        documents: &opened.documents,
        workspace: place.workspace.as_deref(),
        now: SystemClock.now().millis() / 1000,
        variable: &opened.variable(),
    };
    let read = read_beside(text, &opened.catalogue, &beside);
    read.map_err(|faults| faults.iter().map(Item::from).collect())
}
