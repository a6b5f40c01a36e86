//! Kong's words for what is wrong, byte for byte: its own specifications and its graphical interface compare them.

use serde_json::{Value, json};

use crate::conversation::Api;

const NOBODY: &str = "00000000-0000-4000-8000-00000000ffff";

async fn service(api: &Api, name: &str) -> Value {
    let service = json!({ "name": name, "host": "a.example" });
    api.made("POST /services", service).await
}

// AD-16
#[tokio::test]
async fn violations_are_told_all_at_once_in_kongs_words() {
    let api = Api::start().await;
    let app = service(&api, "app").await;
    let id = app["id"].as_str().unwrap();
    let uuid = NOBODY;
    for (request, body, message) in [
        (
            "POST /routes".to_owned(),
            json!({}),
            "schema violation (must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' \
             is 'https')",
        ),
        (
            "POST /routes".to_owned(),
            json!({ "methods": ["GET"], "protocols": ["foo", "http"] }),
            "schema violation (protocols.1: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp)",
        ),
        (
            "POST /routes".to_owned(),
            json!({ "paths": ["/"], "service": { "name": "non-existing" } }),
            "foreign key unresolved (service.name: the foreign key cannot be resolved with \
             '{name=\"non-existing\"}' for an existing 'services' entity)",
        ),
        (
            "POST /routes".to_owned(),
            json!({ "paths": ["/"], "service": { "name": null } }),
            "schema violation (service.id: missing primary key)",
        ),
        (
            format!("PUT /routes/{uuid}"),
            json!({ "paths": ["/"], "regex_priority": "foobar" }),
            "schema violation (regex_priority: expected an integer)",
        ),
        (
            format!("PUT /certificates/{uuid}"),
            json!({}),
            "2 schema violations (cert: required field missing; key: required field missing)",
        ),
        (
            "POST /services/app/plugins".to_owned(),
            json!({}),
            "schema violation (name: required field missing)",
        ),
        (
            format!("POST /services/{id}/plugins"),
            json!({ "name": "sample", "config": { "limit": 13 } }),
            "schema violation (config: limit: thirteen is unlucky)",
        ),
        (
            format!("PUT /consumers/{uuid}"),
            json!({}),
            "schema violation (at least one of these fields must be non-empty: 'custom_id', 'username')",
        ),
        (
            "POST /services".to_owned(),
            json!({ "host": "a.example", "id": "x" }),
            "schema violation (id: expected a valid UUID)",
        ),
        (
            "POST /routes".to_owned(),
            json!({ "paths": ["/"], "service": { "id": NOBODY } }),
            "the foreign key '{id=\"00000000-0000-4000-8000-00000000ffff\"}' does not reference an existing \
             'services' entity.",
        ),
        (
            "POST /services".to_owned(),
            json!({ "name": "app", "host": "a.example", "id": id }),
            &format!("primary key violation on key '{{id=\"{id}\"}}'"),
        ),
        (
            "POST /vaults".to_owned(),
            json!({ "name": "hcv", "prefix": "mine" }),
            "schema violation (name: vault 'hcv' is not installed)",
        ),
    ] {
        let reply = api.send(&request, body.clone()).await;
        assert_eq!(reply.told(), (400, message.to_owned()), "{request} {body}");
    }
    let plugin = json!({ "name": "sample" });
    let plugin = api.made("POST /services/app/plugins", plugin).await;
    let path = format!("PATCH /plugins/{}", plugin["id"].as_str().unwrap());
    for (body, message) in [
        (json!({ "foo": "bar" }), "schema violation (foo: unknown field)"),
        (
            json!({ "config": "x" }),
            "schema violation (config: expected a record)",
        ),
        (
            json!({ "foo": "bar", "config": { "limit": "x", "nested": { "no": 1 } } }),
            "3 schema violations (config.limit: expected an integer; config.nested: {no=\"unknown field\"}; \
             foo: unknown field)",
        ),
    ] {
        let reply = api.send(&path, body.clone()).await;
        assert_eq!(reply.told(), (400, message.to_owned()), "{body}");
    }
    assert_eq!(api.ask("GET /routes").await.json()["data"], json!([]));
}

