//! What the API tells about itself: the node, schemas, methods.

use serde_json::{Value, json};

use crate::conversation::Api;

/// The plugins that are configured somewhere.
async fn in_use(api: &Api) -> Value {
    api.ask("GET /").await.json()["plugins"]["enabled_in_cluster"].clone()
}

#[tokio::test]
async fn methods_that_are_not_there_are_told_with_those_that_are() {
    let api = Api::start().await;
    for (path, allowed) in [
        ("/services", "GET, HEAD, OPTIONS, POST"),
        ("/services/app", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("/services/app/routes", "GET, HEAD, OPTIONS, POST"),
        ("/schemas/routes/validate", "OPTIONS, POST"),
        ("/", "GET, HEAD, OPTIONS"),
    ] {
        let options = api.ask(&format!("OPTIONS {path}")).await;
        assert_eq!(
            (options.status, options.header("allow")),
            (204, Some(allowed)),
            "{path}"
        );
        assert_eq!(
            options.header("access-control-allow-methods"),
            Some(allowed),
            "{path}"
        );
        let brew = api.ask(&format!("BREW {path}")).await;
        assert_eq!(brew.told(), (405, "Method not allowed".to_owned()), "{path}");
        assert_eq!(brew.header("allow"), Some(allowed), "{path}");
    }
}

#[tokio::test]
async fn a_document_is_judged_without_being_kept() {
    let api = Api::start().await;
    for (kind, body, told) in [
        (
            "routes",
            json!({ "paths": ["/"] }),
            (200, "schema validation successful"),
        ),
        (
            "plugins",
            json!({ "name": "sample" }),
            (200, "schema validation successful"),
        ),
        (
            "routes",
            json!({ "paths": ["/"], "snis": ["1.2.3.4"] }),
            (400, "schema violation (snis.1: must not be an IP)"),
        ),
    ] {
        let reply = api
            .send(&format!("POST /schemas/{kind}/validate"), body.clone())
            .await;
        assert_eq!(reply.told(), (told.0, told.1.to_owned()), "{kind} {body}");
    }
    assert_eq!(api.ask("GET /routes").await.json()["data"], json!([]));
}

#[tokio::test]
async fn what_an_entity_may_be_is_told_in_kongs_dialect() {
    let api = Api::start().await;
    let schema = api.ask("GET /schemas/services").await.json();
    let field = |schema: &Value, name: &str| -> Value {
        let mut fields = schema["fields"].as_array().unwrap().iter();
        fields.find_map(|field| field.get(name)).cloned().unwrap()
    };
    let retries = field(&schema, "retries");
    assert_eq!(
        (&retries["type"], &retries["default"]),
        (&json!("integer"), &json!(5))
    );
    let plugin = api.ask("GET /default/schemas/plugins/sample").await.json();
    let limit = field(&field(&plugin, "config"), "limit");
    assert_eq!(
        (&limit["type"], &limit["default"]),
        (&json!("integer"), &json!(30))
    );
    for kind in ["env", "file"] {
        let vault = api.ask(&format!("GET /schemas/vaults/{kind}")).await.json();
        assert_eq!(
            field(&field(&vault, "config"), "prefix")["type"],
            "string",
            "{vault}"
        );
    }
    let layout = api.ask("GET /schemas/plugins/sample/layout").await.json();
    assert_eq!(
        (&layout["sections"][0]["options"], &layout["inert"]),
        (&json!(["limit"]), &json!([]))
    );
    for (path, message) in [
        (
            "/schemas/plugins/nothing/layout",
            "No layout of a plugin named 'nothing'",
        ),
        (
            "/schemas/plugins/secretive/layout",
            "No layout of a plugin named 'secretive'",
        ),
        ("/schemas/nothing", "No entity named 'nothing'"),
        ("/schemas/plugins/nothing", "No plugin named 'nothing'"),
        ("/schemas/vaults/nothing", "No vault named 'nothing'"),
    ] {
        assert_eq!(
            api.ask(&format!("GET {path}")).await.told(),
            (404, message.to_owned())
        );
    }
}

#[tokio::test]
async fn a_node_tells_what_tools_ask_first() {
    let api = Api::start().await;
    for path in ["/", "/default/kong"] {
        let node = api.ask(&format!("GET {path}")).await.json();
        assert_eq!(
            (
                &node["version"],
                &node["edition"],
                &node["configuration"]["database"]
            ),
            (&json!("3.9.1"), &json!("community"), &json!("sqlite"))
        );
        assert_eq!(
            node["plugins"]["available_on_server"],
            json!({
                "sample": { "version": "3.9.1", "priority": 1000 },
                "secretive": { "version": "3.9.1", "priority": 900 },
            })
        );
    }
    assert_eq!(in_use(&api).await, json!([]));
    for name in ["one", "two"] {
        api.made("POST /services", json!({ "name": name, "host": "a.example" }))
            .await;
        api.made(
            &format!("POST /services/{name}/plugins"),
            json!({ "name": "sample" }),
        )
        .await;
    }
    assert_eq!(in_use(&api).await, json!(["sample"]));
    let status = api.ask("GET /status").await.json();
    assert_eq!(status["database"], json!({ "reachable": true }));
    let enabled = api.ask("GET /plugins/enabled").await.json();
    assert_eq!(enabled, json!({ "enabled_plugins": ["sample", "secretive"] }));
    let endpoints = api.ask("GET /endpoints").await.json();
    let endpoints = endpoints["data"].as_array().unwrap();
    for path in [
        "/",
        "/services/{services}/routes/{routes}",
        "/key-sets",
        "/routes/{routes}/service",
    ] {
        assert!(endpoints.contains(&json!(path)), "{path}");
    }
    for path in [
        "/targets",
        "/consumer_group_consumers",
        "/snis/{snis}/certificate",
    ] {
        assert!(!endpoints.contains(&json!(path)), "{path}");
    }
    // Whatever is told is there, in each workspace.
    for path in endpoints {
        let path = path.as_str().unwrap();
        let parts = path.split('/').map(|part| match part {
            "{name}" if path.starts_with("/schemas/{name}") => "routes",
            part if part.starts_with('{') => "x",
            part => part,
        });
        let path = parts.collect::<Vec<_>>().join("/");
        for path in [path.clone(), format!("/default{path}")] {
            let root = path == "/default/";
            let status = api.ask(&format!("OPTIONS {path}")).await.status;
            assert_eq!(status, if root { 404 } else { 204 }, "{path}");
        }
    }
}
