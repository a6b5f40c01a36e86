use admin::{Listen, Listeners, Serves};
use serde_json::json;
use tokio::net::TcpStream;

use crate::conversation::{Api, HOST};

#[tokio::test]
async fn status_tells_what_the_node_says() {
    let api = Api::without_database(Vec::new()).await;
    for (path, requests) in [("/status", 40), ("/status/", 41), ("/status?unit=k", 42)] {
        let reply = api.say(&[&format!("GET {path} HTTP/1.1"), HOST]).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(
            reply.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(
            reply.json(),
            json!({
                "server": {
                    "connections_accepted": 7,
                    "connections_active": 3,
                    "connections_handled": 7,
                    "total_requests": requests,
                },
                "lychgate": {
                    "upstream_retries": 1,
                    "upstream_failures": 2,
                    "wire_failures": 4,
                    "panics": 5,
                    "tasks": 6,
                },
                "configuration_hash": "00000000000000000000000000000000",
            })
        );
    }
}

#[tokio::test]
async fn other_paths_and_methods_are_refused_in_kongs_words() {
    let api = Api::without_database(Vec::new()).await;
    for (line, status, message) in [
        ("GET /nothing", 404, "Not found"),
        ("POST /services/a/b", 404, "Not found"),
        ("GET /status/x", 404, "Not found"),
        ("GET /Status", 404, "Not found"),
        ("GET //status", 404, "Not found"),
        ("POST /status", 405, "Method not allowed"),
        ("DELETE /status", 405, "Method not allowed"),
        ("BREW /status", 405, "Method not allowed"),
    ] {
        let reply = api.say(&[&format!("{line} HTTP/1.1"), HOST]).await;
        assert_eq!(
            (reply.status, reply.json()),
            (status, json!({ "message": message })),
            "{line}"
        );
        assert_eq!(
            reply.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        let allow = (status == 405).then_some("GET, HEAD, OPTIONS");
        assert_eq!(reply.header("allow"), allow, "{line}");
    }
}

#[tokio::test]
async fn head_and_options_have_no_body() {
    let api = Api::without_database(Vec::new()).await;
    let head = api.say(&["HEAD /status HTTP/1.1", HOST]).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_ne!(head.header("content-length"), Some("0"));
    let options = api.say(&["OPTIONS /status HTTP/1.1", HOST]).await;
    assert_eq!((options.status, options.body.as_str()), (204, ""));
    assert_eq!(options.header("allow"), Some("GET, HEAD, OPTIONS"));
}

// AD-03, AD-04, AD-05: what the guard refuses reaches no path, not even one that does not exist.
#[tokio::test]
async fn the_guard_stands_before_every_path() {
    let api = Api::without_database(Vec::new()).await;
    for (foreign, code) in [
        (&["host: evil.example"][..], "admin.foreign_host"),
        (&[HOST, "origin: https://evil.example"], "admin.foreign_origin"),
        (&[HOST, "sec-fetch-site: cross-site"], "admin.foreign_origin"),
    ] {
        for line in [
            "GET /status HTTP/1.1",
            "OPTIONS /status HTTP/1.1",
            "POST /services HTTP/1.1",
        ] {
            let reply = api.say(&[&[line], foreign].concat()).await;
            assert_eq!(reply.status, 403, "{line} {foreign:?}");
            assert!(reply.body.contains(code), "{}", reply.body);
            assert_eq!(reply.header("access-control-allow-origin"), None);
        }
    }
}

#[tokio::test]
async fn a_stop_closes_the_port() {
    let mut api = Api::without_database(Vec::new()).await;
    let address = api.address();
    api.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let api = Api::without_database(Vec::new()).await;
    let taken = api.address();
    let error = Listeners::bind(&[Listen::on(taken, Serves::Everything)])
        .await
        .unwrap_err();
    assert_eq!(error.address, taken);
    assert!(error.to_string().contains("admin.not_bound"));
}

#[tokio::test]
async fn a_node_is_ready_until_it_is_drained() {
    let api = Api::start().await;
    for listener in [api.address(), api.status_address()] {
        let ready = api.ask_at(listener, "GET /status/ready").await;
        assert_eq!((ready.status, ready.json()), (200, json!({ "message": "ready" })));
    }
    assert_eq!(
        api.fill_in("POST /status/ready", "status=draining").await.status,
        204
    );
    let draining = api.ask_at(api.status_address(), "GET /status/ready").await;
    assert_eq!(
        (draining.status, draining.json()),
        (503, json!({ "message": "draining" }))
    );
    assert_eq!(
        api.fill_in("POST /status/ready", "status=ready").await.status,
        204
    );
    assert_eq!(api.ask("GET /status/ready").await.status, 200);

    let empty = Api::without_database(Vec::new())
        .await
        .ask("GET /status/ready")
        .await;
    let why = "no configuration available (empty configuration present)";
    assert_eq!((empty.status, empty.json()), (503, json!({ "message": why })));
}

#[tokio::test]
async fn where_the_status_is_told_nothing_else_is() {
    let api = Api::start().await;
    let status = api.status_address();
    assert_eq!(api.ask_at(status, "GET /status").await.status, 200);
    for request in [
        "GET /",
        "GET /services",
        "POST /services",
        "GET /default/services",
        "GET /tags",
    ] {
        assert_eq!(api.ask_at(status, request).await.status, 404, "{request}");
    }
}