/// What is told by number, name and fields as well.
#[tokio::test]
async fn answers_are_kongs_as_a_whole() {
    let api = Api::start().await;
    let app = service(&api, "app").await;
    let id = app["id"].as_str().unwrap();
    api.made(
        "POST /services/app/routes",
        json!({ "name": "r", "paths": ["/"], "protocols": ["http"] }),
    )
    .await;
    api.made("POST /services/app/plugins", json!({ "name": "sample" }))
        .await;
    api.made("POST /consumers", json!({ "username": "bob" })).await;
    let protocols = "expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp";
    let wants = "must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'https'";
    let unresolved =
        "the foreign key cannot be resolved with '{name=\"non-existing\"}' for an existing 'services' entity";
    let violated = |text: &str, fields: Value| json!({ "code": 2, "name": "schema violation", "message": text, "fields": fields });
    for (request, body, status, answer) in [
        (
            "POST /routes".to_owned(),
            json!({}),
            400,
            violated(
                &format!("schema violation ({wants})"),
                json!({ "@entity": [wants] }),
            ),
        ),
        (
            "POST /routes".to_owned(),
            json!({ "methods": ["GET"], "protocols": ["foo", "http"] }),
            400,
            violated(
                &format!("schema violation (protocols.1: {protocols})"),
                json!({ "protocols": [protocols] }),
            ),
        ),
        (
            "POST /routes".to_owned(),
            json!({ "methods": ["GET"], "protocols": ["foo", "http"], "service": { "protocol": "foo" } }),
            400,
            violated(
                &format!("2 schema violations (protocols.1: {protocols}; service.protocol: {protocols})"),
                json!({ "protocols": [protocols], "service": { "protocol": protocols } }),
            ),
        ),
        (
            "POST /routes".to_owned(),
            json!({ "methods": ["GET"], "service": { "name": "non-existing" } }),
            400,
            json!({
                "code": 13, "name": "foreign keys unresolved",
                "message": format!("foreign key unresolved (service.name: {unresolved})"),
                "fields": { "service": { "name": unresolved } },
            }),
        ),
        (
            "POST /routes".to_owned(),
            json!({ "methods": ["GET"], "service": { "name": null } }),
            400,
            violated(
                "schema violation (service.id: missing primary key)",
                json!({ "service": { "id": "missing primary key" } }),
            ),
        ),
        (
            format!("PUT /snis/{NOBODY}"),
            json!({}),
            400,
            violated(
                "2 schema violations (certificate: required field missing; name: required field missing)",
                json!({ "certificate": "required field missing", "name": "required field missing" }),
            ),
        ),
        (
            "POST /schemas/routes/validate".to_owned(),
            json!({ "snis": ["1.2.3.4"], "protocols": ["https"] }),
            400,
            violated(
                "schema violation (snis.1: must not be an IP)",
                json!({ "snis": ["must not be an IP"] }),
            ),
        ),
        (
            "POST /services/app/plugins".to_owned(),
            json!({ "name": "sample" }),
            409,
            json!({
                "code": 5, "name": "unique constraint violation",
                "message": format!(
                    "UNIQUE violation detected on \
                     '{{consumer=null,name=\"sample\",route=null,service={{id=\"{id}\"}}}}'"
                ),
                "fields": { "consumer": null, "name": "sample", "route": null, "service": { "id": id } },
            }),
        ),
        (
            "POST /consumers".to_owned(),
            json!({ "username": "bob" }),
            409,
            json!({
                "code": 5, "name": "unique constraint violation",
                "message": "UNIQUE violation detected on '{username=\"bob\"}'", "fields": { "username": "bob" },
            }),
        ),
        (
            "GET /routes?size=x".to_owned(),
            json!({}),
            400,
            json!({ "code": 9, "name": "invalid size", "message": "size must be a number" }),
        ),
        (
            "GET /routes?offset=x".to_owned(),
            json!({}),
            400,
            json!({
                "code": 7, "name": "invalid offset",
                "message": "'x' is not a valid offset: bad base64 encoding",
            }),
        ),
        (
            "DELETE /services/app".to_owned(),
            json!({}),
            400,
            json!({
                "code": 4, "name": "foreign key violation",
                "message": "an existing 'routes' entity references this 'services' entity",
                "fields": { "@referenced_by": "routes" },
            }),
        ),
        (
            format!("PATCH /services/{NOBODY}"),
            json!({}),
            404,
            json!({
                "code": 6, "name": "not found",
                "message": format!("could not find the entity with primary key '{{id=\"{NOBODY}\"}}'"),
                "fields": { "id": NOBODY },
            }),
        ),
        (
            "PATCH /consumers/nobody".to_owned(),
            json!({}),
            404,
            json!({
                "code": 6, "name": "not found",
                "message": "could not find the entity with '{username=\"nobody\"}'",
                "fields": { "username": "nobody" },
            }),
        ),
        (
            "PATCH /consumers/bob".to_owned(),
            json!({ "username": null }),
            400,
            violated(
                "schema violation (when updating, at least one of these fields must be non-empty: 'custom_id', \
                 'username')",
                json!({
                    "@entity": [
                        "when updating, at least one of these fields must be non-empty: 'custom_id', 'username'"
                    ],
                }),
            ),
        ),
        (
            "POST /routes/r/plugins".to_owned(),
            json!({ "name": "sample", "protocols": ["https"] }),
            400,
            violated(
                "schema violation (protocols: must match the associated route's protocols)",
                json!({ "protocols": "must match the associated route's protocols" }),
            ),
        ),
        (
            "POST /services/app/plugins".to_owned(),
            json!({ "name": "sample", "protocols": ["grpcs"] }),
            400,
            violated(
                "schema violation (protocols: must match the protocols of at least one route pointing to this \
                 Plugin's service)",
                json!({
                    "protocols":
                        "must match the protocols of at least one route pointing to this Plugin's service",
                }),
            ),
        ),
    ] {
        let reply = api.send(&request, body.clone()).await;
        assert_eq!((reply.status, reply.json()), (status, answer), "{request} {body}");
    }
    // A service without routes may have any: those to come are not known.
    service(&api, "desk").await;
    api.made(
        "POST /services/desk/plugins",
        json!({ "name": "sample", "protocols": ["grpcs"] }),
    )
    .await;
}
