//! Consumers and their groups. What they prove themselves by belongs to plugins.

use serde_json::json;
use testkit::gui::call;

use super::{not_found, nothing, open};

#[tokio::test]
async fn a_consumer_is_made_edited_and_deleted() {
    let (_api, mut gui) = open().await;
    gui.walk([
        call("GET /consumers?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /consumers")
            .sends(json!({ "username": "bob", "custom_id": null, "tags": [] }))
            .answers(
                201,
                json!({
                    "id": "<id>", "username": "bob", "custom_id": null, "tags": [], "created_at": "<seconds>",
                    "updated_at": "<seconds>",
                }),
            )
            .keeps("bob"),
        call("POST /consumers")
            .sends(json!({ "username": null, "custom_id": "7", "tags": null }))
            .answers(201, json!({ "username": null, "custom_id": "7" })),
        call("POST /consumers")
            .sends(json!({ "username": null, "custom_id": null }))
            .answers(
                400,
                json!({
                    "message":
                        "schema violation (at least one of these fields must be non-empty: 'custom_id', 'username')",
                }),
            ),
        call("GET /consumers/bob").answers(200, json!({ "id": "{bob}" })),
        call("GET /consumers/{bob}").answers(200, json!({ "username": "bob" })),
        call("PATCH /consumers/{bob}")
            .sends_row("bob", json!({ "custom_id": "8", "tags": ["a"] }))
            .answers(200, json!({ "username": "bob", "custom_id": "8", "tags": ["a"] })),
        call("PATCH /consumers/{bob}")
            .sends(json!({ "custom_id": "7" }))
            .answers(409, json!({ "message": "UNIQUE violation detected on '{custom_id=\"7\"}'" })),
        call("DELETE /consumers/{bob}").answers(204, json!(null)),
        call("DELETE /consumers/{bob}").answers(204, json!(null)),
        call("GET /consumers/{bob}").answers(404, not_found()),
        call("GET /consumers/{bob}/plugins?sort_desc=1&size=30").answers(404, not_found()),
    ])
    .await;
}

#[tokio::test]
async fn its_plugins_are_kept_below_it() {
    let (_api, mut gui) = open().await;
    gui.walk([call("POST /consumers")
        .sends(json!({ "username": "bob" }))
        .answers(201, json!({}))
        .keeps("bob")])
        .await;
    gui.walk(super::plugins::below("consumers", "bob", "consumer"))
        .await;
}

/// The enterprise edition shows groups, from both sides.
#[tokio::test]
async fn consumers_are_put_into_groups_from_either_side() {
    let (_api, mut gui) = open().await;
    gui.walk([
        call("GET /consumer_groups?counter=true&sort_desc=1&size=30").answers(200, nothing()),
        call("POST /consumers")
            .sends(json!({ "username": "bob" }))
            .answers(201, json!({}))
            .keeps("bob"),
        call("POST /consumer_groups")
            .sends(json!({ "name": "gold", "tags": [] }))
            .answers(201, json!({ "id": "<id>", "name": "gold" }))
            .keeps("gold"),
        call("GET /consumer_groups?counter=true&sort_desc=1&size=30")
            .answers(200, json!({ "data": [{ "name": "gold" }], "next": null })),
        call("GET /consumer_groups/gold?list_consumers=false").answers(
            200,
            json!({ "consumer_group": { "id": "{gold}" }, "plugins": [] }),
        ),
        call("POST /consumers/{bob}/consumer_groups")
            .sends(json!({ "group": "{gold}" }))
            .answers(
                201,
                json!({ "consumer": { "id": "{bob}" }, "consumer_groups": [{ "id": "{gold}" }] }),
            ),
        call("GET /consumers/{bob}/consumer_groups").answers(200, json!({ "data": [{ "id": "{gold}" }] })),
        call("GET /consumers/{bob}/consumer_groups/{gold}").answers(200, json!({ "name": "gold" })),
        call("GET /consumer_groups/{gold}/consumers").answers(200, json!({ "data": [{ "id": "{bob}" }] })),
        call("GET /consumer_groups/{gold}/consumers/{bob}").answers(200, json!({ "username": "bob" })),
        call("GET /consumer_groups/{gold}").answers(200, json!({ "consumers": [{ "id": "{bob}" }] })),
        call("DELETE /consumer_groups/{gold}/consumers/{bob}").answers(204, json!(null)),
        call("GET /consumers/{bob}/consumer_groups").answers(200, json!({ "data": [] })),
        call("POST /consumer_groups/{gold}/consumers")
            .sends(json!({ "consumer": "bob" }))
            .answers(
                201,
                json!({ "consumer_group": { "id": "{gold}" }, "consumers": [{ "id": "{bob}" }] }),
            ),
        call("DELETE /consumers/{bob}/consumer_groups/{gold}").answers(204, json!(null)),
        call("PATCH /consumer_groups/{gold}")
            .sends(json!({ "name": "silver" }))
            .answers(200, json!({ "id": "{gold}", "name": "silver" })),
        call("DELETE /consumer_groups/{gold}").answers(204, json!(null)),
        call("GET /consumer_groups/{gold}").answers(404, not_found()),
    ])
    .await;
}
