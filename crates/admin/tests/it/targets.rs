//! Targets: the newest first, by their addresses, and what is said of their health.

use serde_json::{Value, json};

use crate::conversation::Api;

/// How Kong writes `[::1]:81`.
const LOOPBACK: &str = "[0000:0000:0000:0000:0000:0000:0000:0001]:81";

/// An upstream with three targets, of which the last one is made last.
async fn begin() -> Api {
    let api = Api::start().await;
    api.made("POST /upstreams", json!({ "name": "shop.upstream" }))
        .await;
    api.made("POST /upstreams", json!({ "name": "other" })).await;
    for target in ["10.0.0.1", "shop.example:80", LOOPBACK] {
        api.made(
            "POST /upstreams/shop.upstream/targets",
            json!({ "target": target }),
        )
        .await;
    }
    api
}

fn addresses(list: &Value) -> Vec<&str> {
    let list = list["data"].as_array().unwrap();
    list.iter().map(|one| one["target"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_newest_come_first_in_pages_by_number() {
    let api = begin().await;
    let path = "/upstreams/shop.upstream/targets";
    let whole = api.ask(&format!("GET {path}")).await.json();
    assert_eq!(addresses(&whole), [LOOPBACK, "shop.example:80", "10.0.0.1:8000"]);
    assert_eq!(whole["next"], json!(null));
    let first = api.ask(&format!("GET {path}?size=2")).await.json();
    assert_eq!(addresses(&first), [LOOPBACK, "shop.example:80"]);
    assert_eq!(
        (&first["offset"], &first["next"]),
        (&json!("2"), &json!(format!("{path}?offset=2")))
    );
    let second = api.ask(&format!("GET {path}?size=2&offset=2")).await.json();
    assert_eq!(addresses(&second), ["10.0.0.1:8000"]);
    let behind = api.ask(&format!("GET {path}?offset=7")).await.json();
    assert_eq!(addresses(&behind), [""; 0]);
    let wrong = api.ask(&format!("GET {path}?offset=x")).await;
    assert_eq!((wrong.status, &wrong.json()["code"]), (400, &json!(7)));
    let all = api.ask(&format!("GET {path}/all")).await.json();
    assert_eq!(addresses(&all), ["10.0.0.1:8000", "shop.example:80", LOOPBACK]);
    let first = api.ask(&format!("GET {path}/all?size=1")).await.json();
    let offset = first["offset"].as_str().unwrap();
    assert_eq!(first["next"], format!("{path}/all?offset={offset}"));
    assert_eq!(api.ask("GET /upstreams/none/targets").await.status, 404);
    assert_eq!(api.ask("GET /upstreams/none/targets/all").await.status, 404);
}

#[tokio::test]
async fn a_target_is_called_by_its_address_below_its_upstream() {
    let api = begin().await;
    let path = "/upstreams/shop.upstream/targets";
    for (called, address) in [
        ("10.0.0.1", "10.0.0.1:8000"),
        ("10.0.0.1:8000", "10.0.0.1:8000"),
        ("shop.example:80", "shop.example:80"),
        ("%5B::1%5D:81", LOOPBACK),
    ] {
        let found = api.ask(&format!("GET {path}/{called}")).await;
        assert_eq!(
            (found.status, &found.json()["target"]),
            (200, &json!(address)),
            "{called}"
        );
    }
    let changed = api
        .made(&format!("PATCH {path}/shop.example:80"), json!({ "weight": 7 }))
        .await;
    assert_eq!(
        (&changed["target"], &changed["weight"]),
        (&json!("shop.example:80"), &json!(7))
    );
    let put = api
        .made(
            &format!("PUT {path}/10.0.0.1"),
            json!({ "weight": 3, "target": "b:1" }),
        )
        .await;
    assert_eq!(
        (&put["target"], &put["weight"]),
        (&json!("10.0.0.1:8000"), &json!(3))
    );
    for (request, status) in [
        ("GET /upstreams/other/targets/10.0.0.1", 404),
        ("PUT /upstreams/other/targets/10.0.0.1", 404),
        ("PUT /upstreams/shop.upstream/targets/new.example", 404),
        ("DELETE /upstreams/other/targets/10.0.0.1", 404),
        ("DELETE /upstreams/shop.upstream/targets/10.0.0.1", 204),
        ("DELETE /upstreams/shop.upstream/targets/10.0.0.1", 404),
        ("GET /targets", 404),
    ] {
        let reply = api.send(request, json!({ "target": "10.0.0.1" })).await;
        assert_eq!(reply.status, status, "{request}: {}", reply.body);
    }
}

#[tokio::test]
async fn nobody_looks_after_targets_and_that_is_said() {
    let api = begin().await;
    let nobody = (400, "no healthchecker found for shop.upstream".to_owned());
    let nothing = (404, "Not found".to_owned());
    let id = api.ask("GET /upstreams/shop.upstream/targets").await.json()["data"][0]["id"].clone();
    for (target, told) in [
        ("10.0.0.1/healthy", &nobody),
        ("10.0.0.1:8000/unhealthy", &nobody),
        ("10.0.0.1/10.0.0.1:8000/healthy", &nobody),
        ("10.0.0.1/10.0.0.2:8000/healthy", &nothing),
        ("shop.example:80/10.0.0.2:80/unhealthy", &nobody),
        (&format!("{}/healthy", id.as_str().unwrap()), &nobody),
        ("none.example/healthy", &nothing),
    ] {
        let path = format!("/upstreams/shop.upstream/targets/{target}");
        assert_eq!(api.ask(&format!("PUT {path}")).await.told(), *told, "{target}");
        assert_eq!(api.ask(&format!("POST {path}")).await.status, 405, "{target}");
    }
    let elsewhere = api.ask("PUT /upstreams/none/targets/10.0.0.1/healthy").await;
    assert_eq!(elsewhere.told(), nothing);
}
