//! Routes: their list and their form.

use serde_json::json;
use testkit::gui::call;

use super::{not_found, nothing, open, route, service};

#[tokio::test]
async fn a_route_is_made_of_explicit_nulls() {
    let (_api, mut gui) = open().await;
    service(&mut gui).await;
    let record = json!({
        "name": "desk", "protocols": ["http", "https"], "methods": null, "hosts": ["desk.test"], "paths": null,
        "headers": null, "sources": null, "destinations": null, "snis": null, "tags": [], "service": null,
        "https_redirect_status_code": 426, "regex_priority": 0, "path_handling": "v0", "strip_path": true,
        "preserve_host": false, "request_buffering": true, "response_buffering": true,
    });
    gui.walk([
        call("GET /routes?sort_desc=1&size=30").answers(200, nothing()),
        call("GET /services?size=1000").answers(200, json!({ "data": [{ "id": "{shop}", "name": "shop" }], "next": null })),
        call("POST /routes")
            .sends(record.clone())
            .answers(201, record)
            .keeps("desk"),
        call("GET /routes/desk").answers(200, json!({ "id": "{desk}" })),
        call("GET /routes/{desk}").answers(200, json!({ "service": null })),
        call("PATCH /routes/{desk}")
            .sends_row(
                "desk",
                json!({
                    "service": { "id": "{shop}" }, "methods": ["GET", "PROPFIND"], "headers": { "x-a": ["1", "2"] },
                    "paths": ["/a", "~/b$"], "path_handling": "v1", "tags": null,
                }),
            )
            .answers(
                200,
                json!({
                    "service": { "id": "{shop}" }, "methods": ["GET", "PROPFIND"], "headers": { "x-a": ["1", "2"] },
                    "paths": ["/a", "~/b$"], "hosts": ["desk.test"], "path_handling": "v1", "tags": null,
                }),
            )
            .keeps("desk"),
        // Its page shows where it leads.
        call("GET /services/{desk.service.id}").answers(200, json!({ "name": "shop" })),
        call("PATCH /routes/{desk}")
            .sends_row("desk", json!({ "service": null, "snis": ["a.test"], "protocols": ["https"] }))
            .answers(200, json!({ "service": null, "snis": ["a.test"], "protocols": ["https"] })),
        call("DELETE /routes/{desk}").answers(204, json!(null)),
        call("DELETE /routes/{desk}").answers(204, json!(null)),
        call("GET /routes/{desk}").answers(404, not_found()),
        call("PATCH /routes/{desk}")
            .sends(json!({ "name": "x" }))
            .answers(404, json!({ "code": 6, "name": "not found" })),
    ])
    .await;
}

#[tokio::test]
async fn its_plugins_are_kept_below_it() {
    let (_api, mut gui) = open().await;
    route(&mut gui).await;
    gui.walk(super::plugins::below("routes", "desk", "route")).await;
}
