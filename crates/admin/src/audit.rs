//! Who changed what: a line in the log for each write, made or refused. It names fields and tells no value.

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{Method, StatusCode};
use model::{Catalogue, Document, Id};
use schema::{Kind, Map, Schema, Value, fill};
use store::Change;

/// An entity that a write is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Touched {
    kind: &'static str,
    id: Id,
    /// The fields that become others, dotted: `config.issuer`. Of a new entity, those that are not as they would be if
    /// nobody said anything; none of one that goes.
    fields: Vec<String>,
}

impl Touched {
    /// What a change is about; `was` is what stood where a document is put.
    pub(crate) fn by(catalogue: &Catalogue, change: &Change, was: Option<&Document>) -> Self {
        let (kind, id, was, now) = match change {
            Change::Delete { kind, id, .. } => {
                return Self {
                    kind,
                    id: *id,
                    fields: Vec::new(),
                };
            }
            Change::Insert(document) => (document.kind, document.id, None, document),
            Change::Put(document) => {
                let was = was.filter(|was| was.id == document.id);
                (document.kind, document.id, was.map(|was| &was.body), document)
            }
            Change::Replace { was, document } => (document.kind, document.id, Some(&was.body), document),
        };
        let mut fields = Vec::new();
        if let Some(schema) = catalogue.schema_of(kind, &now.body) {
            let mut before = was.cloned().unwrap_or_else(|| Value::Object(Map::new()));
            fill(schema, &mut before);
            changed(schema, "", &before, &now.body, &mut fields);
        }
        Self { kind, id, fields }
    }
}

/// The fields in which two documents are different, but for those that are made up.
fn changed(schema: &Schema, before: &str, was: &Value, now: &Value, names: &mut Vec<String>) {
    for field in schema.fields.iter().filter(|field| !field.auto) {
        let value = |document: &Value| document.get(field.name.as_ref()).cloned().unwrap_or_default();
        let (was, now) = (value(was), value(now));
        if was == now {
            continue;
        }
        let name = format!("{before}{}", field.name);
        match (&field.kind, &was, &now) {
            (Kind::Record(schema), Value::Object(_), Value::Object(_)) => {
                changed(schema, &format!("{name}."), &was, &now, names);
            }
            _ => names.push(name),
        }
    }
}

/// Where it is noted what a request is about, while it is answered.
#[derive(Debug)]
pub(crate) struct Ledger {
    kind: Option<&'static str>,
    touched: Mutex<Vec<Touched>>,
}

/// What a request was about.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    kind: Option<&'static str>,
    touched: Vec<Touched>,
}

impl Ledger {
    /// One for a request whose path leads to entities of this kind.
    pub(crate) const fn about(kind: Option<&'static str>) -> Self {
        Self {
            kind,
            touched: Mutex::new(Vec::new()),
        }
    }

    /// This is about to be written, in the place of what was tried before.
    pub(crate) fn enter(&self, touched: Vec<Touched>) {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = touched;
    }

    /// All that was noted.
    pub(crate) fn entry(self) -> Entry {
        Entry {
            kind: self.kind,
            touched: self.touched.into_inner().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// A write and what came of it.
pub(crate) struct Write<'a> {
    /// Who asked for it.
    pub(crate) who: &'static str,
    /// Where they are.
    pub(crate) from: IpAddr,
    /// How.
    pub(crate) method: &'a Method,
    /// The path. What stands behind it may hold more than its business.
    pub(crate) path: &'a str,
    /// What it was answered with.
    pub(crate) status: StatusCode,
    /// What it was about.
    pub(crate) entry: &'a Entry,
}

impl Write<'_> {
    /// Tells it, once for each entity.
    pub(crate) fn tell(&self) {
        for touched in &self.entry.touched {
            self.tell_of(Some(touched.kind), Some(touched));
        }
        if self.entry.touched.is_empty() {
            self.tell_of(self.entry.kind, None);
        }
    }

    fn tell_of(&self, kind: Option<&str>, touched: Option<&Touched>) {
        let Self {
            who,
            from,
            method,
            path,
            status,
            ..
        } = self;
        let status = status.as_u16();
        tracing::info!(
            target: "audit",
            event = "admin.write",
            who,
            client.address = %from,
            method = %method,
            path,
            status,
            entity.kind = kind,
            entity.id = touched.map(|touched| touched.id.to_string()),
            fields = touched.map(|touched| touched.fields.join(",")),
            "Admin API: {method} {path} is answered {status}"
        );
    }
}
