//! Which plugins act on the requests of a route.

use admin::Closing;
use model::{DEFAULT_WORKSPACE, Document, Id, PLUGINS};
use serde_json::{Value, json};

use crate::conversation::{Api, EYES};

/// The plugins of a chain: instance name, where it is from, whether it applies, and who stands before it.
fn told(chain: &Value) -> Vec<(String, String, bool, String)> {
    let plugins = chain["plugins"].as_array().unwrap();
    let name = |id: &Value| {
        let known = plugins.iter().find(|plugin| plugin["id"] == *id);
        known
            .map_or("", |known| known["instance_name"].as_str().unwrap())
            .to_owned()
    };
    let rows = plugins.iter().map(|plugin| {
        (
            name(&plugin["id"]),
            plugin["from"].as_str().unwrap().to_owned(),
            plugin["applies"] == json!(true),
            name(&plugin["overridden_by"]),
        )
    });
    rows.collect()
}

fn row(name: &str, from: &str, applies: bool, before: &str) -> (String, String, bool, String) {
    (name.to_owned(), from.to_owned(), applies, before.to_owned())
}

#[tokio::test]
async fn plugins_stand_in_the_order_of_their_turns() {
    let api = Api::start().await;
    api.made("POST /services", json!({ "name": "s", "host": "s.test" }))
        .await;
    let route = api
        .made("POST /services/s/routes", json!({ "name": "r", "paths": ["/r"] }))
        .await;
    api.made(
        "POST /services/s/routes",
        json!({ "name": "other", "paths": ["/o"] }),
    )
    .await;
    api.made("POST /consumers", json!({ "username": "bob" })).await;
    for (path, name, instance, more) in [
        ("/plugins", "sample", "everywhere", json!({})),
        ("/services/s/plugins", "sample", "of-service", json!({})),
        ("/routes/r/plugins", "sample", "of-route", json!({})),
        ("/routes/other/plugins", "sample", "elsewhere", json!({})),
        ("/consumers/bob/plugins", "sample", "of-bob", json!({})),
        (
            "/routes/r/plugins",
            "secretive",
            "off",
            json!({ "enabled": false }),
        ),
        (
            "/services/s/plugins",
            "secretive",
            "late",
            json!({ "config": { "password": "planted" } }),
        ),
        ("/plugins", "secretive", "behind", json!({})),
    ] {
        let mut plugin = json!({ "name": name, "instance_name": instance });
        plugin
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        api.made(&format!("POST {path}"), plugin).await;
    }
    let chain = api.ask("GET /routes/r/chain").await;
    assert_eq!(chain.status, 200, "{}", chain.body);
    let chain = chain.json();
    assert_eq!(
        told(&chain),
        [
            row("of-bob", "global", true, ""),
            row("of-route", "route", true, ""),
            row("of-service", "service", false, "of-route"),
            row("everywhere", "global", false, "of-route"),
            row("off", "route", false, ""),
            row("late", "service", true, ""),
            row("behind", "global", false, "late"),
        ]
    );
    assert_eq!(chain["route"]["id"], route["id"]);
    assert_eq!(chain["service"]["name"], json!("s"));
    let priorities: Vec<&Value> = chain["plugins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["priority"])
        .collect();
    assert_eq!(
        priorities[..5],
        [&json!(1000); 4]
            .into_iter()
            .chain([&json!(900)])
            .collect::<Vec<_>>()
    );
    let bob = api.ask("GET /consumers/bob").await.json();
    assert_eq!(chain["plugins"][0]["consumer"], json!({ "id": bob["id"] }));
    assert_eq!(chain["plugins"][0]["consumer_group"], json!(null));
    // It is the same by the id, for whoever may only read, and without options.
    let by_id = format!("GET /routes/{}/chain", route["id"].as_str().unwrap());
    assert_eq!(api.ask_as(EYES, &by_id, None).await.json(), chain);
    assert!(!chain.to_string().contains("planted"), "{chain}");
}

#[tokio::test]
async fn a_workspace_has_its_own_and_what_is_not_there_is_404() {
    let api = Api::start().await;
    api.made(
        "POST /plugins",
        json!({ "name": "sample", "instance_name": "default" }),
    )
    .await;
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    api.made("POST /team/routes", json!({ "name": "r", "paths": ["/r"] }))
        .await;
    api.made(
        "POST /team/plugins",
        json!({ "name": "sample", "instance_name": "of-team" }),
    )
    .await;
    let chain = api.ask("GET /team/routes/r/chain").await.json();
    assert_eq!(told(&chain), [row("of-team", "global", true, "")]);
    assert_eq!(chain["service"], json!(null));
    for path in [
        "/routes/r/chain",
        "/team/routes/none/chain",
        "/routes//chain",
        "/services/s/chain",
    ] {
        assert_eq!(api.ask(&format!("GET {path}")).await.status, 404, "{path}");
    }
    assert_eq!(api.ask("DELETE /team/routes/r/chain").await.status, 405);
}

/// What it is closed for may act no more, and what cannot be read would be missed otherwise.
#[tokio::test]
async fn what_closes_a_route_is_told() {
    let api = Api::start().await;
    api.made("POST /routes", json!({ "name": "r", "paths": ["/r"] }))
        .await;
    let fine = json!({ "name": "secretive", "instance_name": "fine" });
    api.made("POST /plugins", fine).await;
    let lost = json!({
        "name": "secretive", "instance_name": "lost", "config": { "password": "{vault://env/nothing}" },
    });
    let lost = api.made("POST /routes/r/plugins", lost).await;
    let ids = [
        Id::parse(lost["id"].as_str().unwrap()).unwrap(),
        Id::random([9; 16]),
        Id::random([8; 16]),
    ];
    for (id, enabled) in [(ids[1], true), (ids[2], false)] {
        api.smuggle(Document {
            kind: PLUGINS.name,
            id,
            workspace: DEFAULT_WORKSPACE,
            body: json!({
                "id": id.to_string(), "name": format!("lost-{enabled}"), "instance_name": enabled.to_string(), "enabled": enabled,
                "protocols": "none that is known", "config": { "key": "planted" },
            }),
        })
        .await;
    }
    let chain = api.ask("GET /routes/r/chain").await.json();
    assert_eq!(chain["closed_by"], json!([]));
    assert_eq!(
        told(&chain),
        [
            row("lost", "route", true, ""),
            row("fine", "global", false, "lost")
        ]
    );
    for (id, code) in [(ids[0], "vault.unresolved"), (ids[1], "plugin.quarantined")] {
        api.close(Closing {
            kind: PLUGINS.name,
            id,
            code,
        });
    }
    let chain = api.ask("GET /routes/r/chain").await.json();
    assert_eq!(
        chain["closed_by"],
        json!([
            { "kind": "plugins", "id": ids[0].to_string(), "code": "vault.unresolved" },
            { "kind": "plugins", "id": ids[1].to_string(), "code": "plugin.quarantined" },
        ])
    );
    assert_eq!(
        told(&chain),
        [
            row("lost", "route", false, ""),
            row("fine", "global", false, "lost"),
            row("true", "global", false, ""),
        ]
    );
    let closes: Vec<&Value> = chain["plugins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["closes"])
        .collect();
    assert_eq!(closes, [&json!(true), &json!(false), &json!(true)]);
    assert!(!chain.to_string().contains("planted"), "{chain}");
}
