//! Rows as the tables of the interface send them back: searched, whole, and with explicit nulls.

use serde_json::{Value, json};
use testkit::tls::Authority;

use crate::conversation::Api;

/// One of each kind that it shows, as it makes them: the kind's path, what people search it by, and its row.
async fn rows(api: &Api) -> Vec<(&'static str, &'static str, Value)> {
    let certified = Authority::new().certify(&["app.example"]);
    let jwk = json!({ "kid": "one", "kty": "OKP", "crv": "Ed25519", "x": "AQ" }).to_string();
    let mut rows = Vec::new();
    for (path, called, body) in [
        (
            "services",
            "a",
            json!({ "name": "a", "url": "http://a.example", "port": 8080, "tags": [] }),
        ),
        (
            "upstreams",
            "u",
            json!({
                "name": "u", "slots": 10000, "algorithm": "round-robin", "hash_on": "none", "hash_fallback": "none",
                "healthchecks": { "threshold": 0 }, "client_certificate": null, "host_header": null, "tags": null,
            }),
        ),
        (
            "consumers",
            "bob",
            json!({ "username": "bob", "custom_id": null, "tags": null }),
        ),
        ("consumer_groups", "gold", json!({ "name": "gold" })),
        ("key-sets", "set", json!({ "name": "set", "tags": null })),
        (
            "keys",
            "one",
            json!({ "name": "one", "kid": "one", "jwk": jwk, "pem": null, "set": null }),
        ),
        (
            "vaults",
            "mine",
            json!({
                "prefix": "mine", "name": "env", "description": null, "tags": [], "config": { "prefix": "A_" },
            }),
        ),
        (
            "certificates",
            "app.example",
            json!({
                "cert": certified.certificate, "key": certified.key, "cert_alt": null, "key_alt": null,
                "snis": ["app.example"], "tags": null,
            }),
        ),
        (
            "routes",
            "r",
            json!({
                "name": "r", "protocols": ["http", "https"], "methods": null, "hosts": null, "paths": ["/r"],
                "headers": null, "sources": null, "destinations": null, "snis": null, "service": null, "tags": null,
                "https_redirect_status_code": 426, "regex_priority": 0, "path_handling": "v0", "strip_path": true,
                "preserve_host": false, "request_buffering": true, "response_buffering": true,
            }),
        ),
        (
            "plugins",
            "mine",
            json!({
                "name": "sample", "instance_name": "mine", "enabled": true, "protocols": ["http", "https"],
                "route": null, "service": null, "consumer": null, "consumer_group": null, "tags": null,
                "config": {
                    "scopes": ["openid"], "limit": 30, "strict": false, "nested": { "place": null, "word": null },
                    "ca_certificates": null,
                },
            }),
        ),
    ] {
        let row = api.made(&format!("POST /{path}"), body).await;
        rows.push((path, called, row));
    }
    rows
}

/// The search of the community edition asks for one entity by whatever was typed.
#[tokio::test]
async fn whatever_is_typed_is_found_exactly_or_not_at_all() {
    let api = Api::start().await;
    for (path, called, row) in rows(&api).await {
        let shown = |found: Value| match path {
            "consumer_groups" => found["consumer_group"].clone(),
            _ => found,
        };
        for typed in [called, row["id"].as_str().unwrap()] {
            let found = api.ask(&format!("GET /{path}/{typed}")).await;
            assert_eq!(
                (found.status, shown(found.json())),
                (200, row.clone()),
                "{path}/{typed}"
            );
        }
        for typed in [
            "nothing",
            "a%2Fb%3F%20%F0%9F%98%80",
            "00000000-0000-4000-8000-00000000ffff",
            "%25",
        ] {
            let found = api.ask(&format!("GET /{path}/{typed}")).await;
            assert_eq!(found.status, 404, "{path}/{typed}: {}", found.body);
        }
        for query in [
            "sort_desc=1&size=30",
            "sort_by=name&size=30",
            "size=1000",
            "size=50",
            "name=a&sort_desc=1",
            "counter=true",
        ] {
            let list = api.ask(&format!("GET /{path}?{query}")).await;
            assert_eq!(
                (list.status, &list.json()["data"][0]["id"]),
                (200, &row["id"]),
                "{path}?{query}"
            );
        }
    }
    assert_eq!(
        api.ask("GET /snis/app.example").await.json()["name"],
        json!("app.example")
    );
}

/// A switch in a list sends the row back as it came, with what nobody can write.
#[tokio::test]
async fn a_whole_row_may_be_sent_back() {
    let api = Api::start().await;
    for (path, called, row) in rows(&api).await {
        let mut sent = row.clone();
        if let Some(enabled) = sent.get_mut("enabled") {
            *enabled = json!(false);
        }
        for (method, name) in [
            ("PATCH", row["id"].as_str().unwrap()),
            ("PATCH", called),
            ("PUT", row["id"].as_str().unwrap()),
        ] {
            let mut changed = api.made(&format!("{method} /{path}/{name}"), sent.clone()).await;
            assert!(
                changed["updated_at"].as_f64() > row["updated_at"].as_f64(),
                "{path}: {changed}"
            );
            changed["updated_at"] = row["updated_at"].clone();
            assert_eq!(changed, sent, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn parts_of_records_are_filled_and_merged() {
    let api = Api::start().await;
    let upstream = rows(&api)
        .await
        .into_iter()
        .find(|(path, ..)| *path == "upstreams");
    let (_, _, upstream) = upstream.unwrap();
    let checks = &upstream["healthchecks"];
    assert_eq!(
        (
            &checks["threshold"],
            &checks["active"]["type"],
            &checks["active"]["healthy"]["http_statuses"],
            &checks["active"]["unhealthy"]["http_statuses"],
            &checks["passive"]["unhealthy"]["http_statuses"],
            &checks["active"]["https_sni"],
        ),
        (
            &json!(0),
            &json!("http"),
            &json!([200, 302]),
            &json!([429, 404, 500, 501, 502, 503, 504, 505]),
            &json!([429, 500, 503]),
            &json!(null),
        )
    );
    let part = json!({ "healthchecks": { "active": { "healthy": { "http_statuses": [204] } } } });
    let changed = api.made("PATCH /upstreams/u", part).await;
    let mut expected = upstream.clone();
    expected["healthchecks"]["active"]["healthy"]["http_statuses"] = json!([204]);
    expected["updated_at"] = changed["updated_at"].clone();
    assert_eq!(changed, expected);
    // It repeats the upstream that stands in the path, and leaves the port to us.
    let target =
        json!({ "target": "10.0.0.1", "weight": 100, "tags": null, "upstream": { "id": upstream["id"] } });
    let target = api.made("POST /upstreams/u/targets", target).await;
    assert_eq!(
        (&target["target"], &target["upstream"]),
        (&json!("10.0.0.1:8000"), &json!({ "id": upstream["id"] }))
    );
    let id = target["id"].as_str().unwrap();
    let part = api
        .made(&format!("PATCH /upstreams/u/targets/{id}"), target.clone())
        .await;
    assert_eq!(part["target"], target["target"]);
}
