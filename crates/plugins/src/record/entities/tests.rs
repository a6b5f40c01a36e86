use std::collections::BTreeSet;

use model::DEFAULT_WORKSPACE;
use schema::{Record, Schema};

use super::*;

const ID: &str = "11111111-2222-4333-8444-555555555555";

/// Names of all that is told, and of all that could be.
fn names(told: &Value, schema: &Schema) -> [BTreeSet<String>; 2] {
    let told = told.as_object().unwrap().keys().cloned().collect();
    let known = schema.fields.iter().map(|field| field.name.to_string());
    [told, known.collect()]
}

/// Whoever adds a field says here what a record tells of it.
#[test]
fn every_field_is_told() {
    let tags = json!(["a"]);
    let whole = json!({
        "id": ID, "created_at": 1, "updated_at": 2, "name": "r", "protocols": ["https"],
        "https_redirect_status_code": 426, "strip_path": true, "preserve_host": false, "request_buffering": true,
        "response_buffering": true, "tags": tags, "service": { "id": ID }, "snis": ["a.test"], "sources": [],
        "destinations": [], "methods": ["GET"], "hosts": ["a.test:80"], "paths": ["/a", "~/b[0-9]$"],
        "headers": { "x-a": ["b", "~*c+"] }, "regex_priority": 0, "path_handling": "v0",
    });
    let told = route(&Route::decode(&whole).unwrap(), DEFAULT_WORKSPACE);
    let mut expected = whole;
    expected["ws_id"] = DEFAULT_WORKSPACE.into();
    assert_eq!(told, expected);
    let [mut told, known] = names(&told, &Route::describe());
    told.remove("ws_id");
    assert_eq!(told, known);

    let whole = json!({
        "id": ID, "created_at": 1, "updated_at": 2, "name": "s", "retries": 5, "protocol": "https", "host": "a.test",
        "port": 443, "path": "/x", "connect_timeout": 1, "write_timeout": 2, "read_timeout": 3, "tags": tags,
        "client_certificate": { "id": ID }, "tls_verify": true, "tls_verify_depth": 1, "ca_certificates": [ID],
        "enabled": true,
    });
    let told = service(&Service::decode(&whole).unwrap(), DEFAULT_WORKSPACE);
    let mut expected = whole;
    expected["ws_id"] = DEFAULT_WORKSPACE.into();
    assert_eq!(told, expected);
    let [mut told, known] = names(&told, &Service::describe());
    told.remove("ws_id");
    assert_eq!(told, known);

    let whole = json!({
        "id": ID, "created_at": 1, "updated_at": 2, "username": "bob", "custom_id": "b", "tags": tags,
    });
    let told = consumer(&Consumer::decode(&whole).unwrap());
    assert_eq!(told, whole);
    let [told, known] = names(&told, &Consumer::describe());
    assert_eq!(told, known);
}

#[test]
fn what_is_not_set_is_not_told() {
    let bob = Consumer::decode(&json!({ "id": ID, "username": "bob" })).unwrap();
    assert_eq!(consumer(&bob), json!({ "id": ID, "username": "bob" }));
}
