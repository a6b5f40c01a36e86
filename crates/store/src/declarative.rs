//! Declarative files: all entities in one text, taken as a whole or not at all.

mod duplicates;
mod entries;
mod entry;
mod fault;
mod identity;
mod lines;
mod links;
mod preamble;
mod text;
mod written;

#[cfg(test)]
mod tests;

use model::{Catalogue, Document};
use schema::{DocumentPath, Value, Violation};

use self::entry::Entry;
pub use self::fault::{Fault, Faults};
use self::preamble::Preamble;
use self::text::Text;

/// What a declarative file holds.
#[derive(Debug)]
pub struct Declarative {
    /// Its entities: filled, checked, with their ids, their links resolved. Each stands after the one it is
    /// nested in.
    pub documents: Vec<Document>,
}

/// Where something is wrong, and what.
type Found = Vec<(DocumentPath, Violation)>;

/// Reads a declarative file: YAML or JSON, nested or flat, of the formats 1.1, 2.1 and 3.0.
///
/// # Errors
/// [`Faults`]: everything that is wrong with the file, or why its text cannot be read at all.
pub fn read(text: &str, catalogue: &Catalogue) -> Result<Declarative, Faults> {
    let Text { value, lines } = text::read(text)?;
    let Value::Object(mut members) = value else {
        return Err(Faults::from(Fault::no_mapping()));
    };
    let mut found = Found::new();
    let preamble = Preamble::take(&mut members, &mut found);
    let mut entries = entries::collect(catalogue, members, &mut found);
    preamble.apply(catalogue, &mut entries);
    identity::assign(catalogue, &mut entries);
    links::resolve(catalogue, &mut entries);
    for entry in &mut entries {
        entry.check(catalogue);
    }
    duplicates::find(catalogue, &mut entries);
    for entry in &mut entries {
        found.extend(entry.take_found());
    }
    match found.is_empty() {
        true => Ok(Declarative {
            documents: entries.into_iter().map(Entry::into_document).collect(),
        }),
        false => Err(Faults::new(&found, &lines)),
    }
}
