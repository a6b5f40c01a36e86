//! What its banners say: the words of a refusal as they come, which its own tests look for.

use serde_json::{Value, json};
use testkit::gui::call;

use super::{NOBODY, not_found, open, service};

#[tokio::test]
async fn the_banners_are_kongs_to_the_letter() {
    let (_api, mut gui) = open().await;
    service(&mut gui).await;
    gui.walk([call("POST /upstreams")
        .sends(json!({ "name": "pool" }))
        .answers(201, json!({}))])
        .await;
    let jwk = json!({ "kid": "one", "kty": "OKP", "crv": "Ed25519", "x": "AQ" }).to_string();
    let violation = |message: &str, fields: Value| json!({ "code": 2, "name": "schema violation", "message": message, "fields": fields });
    for (request, body, status, answer) in [
        (
            "POST /services",
            json!({ "name": "shop", "host": "shop.test" }),
            409,
            json!({
                "code": 5, "name": "unique constraint violation",
                "message": "UNIQUE violation detected on '{name=\"shop\"}'", "fields": { "name": "shop" },
            }),
        ),
        (
            "PATCH /services/{shop}",
            json!({ "connect_timeout": 2_147_483_647_u32 }),
            400,
            violation(
                "schema violation (connect_timeout: value should be between 1 and 2147483646)",
                json!({ "connect_timeout": "value should be between 1 and 2147483646" }),
            ),
        ),
        (
            "POST /routes",
            json!({ "paths": ["x"] }),
            400,
            violation(
                "schema violation (paths.1: should start with: / (fixed path) or ~/ (regex path))",
                json!({ "paths": ["should start with: / (fixed path) or ~/ (regex path)"] }),
            ),
        ),
        (
            "POST /upstreams/pool/targets",
            json!({ "target": "a b" }),
            400,
            // The suite of the interface looks for it without the quotation, which Kong has had since.
            violation(
                "schema violation (target: Invalid target ('a b'); not a valid hostname or ip address)",
                json!({ "target": "Invalid target ('a b'); not a valid hostname or ip address" }),
            ),
        ),
        (
            "POST /vaults",
            json!({ "name": "env", "prefix": "env", "config": {} }),
            400,
            violation(
                "schema violation (prefix: must not be one of: env)",
                json!({ "prefix": "must not be one of: env" }),
            ),
        ),
        (
            "POST /keys",
            json!({ "kid": "two", "jwk": jwk }),
            400,
            violation(
                "schema violation (kid in jwk.kid must be equal to keys.kid)",
                json!({ "@entity": ["kid in jwk.kid must be equal to keys.kid"] }),
            ),
        ),
        (
            "POST /upstreams",
            json!({
                "name": "u", "hash_on": "header", "hash_on_header": "x", "hash_fallback": "header",
                "hash_fallback_header": "x",
            }),
            400,
            json!({
                "message":
                    "schema violation (values of these fields must be distinct: 'hash_on_header', 'hash_fallback_header')",
            }),
        ),
        (
            "POST /upstreams",
            json!({ "name": "u", "hash_on": "header" }),
            400,
            json!({
                "message":
                    "2 schema violations (failed conditional validation given value of field 'hash_on'; \
                     hash_on_header: required field missing)",
            }),
        ),
        ("GET /services/none", Value::Null, 404, not_found()),
        ("DELETE /services/{shop}", Value::Null, 204, Value::Null),
        ("DELETE /services/{shop}", Value::Null, 204, Value::Null),
        ("GET /services/{shop}", Value::Null, 404, not_found()),
    ] {
        let call = call(request).answers(status, answer);
        let call = match body {
            Value::Null => call,
            body => call.sends(body),
        };
        gui.walk([call]).await;
    }
    // What somebody deletes meanwhile is told by its number.
    gui.walk([call(format!("PATCH /services/{NOBODY}"))
        .sends(json!({ "retries": 1 }))
        .answers(
            404,
            json!({
                "code": 6, "name": "not found",
                "message": format!("could not find the entity with primary key '{{id=\"{NOBODY}\"}}'"),
            }),
        )])
    .await;
}

/// Links that lead nowhere, and what others link to.
#[tokio::test]
async fn what_hangs_together_is_told_as_such() {
    let (_api, mut gui) = open().await;
    super::route(&mut gui).await;
    let dangling =
        format!("the foreign key '{{id=\"{NOBODY}\"}}' does not reference an existing 'services' entity.");
    gui.walk([
        call("POST /routes")
            .sends(json!({ "paths": ["/"], "service": { "id": NOBODY } }))
            .answers(
                400,
                json!({
                    "code": 4, "name": "foreign key violation", "message": dangling,
                    "fields": { "service": { "id": NOBODY } },
                }),
            ),
        call("DELETE /services/{shop}").answers(
            400,
            json!({
                "code": 4, "name": "foreign key violation",
                "message": "an existing 'routes' entity references this 'services' entity",
                "fields": { "@referenced_by": "routes" },
            }),
        ),
        call("GET /services/{shop}").answers(200, json!({ "name": "shop" })),
    ])
    .await;
}
