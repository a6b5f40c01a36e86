//! Entities: what each method does, and Kong's words for what it does not do.

use serde_json::{Value, json};

use crate::conversation::{Api, BEGINNING, HOST};

const NOBODY: &str = "00000000-0000-4000-8000-00000000ffff";

async fn service(api: &Api, name: &str) -> Value {
    let service = json!({ "name": name, "host": "a.example" });
    api.made("POST /services", service).await
}

async fn route(api: &Api, name: &str) -> Value {
    let route = json!({ "name": name, "paths": [format!("/{name}")] });
    api.made("POST /routes", route).await
}

#[tokio::test]
async fn what_is_made_has_all_its_fields() {
    let api = Api::start().await;
    let reply = api
        .send(
            "POST /services",
            json!({ "name": "app", "url": "https://a.example/x", "tags": ["b", "a", "b"] }),
        )
        .await;
    assert_eq!(reply.status, 201);
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!(reply.header("server"), Some("kong/3.9.1"));
    let made = reply.json();
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": "app", "protocol": "https", "host": "a.example", "port": 443, "path": "/x",
            "retries": 5, "connect_timeout": 60000, "write_timeout": 60000, "read_timeout": 60000,
            "tags": ["b", "a"], "client_certificate": null, "tls_verify": null, "tls_verify_depth": null,
            "ca_certificates": null, "enabled": true, "created_at": BEGINNING, "updated_at": BEGINNING + 1,
        })
    );
    for path in [
        "/services/app".to_owned(),
        format!("/services/{}", made["id"].as_str().unwrap()),
    ] {
        assert_eq!(api.ask(&format!("GET {path}")).await.json(), made);
        assert_eq!(api.ask(&format!("GET /default{path}/")).await.json(), made);
        let head = api.ask(&format!("HEAD {path}")).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
    }
    assert_eq!(
        api.ask("GET /services/other").await.told(),
        (404, "Not found".to_owned())
    );
}

#[tokio::test]
async fn what_is_there_already_is_a_conflict() {
    let api = Api::start().await;
    let app = service(&api, "app").await;
    let plugin = json!({ "name": "sample" });
    api.made("POST /services/app/plugins", plugin.clone()).await;
    let reply = api.send("POST /services/app/plugins", plugin).await;
    assert_eq!(reply.status, 409);
    let id = app["id"].as_str().unwrap();
    assert_eq!(
        reply.json(),
        json!({
            "code": 5, "name": "unique constraint violation",
            "message": format!("UNIQUE violation detected on \
                        '{{consumer=null,name=\"sample\",route=null,service={{id=\"{id}\"}}}}'"),
            "fields": { "consumer": null, "name": "sample", "route": null, "service": { "id": id } },
        })
    );
    let bob = json!({ "username": "bob" });
    api.made("POST /consumers", bob.clone()).await;
    let reply = api.send("POST /consumers", bob).await;
    assert_eq!(
        reply.told(),
        (
            409,
            "UNIQUE violation detected on '{username=\"bob\"}'".to_owned()
        )
    );
}

