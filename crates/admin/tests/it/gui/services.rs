//! Services: their list, their forms, and what hangs on one of them.

use serde_json::json;
use testkit::gui::call;

use super::{not_found, nothing, open, service};

#[tokio::test]
async fn a_service_is_made_switched_edited_and_deleted() {
    let (_api, mut gui) = open().await;
    gui.walk([
        call("GET /services?sort_desc=1&size=30").answers(200, nothing()),
        // By its address, or by the parts of it.
        call("POST /services")
            .sends(json!({
                "name": "shop", "tags": [], "url": "https://shop.test:8443/v1", "port": 8443, "retries": 5,
                "connect_timeout": 60000, "write_timeout": 60000, "read_timeout": 60000,
                "client_certificate": null, "ca_certificates": null, "tls_verify": null, "tls_verify_depth": null,
            }))
            .answers(
                201,
                json!({
                    "id": "<id>", "name": "shop", "protocol": "https", "host": "shop.test", "port": 8443, "path": "/v1",
                    "enabled": true, "retries": 5, "tags": [], "client_certificate": null, "ca_certificates": null,
                    "created_at": "<seconds>", "updated_at": "<seconds>",
                }),
            )
            .keeps("shop"),
        call("POST /services")
            .sends(json!({
                "name": "desk", "protocol": "http", "host": "desk.test", "port": 80, "path": null, "retries": 5,
                "connect_timeout": 60000, "write_timeout": 60000, "read_timeout": 60000, "tags": null,
            }))
            .answers(201, json!({ "protocol": "http", "host": "desk.test", "port": 80, "path": null }))
            .keeps("desk"),
        call("GET /services?sort_desc=1&size=30")
            .answers(200, json!({ "data": [{ "name": "shop" }, { "name": "desk" }], "next": null })),
        call("GET /services/shop").answers(200, json!({ "id": "{shop}" })),
        call("GET /services/{shop}").answers(200, json!({ "name": "shop" })),
        // The switch in the list sends the row as it was read.
        call("PATCH /services/{shop}")
            .sends_row("shop", json!({ "enabled": false }))
            .answers(200, json!({ "id": "{shop}", "enabled": false, "host": "shop.test", "path": "/v1" })),
        call("GET /services/{shop}").answers(200, json!({ "enabled": false, "created_at": "<seconds>" })),
        call("PATCH /services/{shop}")
            .sends(json!({
                "name": "shop", "protocol": "http", "host": "new.test", "port": 8080, "path": null, "retries": 7,
                "connect_timeout": 1, "write_timeout": 2, "read_timeout": 3, "tags": ["a"],
                "client_certificate": null, "ca_certificates": null,
            }))
            .answers(
                200,
                json!({ "host": "new.test", "port": 8080, "path": null, "retries": 7, "tags": ["a"], "enabled": false }),
            ),
        call("DELETE /services/{shop}").answers(204, json!(null)),
        call("DELETE /services/{shop}").answers(204, json!(null)),
        call("GET /services/{shop}").answers(404, not_found()),
        call("GET /services?size=1000").answers(200, json!({ "data": [{ "name": "desk" }], "next": null })),
    ])
    .await;
}

#[tokio::test]
async fn its_routes_are_kept_below_it() {
    let (_api, mut gui) = open().await;
    service(&mut gui).await;
    gui.walk([
        call("GET /services/{shop}").answers(200, json!({ "name": "shop" })),
        call("GET /services/{shop}/routes?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /services/{shop}/routes")
            .sends(json!({
                "name": "desk", "protocols": ["http", "https"], "methods": null, "hosts": null, "paths": ["/desk"],
                "headers": null, "sources": null, "destinations": null, "snis": null, "tags": null,
                "https_redirect_status_code": 426, "regex_priority": 0, "path_handling": "v0", "strip_path": true,
                "preserve_host": false, "request_buffering": true, "response_buffering": true,
                "service": { "id": "{shop}" },
            }))
            .answers(201, json!({ "id": "<id>", "service": { "id": "{shop}" } }))
            .keeps("desk"),
        call("GET /services/{shop}/routes?sort_desc=1&size=30")
            .answers(200, json!({ "data": [{ "id": "{desk}" }], "next": null })),
        call("GET /services/{shop}/routes/{desk}").answers(200, json!({ "paths": ["/desk"] })),
        call("GET /services/{shop}/routes/desk").answers(200, json!({ "id": "{desk}" })),
        call("GET /services/{shop}/routes/none").answers(404, not_found()),
        call("PATCH /services/{shop}/routes/{desk}")
            .sends_row("desk", json!({ "paths": null, "hosts": ["a.test"], "strip_path": false }))
            .answers(200, json!({ "paths": null, "hosts": ["a.test"], "strip_path": false })),
        // What routes lead to stays.
        call("DELETE /services/{shop}").answers(
            400,
            json!({ "code": 4, "message": "an existing 'routes' entity references this 'services' entity" }),
        ),
        call("DELETE /services/{shop}/routes/{desk}").answers(204, json!(null)),
        call("GET /services/{shop}/routes/{desk}").answers(404, not_found()),
        call("DELETE /services/{shop}").answers(204, json!(null)),
        call("GET /services/{shop}/routes?sort_desc=1&size=30").answers(404, not_found()),
    ])
    .await;
}

#[tokio::test]
async fn its_plugins_are_kept_below_it() {
    let (_api, mut gui) = open().await;
    service(&mut gui).await;
    gui.walk(super::plugins::below("services", "shop", "service"))
        .await;
}
