//! `lychgate config import`: the store becomes what a file says.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;

use model::Document;
use ports::{Clock as _, SystemClock};
use proxy::Problem;
use store::Change;
use store::declarative::{Absent, Torn, What, changes};

use super::diff::{Shown, Sum};
use super::opened::{Missing, Opened};
use super::planned::Planned;
use super::{Place, called, told};
use crate::advice::advice;
use crate::paint::{Paint, say};
use crate::rehearsal;
use crate::report::{Item, counted};
use crate::settings::Environment;

/// What is wanted of an import.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Import {
    /// What becomes of entities that the file does not have.
    pub(crate) absent: Absent,
}

/// Imports a file. The code is 0 if the store is what the file says, 1 if it is as it was before.
pub(crate) fn import(place: &Place, file: &Path, wanted: Import) -> ExitCode {
    match Planned::of(place, file, Missing::Made).and_then(|planned| carry_out(planned, wanted)) {
        Ok(report) => {
            say(report);
            ExitCode::SUCCESS
        }
        Err(faults) => told(&format!("{} was not imported", called(file)), &faults),
    }
}

fn carry_out(planned: Planned, Import { absent }: Import) -> Result<String, Vec<Item>> {
    let Planned {
        opened,
        declared,
        mut differences,
    } = planned;
    let kept = match absent {
        Absent::Deleted => 0,
        Absent::Kept => Sum::of(&differences).deleted,
    };
    if absent == Absent::Kept {
        differences.retain(|difference| !matches!(difference.what, What::Deleted(_)));
    }
    let now = SystemClock.now().millis();
    let changes = changes(&opened.catalogue, &opened.documents, &differences, absent, now)
        .map_err(|torn| torn.iter().map(Item::from).collect::<Vec<_>>())?;
    let after = after(&opened.documents, &changes);
    let faults = faults(&opened, &after, &declared.documents);
    if !faults.is_empty() {
        return Err(faults);
    }
    if !changes.is_empty() {
        opened.apply(changes)?;
    }
    let shown = Shown {
        differences: &differences,
        paint: Paint::of_stdout(&Environment::of_process()),
    };
    let left = match kept {
        0 => String::new(),
        kept => format!(
            "{} kept that the file does not have; --replace deletes them\n",
            counted(kept, "other")
        ),
    };
    Ok(format!("{shown}{left}"))
}

/// What the store will hold.
fn after(there: &[Document], changes: &[Change]) -> Vec<Document> {
    let key = |document: &Document| (document.kind, document.id);
    let mut held: HashMap<_, _> = there.iter().map(|document| (key(document), document)).collect();
    for change in changes {
        match change {
            Change::Insert(document) | Change::Put(document) | Change::Replace { document, .. } => {
                held.insert(key(document), document);
            }
            Change::Delete { kind, id, .. } | Change::DeleteOnly(Document { kind, id, .. }) => {
                held.remove(&(*kind, *id));
            }
        }
    }
    let mut documents: Vec<Document> = held.into_values().cloned().collect();
    documents.sort_by_key(key);
    documents
}

/// What of the file would not run, or may not: a plugin that cannot be built closes its routes.
fn faults(opened: &Opened, after: &[Document], declared: &[Document]) -> Vec<Item> {
    let problems = rehearsal::problems(&opened.catalogue, after, &opened.secrets);
    // What did not run before is no fault of this file.
    let is_declared = |problem: &&Problem| {
        declared
            .iter()
            .any(|document| document.kind == problem.kind && document.id == problem.id)
    };
    let problems = problems.iter().filter(is_declared).map(Item::from);
    let advice = advice(&opened.catalogue, declared);
    let forbidden = advice
        .iter()
        .filter(|advice| advice.forbids_start())
        .map(Item::from);
    problems.chain(forbidden).collect()
}

impl From<&Torn> for Item {
    fn from(torn: &Torn) -> Self {
        Self {
            place: format!("{} {}", torn.to, torn.title),
            what: format!(
                "would be deleted, and {}/{} stays and links to it",
                torn.kind, torn.id
            ),
            code: torn.code(),
            remedy: "put both in the file, or leave both out".to_owned(),
        }
    }
}
