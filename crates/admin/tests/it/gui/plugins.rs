//! Plugins: their list, the catalogue, and the form that a schema makes.

use serde_json::{Value, json};
use testkit::gui::{Call, call};

use super::{not_found, nothing, open, route};

/// What the form sends: all options, those that nobody touched too.
fn form(more: &Value) -> Value {
    let mut form = json!({
        "name": "sample", "instance_name": null, "enabled": true, "protocols": ["grpc", "grpcs", "http", "https"],
        "tags": [], "service": null, "route": null, "consumer": null,
        "config": {
            "scopes": ["openid"], "limit": 30, "strict": false, "nested": { "place": "here", "word": null },
            "ca_certificates": null,
        },
    });
    let (form_members, more) = (form.as_object_mut().unwrap(), more.as_object().unwrap());
    form_members.extend(more.clone());
    form
}

/// The calls of the tab with the plugins of one service, route or consumer, which is kept by this name.
pub(crate) fn below(path: &str, name: &str, link: &str) -> Vec<Call> {
    let list = format!("/{path}/{{{name}}}/plugins");
    let one = format!("{list}/{{plugin}}");
    let linked = json!({ link: { "id": format!("{{{name}}}") } });
    vec![
        call(format!("GET {list}?sort_desc=1&size=30")).answers(200, nothing()),
        // The catalogue greys out what is there already.
        call(format!("GET {list}")).answers(200, nothing()),
        call("GET /schemas/plugins/sample").answers(200, json!({ "entity_checks": [] })),
        call("GET /services?size=50").answers(200, json!({ "next": null })),
        call("GET /routes?size=50").answers(200, json!({ "next": null })),
        call(format!("GET /{path}/{{{name}}}")).answers(200, json!({ "id": format!("{{{name}}}") })),
        call(format!("POST {list}"))
            .sends(form(&linked))
            .answers(201, linked.clone())
            .keeps("plugin"),
        call(format!("GET {one}")).answers(200, json!({ "id": "{plugin}", "config": { "limit": 30 } })),
        call(format!("GET {list}")).answers(200, json!({ "data": [{ "name": "sample" }], "next": null })),
        call(format!("PATCH {one}"))
            .sends(json!({ "config": { "limit": 7, "scopes": ["a"], "nested": { "word": "w" } }, "tags": ["t"] }))
            .answers(
                200,
                json!({ "config": { "limit": 7, "scopes": ["a"], "nested": { "place": "here", "word": "w" } } }),
            ),
        call(format!("PATCH {one}"))
            .sends_row("plugin", json!({ "enabled": false }))
            .answers(200, json!({ "enabled": false, "config": { "limit": 30 } })),
        call(format!("POST {list}"))
            .sends(form(&linked))
            .answers(409, json!({ "code": 5, "name": "unique constraint violation" })),
        call(format!("DELETE {one}")).answers(204, json!(null)),
        call(format!("GET {one}")).answers(404, not_found()),
    ]
}

#[tokio::test]
async fn a_plugin_is_chosen_made_switched_and_deleted() {
    let (_api, mut gui) = open().await;
    route(&mut gui).await;
    let scoped = form(&json!({ "instance_name": "mine", "route": { "id": "{desk}" }, "tags": ["t"] }));
    gui.walk([
        call("GET /plugins?sort_desc=1&size=30").answers(200, nothing()),
        call("GET /").answers(
            200,
            json!({ "plugins": { "available_on_server": { "sample": {} } } }),
        ),
        call("GET /schemas/plugins/sample").answers(200, json!({})),
        call("GET /services?size=50").answers(200, json!({ "data": [{ "id": "{shop}" }], "next": null })),
        call("GET /routes?size=50").answers(200, json!({ "data": [{ "id": "{desk}" }], "next": null })),
        call("POST /plugins")
            .sends(scoped)
            .answers(
                201,
                json!({ "id": "<id>", "instance_name": "mine", "route": { "id": "{desk}" } }),
            )
            .keeps("plugin"),
        call("GET /plugins/{plugin}").answers(
            200,
            json!({ "name": "sample", "service": null, "consumer": null }),
        ),
        call("GET /plugins/{plugin}?expand_partials=true").answers(200, json!({ "id": "{plugin}" })),
        call("GET /routes/{plugin.route.id}").answers(200, json!({ "name": "desk" })),
        // What is typed is the name of the instance, and not of the plugin.
        call("GET /plugins/mine").answers(200, json!({ "id": "{plugin}" })),
        call("GET /plugins/sample").answers(404, not_found()),
        call("PATCH /plugins/{plugin}")
            .sends_row("plugin", json!({ "enabled": false }))
            .answers(
                200,
                json!({ "id": "{plugin}", "enabled": false, "instance_name": "mine" }),
            ),
        call("PATCH /plugins/{plugin}")
            .sends(form(
                &json!({ "route": null, "service": { "id": "{shop}" }, "tags": null }),
            ))
            .answers(
                200,
                json!({ "route": null, "service": { "id": "{shop}" }, "tags": null, "instance_name": null }),
            ),
        call("PUT /plugins/{plugin}")
            .sends(form(&json!({ "instance_name": "put" })))
            .answers(
                200,
                json!({ "id": "{plugin}", "instance_name": "put", "service": null }),
            ),
        call("POST /plugins")
            .sends(form(&json!({ "config": { "limit": "many", "no": 1 } })))
            .answers(
                400,
                json!({
                    "code": 2,
                    "message":
                        "2 schema violations (config.limit: expected an integer; config.no: unknown field)",
                    "fields": { "config": { "limit": "expected an integer", "no": "unknown field" } },
                }),
            ),
        call("DELETE /plugins/{plugin}").answers(204, json!(null)),
        call("DELETE /plugins/{plugin}").answers(204, json!(null)),
        call("GET /plugins/{plugin}").answers(404, not_found()),
        call("GET /schemas/plugins/none").answers(404, json!({ "message": "No plugin named 'none'" })),
    ])
    .await;
}

