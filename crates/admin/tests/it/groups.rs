//! Consumer groups: who is in them, asked from either side.

use serde_json::{Value, json};

use crate::conversation::Api;

/// Two groups, and three consumers in none of them.
async fn begin() -> Api {
    let api = Api::start().await;
    for name in ["gold", "tin"] {
        api.made("POST /consumer_groups", json!({ "name": name, "tags": [name] }))
            .await;
    }
    for name in ["ada", "bob", "zoe"] {
        api.made(
            "POST /consumers",
            json!({ "username": name, "tags": [name, "all"] }),
        )
        .await;
    }
    api
}

/// The names in a list that is answered.
async fn names(api: &Api, path: &str) -> Vec<String> {
    let list = api.ask(&format!("GET {path}")).await.json();
    named(&list["data"])
}

fn named(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("{list} is no list"));
    let name = |one: &Value| {
        let name = one.get("username").or_else(|| one.get("name"));
        name.and_then(Value::as_str).unwrap().to_owned()
    };
    list.iter().map(name).collect()
}

#[tokio::test]
async fn members_come_and_go_from_either_side() {
    let api = begin().await;
    // Kong's own client sends a list, people a form or one name.
    let made = api
        .made(
            "POST /consumer_groups/gold/consumers",
            json!({ "consumer": ["bob"] }),
        )
        .await;
    assert_eq!(made["consumer_group"]["name"], "gold");
    assert_eq!(named(&made["consumers"]), ["bob"], "those that are new");
    let reply = api
        .fill_in("POST /consumer_groups/gold/consumers", "consumer=ada")
        .await;
    assert_eq!(
        (reply.status, named(&reply.json()["consumers"])),
        (201, vec!["ada".to_owned()])
    );
    let bob = &made["consumers"][0]["id"];
    let made = api
        .made(
            &format!("POST /consumers/{}/consumer_groups", bob.as_str().unwrap()),
            json!({ "group": "tin" }),
        )
        .await;
    assert_eq!(made["consumer"]["username"], "bob");
    assert_eq!(named(&made["consumer_groups"]), ["tin"]);
    assert_eq!(
        names(&api, "/consumer_groups/gold/consumers").await,
        ["ada", "bob"]
    );
    assert_eq!(names(&api, "/consumer_groups/tin/consumers").await, ["bob"]);
    assert_eq!(
        names(&api, "/consumers/bob/consumer_groups").await,
        ["gold", "tin"]
    );
    assert_eq!(names(&api, "/consumers/zoe/consumer_groups").await, [""; 0]);
    let found = api.ask("GET /consumer_groups/gold/consumers/bob").await;
    assert_eq!((found.status, &found.json()["id"]), (200, bob));
    let found = api.ask("GET /default/consumers/bob/consumer_groups/gold").await;
    assert_eq!((found.status, &found.json()["name"]), (200, &json!("gold")));
    for (path, status) in [
        ("/consumer_groups/tin/consumers/ada", 404),
        ("/consumers/ada/consumer_groups/gold", 204),
        ("/consumers/ada/consumer_groups/gold", 404),
        ("/consumer_groups/gold/consumers/bob", 204),
        ("/consumer_groups/gold/consumers/bob", 404),
        ("/consumer_groups/none/consumers/bob", 404),
        ("/consumers/bob/consumer_groups", 204),
        ("/consumers/bob/consumer_groups", 204),
        ("/consumers/none/consumer_groups", 404),
    ] {
        let reply = api.ask(&format!("DELETE {path}")).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
    }
    for name in ["gold", "tin"] {
        let path = format!("/consumer_groups/{name}/consumers");
        assert_eq!(names(&api, &path).await, [""; 0]);
    }
}

#[tokio::test]
async fn all_are_taken_in_or_none() {
    let api = begin().await;
    let gold = "POST /consumer_groups/gold/consumers";
    api.made(gold, json!({ "consumer": "bob" })).await;
    for (request, body, status, message) in [
        (
            gold,
            json!({ "consumer": ["ada", "nobody"] }),
            404,
            "Consumer 'nobody' not found",
        ),
        (
            "POST /consumers/ada/consumer_groups",
            json!({ "group": "none" }),
            404,
            "Group 'none' not found",
        ),
        (
            "POST /consumer_groups/none/consumers",
            json!({ "consumer": "ada" }),
            404,
            "Not found",
        ),
        (
            gold,
            json!({}),
            400,
            "schema violation (consumer: required field missing)",
        ),
        (
            gold,
            json!({ "consumer": [] }),
            400,
            "schema violation (consumer: required field missing)",
        ),
        (
            gold,
            json!({ "consumer": 7 }),
            400,
            "schema violation (consumer: expected a string)",
        ),
    ] {
        let reply = api.send(request, body.clone()).await;
        assert_eq!(reply.told(), (status, message.to_owned()), "{request} {body}");
    }
    let again = api.send(gold, json!({ "consumer": ["ada", "bob"] })).await;
    assert_eq!(
        (again.status, &again.json()["code"]),
        (409, &json!(5)),
        "{}",
        again.body
    );
    assert_eq!(names(&api, "/consumer_groups/gold/consumers").await, ["bob"]);
    // Twice the same is once.
    let twice = api.made(gold, json!({ "consumer": ["zoe", "zoe"] })).await;
    assert_eq!(named(&twice["consumers"]), ["zoe"]);
}

