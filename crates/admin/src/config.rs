//! `/config`: the whole configuration of a node without a database, as one text.

mod flattened;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use model::{Catalogue, DEFAULT_WORKSPACE, Document, Workspace};
use schema::{Map, Schema, Value, redact};
use serde_json::json;
use store::Store;
use store::declarative::{self, Defaults, Secrets, Selection};

use self::flattened::{flattened, nested};
use crate::body::{LARGEST, Written};
use crate::desk::Answer;
use crate::node::{Configured, NotConfigured};
use crate::problem::{Problem, Wrong, message};
use crate::query::Query;
use crate::{Node, json as strict};

/// What is in force.
pub(crate) fn read(node: &dyn Node, secrets: Secrets) -> Answer {
    let Store::Memory(memory) = node.store() else {
        return Err(Problem::NeedsNoDatabase);
    };
    let (_, documents) = memory.snapshot();
    let selection = Selection {
        workspace: (DEFAULT_WORKSPACE, Workspace::DEFAULT),
        select_tags: &[],
        defaults: Defaults::Written,
        secrets,
    };
    // What is in force passed its checks when it was read.
    let text = declarative::write(node.catalogue(), &documents, &selection).unwrap_or_default();
    Ok(json!({ "config": text }).to_string().into_response())
}

/// Puts another one in the place of what is in force, all of it or nothing.
pub(crate) async fn write(
    node: &dyn Node,
    secrets: Secrets,
    query: &Query,
    headers: &HeaderMap,
    body: Body,
) -> Answer {
    let Store::Memory(_) = node.store() else {
        return Err(Problem::NeedsNoDatabase);
    };
    let text = text(headers, body).await?;
    let unless_same = is_yes(query, "check_hash");
    match node.configure(text.clone(), unless_same).await {
        Ok(Configured::Same) => Ok(StatusCode::NOT_MODIFIED.into_response()),
        Ok(Configured::InForce(documents)) => {
            let told = by_kind(node.catalogue(), &documents, secrets);
            Ok((StatusCode::CREATED, told.to_string()).into_response())
        }
        Err(NotConfigured::Faults(faults)) => {
            let written = declarative::value(&text).unwrap_or_default();
            let (tree, elements) = match is_yes(query, "flatten_errors") {
                false => (nested(faults.iter()), None),
                true => {
                    let (rest, elements) = flattened(node.catalogue(), &written, &faults);
                    (nested(rest.into_iter()), Some(elements))
                }
            };
            Err(Problem::Configuration(Box::new(Wrong {
                all: nested(faults.iter()),
                fields: tree,
                flattened: elements,
            })))
        }
        Err(NotConfigured::Unfit(why)) => Err(Problem::Configuration(Box::new(Wrong {
            all: json!({ "@entity": why }),
            fields: json!({ "@entity": why }),
            flattened: is_yes(query, "flatten_errors").then(|| json!([])),
        }))),
        Err(NotConfigured::NotInForce(why)) => Ok(message(StatusCode::SERVICE_UNAVAILABLE, &why)),
    }
}

/// The text of a request: as such, or in the field `config` of a form or of JSON, which may be the configuration too.
async fn text(headers: &HeaderMap, body: Body) -> Result<String, Problem> {
    let essence = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = essence.and_then(|value| value.split(';').next()).map(str::trim);
    if matches!(essence, Some("text/yaml" | "application/yaml" | "text/plain")) {
        let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::TooLarge)?;
        let text = String::from_utf8(body.into()).map_err(|_| Problem::NoConfiguration)?;
        return some(text);
    }
    let written = match essence {
        Some("application/json") => {
            let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::TooLarge)?;
            strict::parse(&body).map_err(|_| Problem::Json)?
        }
        _ => Written::read(headers, body).await?.told().clone(),
    };
    match written.get("config") {
        Some(Value::String(text)) => some(text.clone()),
        _ if written.get("_format_version").is_some() => Ok(written.to_string()),
        _ => Err(Problem::NoConfiguration),
    }
}

fn some(text: String) -> Result<String, Problem> {
    match text.trim().is_empty() {
        true => Err(Problem::NoConfiguration),
        false => Ok(text),
    }
}

/// Kong's words for yes in a query.
fn is_yes(query: &Query, name: &str) -> bool {
    matches!(query.get(name), Some("1" | "true" | "on" | "yes"))
}

/// Entities by their ids, by their kinds.
fn by_kind(catalogue: &Catalogue, documents: &[Document], secrets: Secrets) -> Value {
    let mut kinds = Map::new();
    for document in documents {
        let kind = kinds
            .entry(document.kind)
            .or_insert_with(|| Value::Object(Map::new()));
        let mut body = document.body.clone();
        if secrets == Secrets::Hidden {
            let schema = catalogue.schema_of(document.kind, &document.body);
            redact(schema.unwrap_or(&Schema::default()), &mut body);
        }
        if let Some(entities) = kind.as_object_mut() {
            entities.insert(document.id.to_string(), body);
        }
    }
    kinds.into()
}
