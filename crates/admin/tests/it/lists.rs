//! Lists, page by page and by tags.

use serde_json::{Value, json};

use crate::conversation::Api;

#[tokio::test]
async fn lists_are_read_page_by_page() {
    let api = Api::start().await;
    for number in 0..5 {
        let tags = if number % 2 == 0 {
            ["even", "all"]
        } else {
            ["odd", "all"]
        };
        let consumer = json!({ "username": format!("c{number}"), "tags": tags });
        api.made("POST /consumers", consumer).await;
    }
    let names = |list: &Value| -> Vec<String> {
        let data = list["data"].as_array().unwrap().iter();
        data.map(|one| one["username"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = api.ask("GET /consumers").await.json();
    assert_eq!(names(&whole), ["c0", "c1", "c2", "c3", "c4"]);
    assert_eq!((&whole["next"], whole.get("offset")), (&json!(null), None));
    let first = api.ask("GET /consumers?size=2&tags=all").await.json();
    assert_eq!(names(&first), ["c0", "c1"]);
    let offset = first["offset"].as_str().unwrap();
    assert_eq!(
        first["next"],
        json!(format!("/consumers?offset={offset}&tags=all&size=2"))
    );
    let second = api
        .ask(&format!("GET {}", first["next"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(names(&second), ["c2", "c3"]);
    let last = api
        .ask(&format!("GET {}", second["next"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(
        (names(&last), &last["next"]),
        (vec!["c4".to_owned()], &json!(null))
    );
    for (query, found) in [
        ("tags=even,all", &["c0", "c2", "c4"][..]),
        ("tags=odd/even", &["c0", "c1", "c2", "c3", "c4"]),
        ("tags=odd,even", &[]),
        ("tags=none", &[]),
        ("name=c0", &["c0", "c1", "c2", "c3", "c4"]),
    ] {
        assert_eq!(
            names(&api.ask(&format!("GET /consumers?{query}")).await.json()),
            found,
            "{query}"
        );
    }
    let within = api.ask("GET /default/consumers?size=4").await.json();
    assert!(
        within["next"]
            .as_str()
            .unwrap()
            .starts_with("/default/consumers?offset=")
    );
    for (query, body) in [
        (
            "size=x",
            json!({ "code": 9, "name": "invalid size", "message": "size must be a number" }),
        ),
        (
            "offset=x",
            json!({
                "code": 7, "name": "invalid offset",
                "message": "'x' is not a valid offset: bad base64 encoding",
            }),
        ),
        (
            "tags=",
            json!({
                "code": 11, "name": "invalid options", "message": "invalid option (tags: cannot be null)",
                "options": { "tags": "cannot be null" },
            }),
        ),
    ] {
        let reply = api.ask(&format!("GET /consumers?{query}")).await;
        assert_eq!((reply.status, reply.json()), (400, body), "{query}");
    }
}

#[tokio::test]
async fn tags_tell_what_is_tagged() {
    let api = Api::start().await;
    let service = json!({ "name": "s", "host": "a.test", "tags": ["b", "a"] });
    let service = api.made("POST /services", service).await["id"].clone();
    let consumer = json!({ "username": "c", "tags": ["b"] });
    let consumer = api.made("POST /consumers", consumer).await["id"].clone();
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    api.made("POST /team/consumers", json!({ "username": "c", "tags": ["b"] }))
        .await;
    let row = |tag: &str, kind: &str, id: &Value| json!({ "tag": tag, "entity_name": kind, "entity_id": id });
    let all = [
        row("a", "services", &service),
        row("b", "consumers", &consumer),
        row("b", "services", &service),
    ];
    let whole = api.ask("GET /tags").await.json();
    assert_eq!(whole, json!({ "data": all, "next": null }));
    assert_eq!(
        api.ask("GET /tags/b?size=1000").await.json()["data"],
        json!(all[1..])
    );
    assert_eq!(
        api.ask("GET /tags/none").await.json(),
        json!({ "data": [], "next": null })
    );
    let mut next = "/tags?size=1".to_owned();
    for expected in &all {
        let page = api.ask(&format!("GET {next}")).await.json();
        assert_eq!(page["data"], json!([expected]));
        page["next"].as_str().unwrap_or_default().clone_into(&mut next);
    }
    assert_eq!(next, "");
    assert_eq!(api.ask("GET /tags?offset=x").await.json()["code"], 7);
    assert_eq!(api.ask("POST /tags").await.status, 405);
}

#[tokio::test]
async fn a_consumer_is_found_by_what_others_call_it() {
    let api = Api::start().await;
    let ann = api
        .made(
            "POST /consumers",
            json!({ "username": "ann", "custom_id": "1 & 2" }),
        )
        .await;
    let found = api.ask("GET /consumers?custom_id=1%20%26%202").await.json();
    assert_eq!(found, json!({ "data": [ann], "next": null }));
    let nobody = api.ask("GET /consumers?custom_id=1").await.json();
    assert_eq!(nobody, json!({ "data": [], "next": null }));
    let empty = api.ask("GET /consumers?custom_id=").await;
    assert_eq!(
        empty.told(),
        (400, "custom_id must be an unempty string".to_owned())
    );
}

#[tokio::test]
async fn the_targets_of_an_upstream_tell_their_health() {
    let api = Api::start().await;
    let upstream = api.made("POST /upstreams", json!({ "name": "pool" })).await["id"].clone();
    let mut made = Vec::new();
    for (target, weight) in [
        ("10.1.2.3:8001", 30),
        ("[2001:db8::1]:443", 0),
        ("name.test:80", 5),
    ] {
        let target = json!({ "target": target, "weight": weight });
        made.push(api.made("POST /upstreams/pool/targets", target).await);
    }
    let whole = api.ask("GET /upstreams/pool/health").await.json();
    assert!(whole["node_id"].is_string() && whole["next"].is_null(), "{whole}");
    let data = whole["data"].as_array().unwrap();
    assert_eq!(data.len(), 3);
    for (told, made) in data.iter().zip(&made) {
        assert_eq!(told["health"], "HEALTHCHECKS_OFF");
        for field in ["id", "target", "weight", "upstream"] {
            assert_eq!(told[field], made[field], "{field}");
        }
    }
    let addresses: Vec<&Value> = data.iter().map(|told| &told["data"]["addresses"]).collect();
    assert_eq!(
        addresses[0][0],
        json!({ "ip": "10.1.2.3", "port": 8001, "weight": 30, "health": "HEALTHCHECKS_OFF" })
    );
    assert_eq!(addresses[1][0]["ip"], "2001:db8::1");
    assert_eq!(addresses[2], &json!([]));
    let next = api.ask("GET /upstreams/pool/health?size=2").await.json()["next"].clone();
    let rest = api.ask(&format!("GET {}", next.as_str().unwrap())).await.json();
    assert_eq!(rest["data"].as_array().map(Vec::len), Some(1));
    let balancer = api
        .ask("GET /upstreams/pool/health?balancer_health=1")
        .await
        .json();
    assert_eq!(
        (&balancer["data"]["id"], &balancer["data"]["health"]),
        (&upstream, &json!("HEALTHCHECKS_OFF"))
    );
    assert_eq!(api.ask("GET /upstreams/none/health").await.status, 404);
}