#[tokio::test]
async fn a_group_is_shown_with_its_consumers_and_plugins() {
    let api = begin().await;
    api.made(
        "POST /consumer_groups/gold/consumers",
        json!({ "consumer": ["ada", "bob"] }),
    )
    .await;
    let group = api.ask("GET /consumer_groups/gold").await.json();
    assert_eq!(group["consumer_group"]["name"], "gold");
    assert_eq!(named(&group["consumers"]), ["ada", "bob"]);
    assert_eq!(group["plugins"], json!([]));
    let id = group["consumer_group"]["id"].as_str().unwrap();
    let short = api
        .ask(&format!("GET /consumer_groups/{id}?list_consumers=false"))
        .await
        .json();
    assert_eq!(short["consumer_group"], group["consumer_group"]);
    assert_eq!(
        (short.get("consumers"), short.get("plugins")),
        (None, Some(&json!([])))
    );
    assert_eq!(api.ask("GET /consumer_groups/none").await.status, 404);
    // Lists and changes show the group alone.
    assert_eq!(names(&api, "/consumer_groups").await, ["gold", "tin"]);
    let changed = api
        .made("PATCH /consumer_groups/tin", json!({ "tags": null }))
        .await;
    assert_eq!(
        (&changed["name"], &changed["tags"]),
        (&json!("tin"), &json!(null))
    );
    // Plugins for a group are listed with it, one of each for each place.
    assert_eq!(names(&api, "/consumer_groups/gold/plugins").await, [""; 0]);
    let sample = json!({ "name": "sample" });
    let made = api
        .made("POST /consumer_groups/gold/plugins", sample.clone())
        .await;
    let gold = &group["consumer_group"]["id"];
    assert_eq!(&made["consumer_group"]["id"], gold);
    assert_eq!(names(&api, "/consumer_groups/gold/plugins").await, ["sample"]);
    let again = api
        .send("POST /consumer_groups/gold/plugins", sample.clone())
        .await;
    assert_eq!(again.status, 409);
    api.made("POST /consumer_groups/tin/plugins", sample.clone())
        .await;
    api.made("POST /plugins", sample).await;
    let both = json!({ "name": "sample", "consumer": { "username": "ada" } });
    let refused = api.send("POST /consumer_groups/gold/plugins", both).await;
    assert_eq!(
        refused.told(),
        (
            400,
            "schema violation (a plugin is for a consumer or for a consumer group)".to_owned()
        )
    );
}

#[tokio::test]
async fn members_are_listed_in_pages_and_by_tags() {
    let api = begin().await;
    api.made(
        "POST /consumer_groups/gold/consumers",
        json!({ "consumer": ["zoe", "ada", "bob"] }),
    )
    .await;
    let path = "/consumer_groups/gold/consumers";
    let first = api.ask(&format!("GET {path}?size=2")).await.json();
    assert_eq!(named(&first["data"]), ["ada", "bob"]);
    let offset = first["offset"].as_str().unwrap();
    assert_eq!(first["next"], format!("{path}?offset={offset}"));
    assert_eq!(names(&api, &format!("{path}?offset={offset}")).await, ["zoe"]);
    assert_eq!(names(&api, &format!("{path}?tags=zoe/bob")).await, ["bob", "zoe"]);
    assert_eq!(names(&api, &format!("{path}?tags=all,ada")).await, ["ada"]);
    assert_eq!(api.ask(&format!("GET {path}?size=0")).await.status, 400);
    assert_eq!(api.ask(&format!("PUT {path}")).await.status, 405);
    assert_eq!(api.ask(&format!("PATCH {path}/ada")).await.status, 405);
}

#[tokio::test]
async fn memberships_end_with_either() {
    let api = begin().await;
    for group in ["gold", "tin"] {
        let path = format!("POST /consumer_groups/{group}/consumers");
        api.made(&path, json!({ "consumer": ["ada", "bob"] })).await;
    }
    assert_eq!(api.ask("DELETE /consumers/ada").await.status, 204);
    assert_eq!(api.ask("DELETE /consumer_groups/tin").await.status, 204);
    assert_eq!(names(&api, "/consumer_groups/gold/consumers").await, ["bob"]);
    assert_eq!(names(&api, "/consumers/bob/consumer_groups").await, ["gold"]);
    // Nobody of another workspace can be taken in.
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    let stranger = api
        .send(
            "POST /team/consumer_groups/gold/consumers",
            json!({ "consumer": "bob" }),
        )
        .await;
    assert_eq!(stranger.status, 404);
    api.made("POST /team/consumer_groups", json!({ "name": "gold" }))
        .await;
    let stranger = api
        .send(
            "POST /team/consumer_groups/gold/consumers",
            json!({ "consumer": "bob" }),
        )
        .await;
    assert_eq!(stranger.told(), (404, "Consumer 'bob' not found".to_owned()));
}

#[tokio::test]
async fn without_a_database_members_are_read_and_not_written() {
    let api = Api::without_database(Vec::new()).await;
    let file = "_format_version: '3.0'\nconsumer_groups: [{name: gold}]\nconsumers: \
                [{username: bob, groups: [gold]}, {username: ada}]\n";
    let configured = api.bring("POST /config", "text/yaml", file).await;
    assert_eq!(configured.status, 201, "{}", configured.body);
    assert_eq!(names(&api, "/consumer_groups/gold/consumers").await, ["bob"]);
    for request in [
        "POST /consumer_groups/gold/consumers",
        "DELETE /consumer_groups/gold/consumers",
        "DELETE /consumers/bob/consumer_groups/gold",
    ] {
        let reply = api.send(request, json!({ "consumer": "ada" })).await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (405, &json!(12)),
            "{request}"
        );
    }
}
