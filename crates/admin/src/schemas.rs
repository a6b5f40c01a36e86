//! `/schemas`: what an entity may be, and whether a document would do.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use model::Catalogue;
use schema::Map;

use crate::Node;
use crate::body::Written;
use crate::desk::{Answer, Desk};
use crate::problem::message;

/// `/schemas/routes`: the fields of an entity, in Kong's dialect.
pub(crate) fn of_entity(catalogue: &Catalogue, kind: &str) -> Response {
    match catalogue.dialect(kind) {
        Some(schema) => schema.to_string().into_response(),
        None => message(StatusCode::NOT_FOUND, &format!("No entity named '{kind}'")),
    }
}

/// `/schemas/plugins/openid-connect`: the options of a plugin.
pub(crate) fn of_plugin(catalogue: &Catalogue, name: &str) -> Response {
    match catalogue.dialect_of_plugin(name) {
        Some(schema) => schema.to_string().into_response(),
        None => message(StatusCode::NOT_FOUND, &format!("No plugin named '{name}'")),
    }
}

/// `/schemas/plugins/openid-connect/layout`: how the form of these is arranged, if the plugin says so.
pub(crate) fn layout(node: &dyn Node, name: &str) -> Response {
    let kind = node.catalogue().plugin(name);
    match kind.and_then(|kind| Some(node.layout(kind.name)?.told(&(kind.schema)()))) {
        Some(told) => told.to_string().into_response(),
        None => message(
            StatusCode::NOT_FOUND,
            &format!("No layout of a plugin named '{name}'"),
        ),
    }
}

/// `/plugins/schema/openid-connect`: its options alone, as a record. Kong's older clients ask so.
pub(crate) fn of_options(catalogue: &Catalogue, name: &str) -> Response {
    let schema = catalogue.dialect_of_plugin(name);
    let mut fields = schema
        .as_ref()
        .and_then(|schema| schema.get("fields")?.as_array());
    let config = fields
        .iter_mut()
        .flat_map(|fields| fields.iter())
        .find_map(|field| field.get("config"));
    match config {
        Some(config) => config.to_string().into_response(),
        None => message(StatusCode::NOT_FOUND, &format!("No plugin named '{name}'")),
    }
}

/// `/schemas/vaults/env`: the options of a kind of vault.
pub(crate) fn of_vault(catalogue: &Catalogue, name: &str) -> Response {
    match catalogue.dialect_of_vault(name) {
        Some(schema) => schema.to_string().into_response(),
        None => message(StatusCode::NOT_FOUND, &format!("No vault named '{name}'")),
    }
}

/// Checks a document as if it were written. Links are not followed and nothing is compared with what is there.
pub(crate) fn judge(desk: &Desk<'_>, kind: &str, written: Option<Written>) -> Answer {
    let catalogue = desk.node.catalogue();
    let written = written.unwrap_or_else(|| Written::Typed(Map::new().into()));
    let schema = catalogue.schema_of(kind, written.told());
    let mut document = desk.read_written(schema, written)?;
    if let (Some(entity), Some(members)) = (catalogue.entity(kind), document.as_object_mut()) {
        entity.transform(members, desk.node.new_id());
    }
    let found = catalogue.fill_and_check(kind, &mut document);
    match found.is_empty() {
        true => Ok(would_do()),
        false => Err(found.into()),
    }
}

fn would_do() -> Response {
    message(StatusCode::OK, "schema validation successful")
}
