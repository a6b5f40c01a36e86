//! What only one document of its kind may have.

use aws_lc_rs::digest::{SHA256, digest};
use model::{Catalogue, Document, Entity, Id, Link, UniqueIn};
use schema::Value;

/// Stands in the place of a workspace. It is no id, so that no workspace can be it.
const EVERYWHERE: &str = "everywhere";

/// The longest value that stands in an index as it is: PostgreSQL takes a third of a page of 8 KiB, for all columns.
const LONGEST: usize = 1_024;

/// Something that only one document of its kind may have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim {
    /// The fields, and what the document has in each.
    pub(crate) fields: Vec<(String, Value)>,
}

impl Claim {
    /// All that a document claims: each unique field that it has, and its tuple.
    pub(crate) fn all_of(catalogue: &Catalogue, document: &Document) -> Vec<Self> {
        let body = &document.body;
        let unique = catalogue
            .schema_of(document.kind, body)
            .into_iter()
            .flat_map(|schema| &schema.fields)
            .filter(|field| field.unique);
        let single = unique.filter_map(|field| {
            let value = body.get(&*field.name).filter(|value| !value.is_null())?;
            Some(Self {
                fields: vec![(field.name.to_string(), value.clone())],
            })
        });
        let entity = catalogue.entity(document.kind);
        let tuple = entity.into_iter().flat_map(|entity| {
            let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
            entity.tuple_with(has).map(|name| {
                let value = match entity.links.iter().find(|link| link.field == name) {
                    // However a link is written, it is what it leads to.
                    Some(link) => target(document, link).map(|id| Value::from_iter([("id", id.to_string())])),
                    None => body.get(name).cloned(),
                };
                (name.to_owned(), value.unwrap_or_default())
            })
        });
        let tuple = Self {
            fields: tuple.collect(),
        };
        single
            .chain(Some(tuple).filter(|tuple| !tuple.fields.is_empty()))
            .collect()
    }

    /// The names of its fields, as one.
    pub(crate) fn name(&self) -> String {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        names.join(",")
    }

    /// The values of its fields, as one: equal if and only if all of them are.
    pub(crate) fn value(&self) -> String {
        spelled(self.fields.iter().map(|(_, value)| value.clone()))
    }
}

/// Values of fields as they stand in a claim. What is too long for an index stands for itself by its digest, which is
/// no JSON, and so no other value.
pub(crate) fn spelled(values: impl IntoIterator<Item = Value>) -> String {
    let text = Value::from_iter(values).to_string();
    if text.len() <= LONGEST {
        return text;
    }
    let digest = digest(&SHA256, text.as_bytes());
    let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
    format!("SHA-256 {}", digits.collect::<String>())
}

/// Among whom a document of this kind and workspace claims what only one may have: what stands in the column
/// `workspace` of its claims.
pub(crate) fn among(entity: &Entity, workspace: Id) -> String {
    match entity.unique_in {
        UniqueIn::Workspace => workspace.to_string(),
        UniqueIn::Everywhere | UniqueIn::Shared => EVERYWHERE.to_owned(),
    }
}

/// The id that a link of a document leads to.
pub(crate) fn target(document: &Document, link: &Link) -> Option<Id> {
    linked(document, link.field)
}

/// The id that the link in a field leads to.
pub(crate) fn linked(document: &Document, field: &str) -> Option<Id> {
    Id::parse(document.body.get(field)?.get("id")?.as_str()?)
}

/// The words that a document is found by.
pub(crate) fn tags(document: &Document) -> Vec<&str> {
    let tags = document.body.get("tags").and_then(Value::as_array);
    tags.into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests;
