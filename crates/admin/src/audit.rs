//! Who changed what: a line in the log for each write, made or refused. It names fields and tells no value.

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use model::{Catalogue, Document, Id};
use schema::{Kind, Map, Schema, Value, fill};
use store::Change;

use crate::Node;
use crate::admission::Caller;
use crate::refusal::Refusal;
use crate::resource::Located;

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
            Change::Delete { kind, id, .. } | Change::DeleteOnly(Document { kind, id, .. }) => {
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
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Vec<Touched>>);

impl Ledger {
    /// This is about to be written, in the place of what was tried before.
    pub(crate) fn enter(&self, touched: Vec<Touched>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = touched;
    }

    fn touched(&self) -> Vec<Touched> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A write. It is told when it is dropped: whoever hangs up before the answer is told as well, since what they began
/// goes on.
pub(crate) struct Write {
    /// Who asked for it.
    pub(crate) who: &'static str,
    /// Where they are.
    pub(crate) from: IpAddr,
    /// How.
    pub(crate) method: Method,
    /// Where. What stands behind the path may hold more than its business, and is not told.
    pub(crate) target: Uri,
    /// The kind of entity that its path leads to.
    pub(crate) kind: Option<&'static str>,
    /// What it is about.
    pub(crate) ledger: Arc<Ledger>,
    /// What it was answered with, if somebody waited for that.
    pub(crate) status: Option<StatusCode>,
}

/// Has a request answered for whoever asks, or refused. It tells on who asks, and in the log what came of a write.
pub(crate) async fn audited(
    node: &dyn Node,
    from: IpAddr,
    judged: Result<Caller, Refusal>,
    mut request: Request,
    next: Next,
) -> Response {
    let ledger = Arc::<Ledger>::default();
    let located = Located::at(node.catalogue(), request.uri().path());
    let mut write = (!request.method().is_safe()).then(|| Write {
        who: judged.map_or_else(Refusal::who, Caller::name),
        from,
        method: request.method().clone(),
        target: request.uri().clone(),
        kind: located.and_then(|located| located.resource.kind()),
        ledger: Arc::clone(&ledger),
        status: None,
    });
    let answer = match judged {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            request.extensions_mut().insert(ledger);
            next.run(request).await
        }
        Err(refusal) => {
            tracing::warn!(error.code = refusal.code(), "{}: {refusal}", refusal.place());
            refusal.into_response()
        }
    };
    if let Some(write) = &mut write {
        write.status = Some(answer.status());
    }
    answer
}

impl Drop for Write {
    fn drop(&mut self) {
        let touched = self.ledger.touched();
        for touched in &touched {
            self.tell(Some(touched.kind), Some(touched));
        }
        if touched.is_empty() {
            self.tell(self.kind, None);
        }
    }
}

impl Write {
    fn tell(&self, kind: Option<&str>, touched: Option<&Touched>) {
        let Self {
            who, from, method, ..
        } = self;
        let path = self.target.path();
        let status = self.status.map(|status| status.as_u16());
        let came = status.map_or_else(
            || "was left before it was answered".to_owned(),
            |status| format!("is answered {status}"),
        );
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
            "Admin API: {method} {path} {came}"
        );
    }
}
