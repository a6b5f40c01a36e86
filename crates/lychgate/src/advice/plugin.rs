//! Plugins as a configuration has them.

use model::{Document, PLUGINS};
use schema::{Map, Value};

/// The options of this document, if it is a plugin that is in force.
pub(super) fn in_force(document: &Document) -> Option<&Map<String, Value>> {
    let is_off = document.body.get("enabled") == Some(&Value::Bool(false));
    let is_in_force = document.kind == PLUGINS.name && !is_off;
    document.body.get("config").filter(|_| is_in_force)?.as_object()
}

/// The same, if it is one that lets people in whom a provider knows.
pub(super) fn openid_connect(document: &Document) -> Option<&Map<String, Value>> {
    let is_meant = document.body.get("name").and_then(Value::as_str) == Some("openid-connect");
    in_force(document).filter(|_| is_meant)
}
