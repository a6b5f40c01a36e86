//! References to vaults that lead nowhere, or stand where none is followed.

use model::{Catalogue, Document, Secrets, Vaults};
use schema::{Held, visit_references};

use super::{Advice, place};

/// Advice about references where none is followed: they are taken for plain text, as in Kong.
pub(super) fn about_plain_references(catalogue: &Catalogue, documents: &[Document]) -> Vec<Advice> {
    let mut found = Vec::new();
    for document in documents {
        each(catalogue, document, &mut |field, held, _| {
            if held == Held::AsText {
                found.push(Advice {
                    place: place(documents, document),
                    what: format!("{field}: a reference to a vault is plain text here"),
                    remedy: "write the value itself: this option follows no references".to_owned(),
                    code: "vault.not_followed",
                });
            }
        });
    }
    found
}

/// Advice about references that lead nowhere.
#[must_use]
pub fn about_missing_secrets(
    catalogue: &Catalogue,
    documents: &[Document],
    secrets: &dyn Secrets,
) -> Vec<Advice> {
    let vaults = Vaults::of(catalogue, documents);
    let mut found = Vec::new();
    for document in documents {
        each(catalogue, document, &mut |field, held, text| {
            let followed = vaults.follow(text, document.workspace, secrets);
            if let (Held::AsReference, Err(missing)) = (held, followed) {
                found.push(Advice {
                    place: place(documents, document),
                    what: format!("{field}: {text}: {}", missing.what),
                    remedy: format!("{}; until then its routes are closed", missing.remedy),
                    code: missing.code(),
                });
            }
        });
    }
    found
}

/// Shows `see` all references of a document.
fn each(catalogue: &Catalogue, document: &Document, see: &mut dyn FnMut(&str, Held, &str)) {
    let mut body = document.body.clone();
    if let Some(schema) = catalogue.schema_of(document.kind, &document.body) {
        visit_references(schema, &mut body, &mut |place, held, text| {
            see(&place.to_string(), held, text);
            None
        });
    }
}