#[tokio::test]
async fn put_replaces_or_makes_and_the_path_wins() {
    let api = Api::start().await;
    let made = api
        .made(
            "PUT /services/app",
            json!({ "name": "other", "host": "a.example", "retries": 7 }),
        )
        .await;
    assert_eq!((&made["name"], &made["retries"]), (&json!("app"), &json!(7)));
    let replaced = api
        .made("PUT /services/app", json!({ "host": "b.example" }))
        .await;
    assert_eq!(replaced["id"], made["id"]);
    assert_eq!(
        (&replaced["host"], &replaced["retries"]),
        (&json!("b.example"), &json!(5))
    );
    let uuid = NOBODY.to_uppercase();
    let by_id = json!({ "name": "new", "host": "c.example", "created_at": 5 });
    let by_id = api.made(&format!("PUT /services/{uuid}"), by_id).await;
    assert_eq!((&by_id["id"], &by_id["created_at"]), (&json!(NOBODY), &json!(5)));
    // A child has the parent of the path, whatever it says.
    let child = json!({ "paths": ["/x"], "service": { "id": made["id"] } });
    let child = api.made("PUT /services/new/routes/r", child).await;
    assert_eq!(child["service"], json!({ "id": NOBODY }));
    let elsewhere = api
        .send("PUT /services/app/routes/r", json!({ "paths": ["/x"] }))
        .await;
    assert_eq!(elsewhere.status, 404, "it is another's");
    assert_eq!(
        api.send("PUT /services/none/routes/r", json!({ "paths": ["/x"] }))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn patch_changes_what_it_says_and_nothing_else() {
    let api = Api::start().await;
    let made = api
        .made(
            "POST /services",
            json!({ "name": "app", "host": "a.example", "path": "/a", "retries": 7 }),
        )
        .await;
    let changed = api
        .made(
            "PATCH /services/app",
            json!({ "retries": null, "url": "https://b.example:8443" }),
        )
        .await;
    assert_eq!(changed["id"], made["id"]);
    assert_eq!(changed["created_at"], made["created_at"]);
    assert!(changed["updated_at"].as_u64() > made["updated_at"].as_u64());
    // Null is null, and not the default.
    assert_eq!(changed["retries"], json!(null));
    let url = ["protocol", "host", "port", "path"].map(|part| &changed[part]);
    assert_eq!(
        url,
        [&json!("https"), &json!("b.example"), &json!(8443), &json!(null)]
    );
    assert_eq!(api.send("PATCH /services/none", json!({})).await.status, 404);
    let required = api.send("PATCH /services/app", json!({ "host": null })).await;
    assert_eq!(
        required.told(),
        (400, "schema violation (host: required field missing)".to_owned())
    );
    let renamed = api
        .made("PATCH /services/app", json!({ "name": "new", "id": NOBODY }))
        .await;
    assert_eq!((&renamed["id"], &renamed["name"]), (&made["id"], &json!("new")));
    assert_eq!(api.ask("GET /services/app").await.status, 404);
}

// AD-17
#[tokio::test]
async fn changes_at_once_are_all_made() {
    let api = Api::start().await;
    let service = json!({ "name": "app", "host": "a.example", "tags": ["a"] });
    api.made("POST /services", service).await;
    let changes = [
        json!({ "retries": 1 }),
        json!({ "path": "/x" }),
        json!({ "port": 81 }),
        json!({ "read_timeout": 2 }),
        json!({ "write_timeout": 3 }),
        json!({ "connect_timeout": 4 }),
        json!({ "enabled": false }),
        json!({ "tags": ["b"] }),
    ];
    let made = changes
        .clone()
        .map(|change| api.made("PATCH /services/app", change));
    let [a, b, c, d, e, f, g, h] = made;
    tokio::join!(a, b, c, d, e, f, g, h);
    let service = api.ask("GET /services/app").await.json();
    for change in changes {
        let (field, value) = change.as_object().unwrap().iter().next().unwrap();
        assert_eq!(service[field], *value, "{field}");
    }
}

#[tokio::test]
async fn what_is_deleted_is_gone_and_so_is_what_goes_with_it() {
    let api = Api::start().await;
    service(&api, "app").await;
    api.made(
        "POST /services/app/routes",
        json!({ "name": "r", "paths": ["/"] }),
    )
    .await;
    api.made("POST /routes/r/plugins", json!({ "name": "sample" }))
        .await;
    let refused = api.ask("DELETE /services/app").await;
    assert_eq!(
        refused.told(),
        (
            400,
            "an existing 'routes' entity references this 'services' entity".to_owned()
        )
    );
    assert_eq!(refused.json()["fields"], json!({ "@referenced_by": "routes" }));
    assert_eq!(api.ask("DELETE /services/app/routes/other").await.status, 404);
    for path in ["/routes/r", "/services/app", "/services/app", "/services/none"] {
        let gone = api.ask(&format!("DELETE {path}")).await;
        assert_eq!((gone.status, gone.body.as_str()), (204, ""), "{path}");
    }
    assert_eq!(api.ask("GET /plugins").await.json()["data"], json!([]));
}

#[tokio::test]
async fn children_are_found_by_their_parent_alone() {
    let api = Api::start().await;
    service(&api, "one").await;
    service(&api, "two").await;
    let made = api
        .made(
            "POST /services/one/routes",
            json!({ "name": "r", "paths": ["/"] }),
        )
        .await;
    assert_eq!(
        api.ask("GET /services/one/routes").await.json()["data"],
        json!([made])
    );
    assert_eq!(
        api.ask("GET /services/two/routes").await.json()["data"],
        json!([])
    );
    assert_eq!(api.ask("GET /services/none/routes").await.status, 404);
    assert_eq!(api.ask("GET /services/one/routes/r").await.json(), made);
    for method in ["GET", "DELETE"] {
        assert_eq!(
            api.ask(&format!("{method} /services/two/routes/r")).await.status,
            404
        );
    }
    let patch = json!({ "paths": ["/x"] });
    assert_eq!(
        api.send("PATCH /services/two/routes/r", patch.clone())
            .await
            .status,
        404
    );
    assert_eq!(
        api.made("PATCH /services/one/routes/r", patch).await["paths"],
        json!(["/x"])
    );
}

#[tokio::test]
async fn what_is_linked_to_is_changed_through_the_link() {
    let api = Api::start().await;
    route(&api, "r").await;
    assert_eq!(api.ask("GET /routes/r/service").await.status, 404);
    assert_eq!(api.ask("DELETE /routes/r/service").await.status, 404);
    let made = api
        .made(
            "PUT /routes/r/service",
            json!({ "name": "app", "host": "a.example" }),
        )
        .await;
    assert_eq!(api.ask("GET /routes/r/service").await.json(), made);
    assert_eq!(
        api.ask("GET /routes/r").await.json()["service"],
        json!({ "id": made["id"] })
    );
    let changed = api
        .made("PATCH /routes/r/service", json!({ "host": "b.example" }))
        .await;
    assert_eq!(
        (&changed["id"], &changed["host"]),
        (&made["id"], &json!("b.example"))
    );
    let put = api
        .made("PUT /routes/r/service", json!({ "host": "c.example" }))
        .await;
    assert_eq!((&put["id"], &put["name"]), (&made["id"], &json!(null)));
    assert_eq!(api.ask("DELETE /routes/r/service").await.status, 405);
    assert_eq!(
        api.send("PATCH /routes/none/service", json!({})).await.status,
        404
    );
}

// AD-16: nothing that cannot be read is half done.
#[tokio::test]
async fn bodies_that_cannot_be_read_change_nothing() {
    let api = Api::start().await;
    let deep = format!("{{\"name\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let large = format!("{{\"name\": \"{}\"}}", "a".repeat(10 * 1024 * 1024));
    for (media_type, body, status) in [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        (
            "application/json",
            r#"{"name": "a", "host": "a.example", "host": "b.example"}"#,
            400,
        ),
        ("application/json", &deep, 400),
        ("application/json", &large, 413),
        ("application/yaml", "name: a", 415),
        ("text/plain", "{}", 415),
    ] {
        let reply = api.bring("POST /services", media_type, body).await;
        assert_eq!(
            reply.status,
            status,
            "{media_type} {}",
            &body[..body.len().min(80)]
        );
    }
    let no_type = api
        .say(&["POST /services HTTP/1.1", HOST, "content-length: 0"])
        .await;
    assert_eq!(
        no_type.told(),
        (400, "schema violation (host: required field missing)".to_owned())
    );
    assert_eq!(api.ask("GET /services").await.json()["data"], json!([]));
}

#[tokio::test]
async fn without_a_database_entities_are_read_and_not_written() {
    let api = Api::without_database(Vec::new()).await;
    assert_eq!(
        api.ask("GET /services").await.json(),
        json!({ "data": [], "next": null })
    );
    for (request, message) in [
        (
            "POST /services",
            "cannot create 'services' entities when not using a database",
        ),
        (
            "PUT /services/a",
            "cannot create or update 'services' entities by 'name' when not using a database",
        ),
        (
            "PATCH /services/00000000-0000-4000-8000-00000000ffff",
            "cannot update 'services' entities when not using a database",
        ),
        (
            "DELETE /services/a",
            "cannot remove 'services' entities by 'name' when not using a database",
        ),
    ] {
        let reply = api.send(request, json!({})).await;
        assert_eq!(reply.told(), (405, message.to_owned()), "{request}");
        assert_eq!(reply.json()["code"], json!(12));
    }
}
