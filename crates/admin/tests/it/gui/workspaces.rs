//! The same calls below the name of a workspace, as clients of the enterprise edition send them.

use serde_json::json;
use testkit::gui::call;

use super::{not_found, nothing, open};

#[tokio::test]
async fn the_calls_of_a_page_are_those_of_its_workspace() {
    let (_api, mut gui) = open().await;
    gui.walk([
        // A gateway that starts makes the first of them.
        call("GET /workspaces?size=1000").answers(200, nothing()),
        call("POST /workspaces")
            .sends(json!({ "name": "team" }))
            .answers(201, json!({ "id": "<id>" })),
        call("GET /workspaces?size=1000").answers(200, json!({ "data": [{ "name": "team" }], "next": null })),
        call("GET /team/services?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /team/services")
            .sends(json!({ "name": "shop", "host": "shop.test" }))
            .answers(201, json!({}))
            .keeps("shop"),
        call("GET /team/services/shop").answers(200, json!({ "id": "{shop}" })),
        call("PATCH /team/services/{shop}")
            .sends_row("shop", json!({ "enabled": false }))
            .answers(200, json!({ "enabled": false })),
        call("GET /services/{shop}").answers(404, not_found()),
        call("GET /default/services/{shop}").answers(404, not_found()),
        call("DELETE /team/services/{shop}").answers(204, json!(null)),
        call("GET /team/kong").answers(200, json!({ "edition": "community" })),
        call("GET /none/services").answers(404, json!({ "message": "<text>" })),
    ])
    .await;
    // What the enterprise edition has and this gateway has not is not there, and the page learns that.
    for path in [
        "/partials",
        "/partials/p/links",
        "/custom-plugins",
        "/cloned-plugins",
    ] {
        gui.walk([call(format!("GET {path}")).answers(404, json!({ "message": "<text>" }))])
            .await;
    }
}
