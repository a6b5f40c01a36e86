//! `/schemas/{entity}/validate`: whether a document would do.

use axum::http::StatusCode;
use axum::response::Response;
use schema::Map;

use crate::body::Written;
use crate::desk::{Answer, Desk};
use crate::problem::message;

/// Checks a document as if it were written. Links are not followed and nothing is compared with what is there.
pub(crate) fn judge(desk: &Desk<'_>, kind: &str, written: Option<Written>) -> Answer {
    let catalogue = desk.node.catalogue();
    let written = written.unwrap_or_else(|| Written::Typed(Map::new().into()));
    let schema = catalogue.schema_of(kind, written.told());
    let mut document = written.document(schema);
    let found = catalogue.fill_and_check(kind, &mut document);
    match found.is_empty() {
        true => Ok(would_do()),
        false => Err(found.into()),
    }
}

fn would_do() -> Response {
    message(StatusCode::OK, "schema validation successful")
}