/// The form is made of an ordered list of objects with one key each.
#[tokio::test]
async fn a_schema_is_a_list_in_the_order_of_the_form() {
    let (_api, gui) = open().await;
    let schema = gui.ask("GET /schemas/plugins/sample", None).await.json();
    let fields = schema["fields"].as_array().unwrap();
    let one_key = |field: &Value| field.as_object().is_some_and(|field| field.len() == 1);
    assert!(fields.iter().all(one_key), "{schema}");
    let field = |name: &str| fields.iter().find_map(|field| field.get(name)).unwrap();
    let protocols = field("protocols");
    assert_eq!(
        (&protocols["type"], &protocols["default"]),
        (&json!("set"), &json!(["grpc", "grpcs", "http", "https"]))
    );
    assert!(
        protocols["elements"]["one_of"]
            .as_array()
            .is_some_and(|words| words.contains(&json!("https")))
    );
    let config = field("config");
    assert_eq!(
        (&config["type"], &config["required"]),
        (&json!("record"), &json!(true))
    );
    assert_eq!(
        config["fields"],
        json!([
            { "scopes": {
                "type": "array", "elements": { "type": "string" }, "default": ["openid"], "description": "Words.",
            } },
            { "limit": {
                "type": "integer", "between": [0, 65535], "required": true, "default": 30, "description": "A number.",
            } },
            { "strict": {
                "type": "boolean", "required": true, "default": false, "description": "Yes or no.",
            } },
            { "nested": {
                "type": "record", "required": true, "description": "A record.",
                "fields": [
                    { "place": { "type": "string", "default": "here", "description": "A word." } },
                    { "word": { "type": "string", "description": "Another." } },
                ],
            } },
            { "ca_certificates": {
                "type": "array", "elements": { "type": "string" }, "description": "Whom it trusts.",
            } },
        ])
    );
    assert_eq!(schema["entity_checks"], json!([]));
    // A secret is said to be one, so that its field hides what is typed.
    let schema = gui.ask("GET /schemas/plugins/secretive", None).await.json();
    let config = schema["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|field| field.get("config"));
    let password = config.unwrap()["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|field| field.get("password"));
    assert_eq!(
        password.unwrap(),
        &json!({
            "type": "string", "encrypted": true, "referenceable": true,
            "description": "What nobody else may know.",
        })
    );
}

/// An edit sends back all that was read, secrets too: what the form did not touch stays as it is.
#[tokio::test]
async fn secrets_are_read_and_written_back() {
    let (_api, mut gui) = open().await;
    let config = json!({ "user": "me", "password": "planted", "keys": ["one", "two"] });
    gui.walk([
        call("POST /plugins")
            .sends(json!({ "name": "secretive", "config": config }))
            .answers(201, json!({ "config": config }))
            .keeps("plugin"),
        call("PATCH /plugins/{plugin}")
            .sends_row("plugin", json!({ "tags": ["t"] }))
            .answers(200, json!({ "tags": ["t"], "config": config })),
        // One that somebody read who is shown none is the same.
        call("PATCH /plugins/{plugin}")
            .sends(json!({ "config": { "user": "you", "password": "***", "keys": ["***", "new"] } }))
            .answers(
                200,
                json!({ "config": { "user": "you", "password": "planted", "keys": ["one", "new"] } }),
            ),
    ])
    .await;
}
