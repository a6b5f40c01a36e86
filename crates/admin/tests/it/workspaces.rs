//! Workspaces: nothing of one is seen from another.

use serde_json::json;

use crate::conversation::Api;

#[tokio::test]
async fn nothing_of_one_workspace_is_seen_from_another() {
    let api = Api::start().await;
    let team = api.made("POST /workspaces", json!({ "name": "team" })).await;
    assert_eq!((&team["meta"], &team["config"]), (&json!({}), &json!({})));
    let (own, other) = (
        api.made("POST /team/services", json!({ "name": "app", "host": "a.test" }))
            .await,
        // The same name is free elsewhere.
        api.made("POST /services", json!({ "name": "app", "host": "b.test" }))
            .await,
    );
    assert_eq!(api.ask("GET /team/services/app").await.json()["id"], own["id"]);
    assert_eq!(api.ask("GET /services/app").await.json()["id"], other["id"]);
    assert_eq!(
        api.ask("GET /default/services/app").await.json()["id"],
        other["id"]
    );
    let own = own["id"].as_str().unwrap();
    for path in [format!("/services/{own}"), format!("/default/services/{own}")] {
        assert_eq!(api.ask(&format!("GET {path}")).await.status, 404, "{path}");
    }
    let list = api.ask("GET /team/services?size=1").await.json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
    // A link does not lead out of it, neither by id nor by name.
    let foreign = json!({ "paths": ["/a"], "service": { "id": own } });
    let refused = api.send("POST /routes", foreign).await;
    assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(4)));
    api.made(
        "POST /team/services",
        json!({ "name": "inner", "host": "c.test" }),
    )
    .await;
    let foreign = json!({ "paths": ["/a"], "service": { "name": "inner" } });
    let refused = api.send("POST /routes", foreign).await;
    assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(13)));
    let taken = api
        .send(&format!("PUT /services/{own}"), json!({ "host": "d.test" }))
        .await;
    assert_eq!(
        (taken.status, &taken.json()["code"]),
        (400, &json!(3)),
        "{}",
        taken.json()
    );
    api.ask(&format!("DELETE /services/{own}")).await;
    assert_eq!(api.ask(&format!("GET /team/services/{own}")).await.status, 200);
    let pages = api.ask("GET /team/services?size=1").await.json();
    assert!(
        pages["next"]
            .as_str()
            .unwrap()
            .starts_with("/team/services?offset=")
    );
}

#[tokio::test]
async fn workspaces_are_entities_themselves() {
    let api = Api::start().await;
    let made = api
        .made("PUT /workspaces/team-b", json!({ "comment": "B" }))
        .await;
    assert_eq!(made["name"], "team-b");
    let nobody = api.ask("GET /nobody/services").await;
    assert_eq!(nobody.status, 404);
    assert_eq!(
        nobody.json(),
        json!({ "message": "Workspace 'nobody' not found" })
    );
    // As tools look whether one is there.
    assert_eq!(
        api.ask("GET /team-b/workspaces/team-b").await.json()["id"],
        made["id"]
    );
    assert_eq!(api.ask("GET /team-b/kong").await.json()["version"], "3.9.1");
    api.made("POST /team-b/services", json!({ "host": "a.test" }))
        .await;
    let occupied = api.ask("DELETE /workspaces/team-b").await;
    assert_eq!(occupied.status, 400);
    assert_eq!(occupied.json(), json!({ "message": "Workspace is not empty" }));
    for name in ["routes", "key-sets", "status", "config", "openid-connect"] {
        let reserved = api.send("POST /workspaces", json!({ "name": name })).await;
        assert_eq!(
            (reserved.status, &reserved.json()["code"]),
            (400, &json!(2)),
            "{name}"
        );
    }
    let again = api.send("POST /workspaces", json!({ "name": "team-b" })).await;
    assert_eq!((again.status, &again.json()["code"]), (409, &json!(5)));
}

// CA-07
#[tokio::test]
async fn a_plugin_acts_for_nobody_of_another_workspace() {
    let api = Api::start().await;
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    let mut theirs = Vec::new();
    for (kind, field, body) in [
        ("consumers", "consumer", json!({ "username": "bob" })),
        ("services", "service", json!({ "name": "app", "host": "a.test" })),
        ("routes", "route", json!({ "name": "r", "paths": ["/r"] })),
    ] {
        let made = api.made(&format!("POST /team/{kind}"), body).await;
        theirs.push((field, made["id"].clone()));
    }
    let own = api.made("POST /plugins", json!({ "name": "sample" })).await;
    let own = format!("/plugins/{}", own["id"].as_str().unwrap());
    for (field, id) in theirs {
        let scoped = json!({ "name": "sample", field: { "id": id } });
        for request in [
            "POST /plugins".to_owned(),
            format!("PATCH {own}"),
            format!("PUT {own}"),
        ] {
            let reply = api.send(&request, scoped.clone()).await;
            let told = reply.json();
            assert_eq!(
                (reply.status, &told["code"]),
                (400, &json!(4)),
                "{request} {field}: {told}"
            );
        }
        // Nor by a path that leads to it.
        let id = id.as_str().unwrap();
        let path = format!("/{field}s/{id}/plugins");
        let reply = api
            .send(&format!("POST {path}"), json!({ "name": "secretive" }))
            .await;
        assert_eq!(reply.status, 404, "{path}: {}", reply.body);
        let at_home = json!({ "name": "secretive", field: { "id": id } });
        assert_eq!(api.send("POST /team/plugins", at_home).await.status, 201);
    }
    let plugins = api.ask("GET /plugins").await.json();
    assert_eq!(plugins["data"].as_array().map(Vec::len), Some(1));
}
