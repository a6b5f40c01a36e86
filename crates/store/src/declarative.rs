//! Declarative files: all entities in one text, taken as a whole or not at all.
//!
//! Knows the way from a text to documents ([`read`], [`read_beside`]), the way back ([`write`]), and what is different
//! between two sets of documents ([`compare`]).

mod adopted;
mod changes;
mod difference;
mod duplicates;
mod entries;
mod entry;
mod fault;
mod identity;
mod lines;
mod links;
mod order;
mod outline;
mod placeholders;
mod preamble;
mod pruned;
mod text;
mod write;
mod written;
mod yaml;

#[cfg(test)]
mod tests;

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Id, WORKSPACES};
use schema::{DocumentPath, Value, Violation};

pub use self::changes::{Absent, Torn, changes};
pub use self::difference::{Difference, FieldChange, What, compare};
use self::entry::Entry;
pub use self::fault::{Fault, Faults};
use self::placeholders::Placeholders;
use self::preamble::Preamble;
use self::text::Text;
pub use self::write::{Defaults, Secrets, Selection, Unwritable, write};

/// What a declarative file holds.
#[derive(Debug)]
pub struct Declarative {
    /// Its entities: filled, checked, with their ids, their links resolved. Each stands after the one it is
    /// nested in.
    pub documents: Vec<Document>,
    /// The workspace that they belong to.
    pub workspace: Id,
    /// Which tags all entities have that the file is about; none if it is about all entities.
    pub select_tags: Vec<String>,
}

/// What there is beside a file.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// All documents of a store. Entities of the file whose ids it leaves open are theirs if they are the same, and its
    /// links may lead to them.
    pub documents: &'a [Document],
    /// The name of the workspace that the file is for, whatever it says itself.
    pub workspace: Option<&'a str>,
    /// The time in seconds since 1970, from which `ttl` counts.
    pub now: u64,
    /// What a variable of the environment holds; `None` if it is not set.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

/// Where something is wrong, and what.
type Found = Vec<(DocumentPath, Violation)>;

/// Reads a declarative file: YAML or JSON, nested or flat, of the formats 1.1, 2.1 and 3.0. It may be read again at any
/// time, so that nothing in it counts from now.
///
/// # Errors
/// [`Faults`]: everything that is wrong with the file, or why its text cannot be read at all.
pub fn read(text: &str, catalogue: &Catalogue) -> Result<Declarative, Faults> {
    collect(text::read(text)?, catalogue, &[], None, None)
}

/// Reads a declarative file that goes into a store. Its placeholders, such as `${{ env "DECK_HOST" }}`, are filled in.
///
/// # Errors
/// [`Faults`]: everything that is wrong with the file. Whether it goes together with what is in the store, the store
/// says.
pub fn read_beside(text: &str, catalogue: &Catalogue, beside: &Beside<'_>) -> Result<Declarative, Faults> {
    let (text, placeholders) = Placeholders::take(text, beside.variable).map_err(Faults::of_text)?;
    let mut text = text::read(&text)?;
    placeholders.fill(&mut text.value)?;
    let Beside {
        documents,
        workspace,
        now,
        ..
    } = *beside;
    collect(text, catalogue, documents, workspace, Some(now))
}

/// The value that a text is, YAML or JSON.
///
/// # Errors
/// [`Faults`]: why it cannot be read.
pub fn value(text: &str) -> Result<Value, Faults> {
    Ok(text::read(text)?.value)
}

fn collect(
    Text { value, lines }: Text,
    catalogue: &Catalogue,
    documents: &[Document],
    workspace: Option<&str>,
    now: Option<u64>,
) -> Result<Declarative, Faults> {
    let Value::Object(mut members) = value else {
        return Err(Faults::from(Fault::no_mapping()));
    };
    let mut found = Found::new();
    let preamble = Preamble::take(&mut members, &mut found);
    let name = workspace.or(preamble.workspace.as_deref());
    let workspace = workspace_called(name, documents, &mut found);
    let of_workspace = |document: &&Document| document.workspace == workspace;
    let there: Vec<Document> = documents.iter().filter(of_workspace).cloned().collect();
    let mut entries = entries::collect(catalogue, members, &mut found);
    preamble.apply(catalogue, &mut entries);
    for entry in &mut entries {
        entry.keep_ttl(catalogue, now);
    }
    identity::assign(catalogue, workspace, &mut entries);
    preamble.transform(&mut entries);
    links::resolve(catalogue, &mut entries, &there);
    for entry in &mut entries {
        entry.check(catalogue);
    }
    adopted::adopt(catalogue, &mut entries, &there);
    duplicates::find(catalogue, &mut entries);
    for entry in &mut entries {
        found.extend(entry.take_found());
    }
    match found.is_empty() {
        true => Ok(Declarative {
            documents: entries
                .into_iter()
                .map(|entry: Entry| entry.into_document(workspace))
                .collect(),
            workspace,
            select_tags: preamble.select_tags,
        }),
        false => Err(Faults::new(&found, &lines)),
    }
}

/// The name of the workspace that is always there.
const DEFAULT: &str = "default";

/// The workspace of this name.
fn workspace_called(name: Option<&str>, documents: &[Document], found: &mut Found) -> Id {
    let name = name.unwrap_or(DEFAULT);
    if name == DEFAULT {
        return DEFAULT_WORKSPACE;
    }
    let is_it = |document: &&Document| {
        document.kind == WORKSPACES.name && document.body.get("name").and_then(Value::as_str) == Some(name)
    };
    match documents.iter().find(is_it) {
        Some(workspace) => workspace.id,
        None => {
            let violation = Violation::Own {
                code: "config.reference",
                text: format!("there is no workspace '{name}' here"),
                remedy: "leave it out, or name one that is there".to_owned(),
            };
            found.push(("_workspace".into(), violation));
            DEFAULT_WORKSPACE
        }
    }
}
