//! What only one document of its kind may have.

use model::{Catalogue, Document, Link};
use schema::Value;

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
        let tuple = catalogue
            .entity(document.kind)
            .map_or(&[][..], |entity| entity.tuple);
        let tuple = tuple
            .iter()
            .map(|name| ((*name).to_owned(), body.get(*name).cloned().unwrap_or_default()));
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
        let values: Vec<&Value> = self.fields.iter().map(|(_, value)| value).collect();
        serde_json::to_string(&values).expect("JSON values can be written")
    }
}

/// The id that a link of a document leads to.
pub(crate) fn target(document: &Document, link: &Link) -> Option<model::Id> {
    model::Id::parse(document.body.get(link.field)?.get("id")?.as_str()?)
}

/// The words that a document is found by.
pub(crate) fn tags(document: &Document) -> Vec<&str> {
    let tags = document.body.get("tags").and_then(Value::as_array);
    tags.into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests;
