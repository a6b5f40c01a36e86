//! Vaults, which are looked for by their prefix.

use serde_json::json;
use testkit::gui::call;

use super::{not_found, nothing, open};

#[tokio::test]
async fn a_vault_is_made_edited_and_deleted() {
    let (_api, mut gui) = open().await;
    let form = json!({
        "prefix": "mine", "name": "env", "description": null, "tags": [], "config": { "prefix": "A_" },
    });
    gui.walk([
        call("GET /vaults?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /vaults")
            .sends(form.clone())
            .answers(201, form)
            .keeps("mine"),
        call("GET /vaults/mine").answers(200, json!({ "id": "{mine}" })),
        call("GET /vaults/env").answers(404, not_found()),
        call("GET /vaults/{mine}").answers(200, json!({ "prefix": "mine" })),
        call("PATCH /vaults/{mine}")
            .sends_row(
                "mine",
                json!({ "description": "variables", "tags": null, "config": { "prefix": "B_" } }),
            )
            .answers(
                200,
                json!({ "description": "variables", "tags": null, "config": { "prefix": "B_" } }),
            ),
        call("POST /vaults")
            .sends(json!({ "prefix": "mine", "name": "env", "config": {} }))
            .answers(
                409,
                json!({ "message": "UNIQUE violation detected on '{prefix=\"mine\"}'" }),
            ),
        call("POST /vaults")
            .sends(json!({ "prefix": "env", "name": "env", "config": {} }))
            .answers(
                400,
                json!({ "message": "schema violation (prefix: must not be one of: env)" }),
            ),
        call("DELETE /vaults/{mine}").answers(204, json!(null)),
        call("DELETE /vaults/{mine}").answers(204, json!(null)),
        call("GET /vaults/{mine}").answers(404, not_found()),
    ])
    .await;
}
