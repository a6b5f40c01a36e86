//! What a node tells of itself, and what it is told about its log.

use serde_json::json;

use crate::conversation::{Api, HOST};

#[tokio::test]
async fn what_the_node_is_does_not_depend_on_the_workspace() {
    let api = Api::with_server().await;
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    api.made("POST /team/plugins", json!({ "name": "sample" })).await;
    let node = api.ask("GET /").await.json();
    for path in ["/kong", "/team/kong", "/default/kong/"] {
        assert_eq!(api.ask(&format!("GET {path}")).await.json(), node, "{path}");
    }
    assert_eq!(node["plugins"]["enabled_in_cluster"], json!(["sample"]));
    let configuration = &node["configuration"];
    assert_eq!(
        (
            &configuration["admin_listen"],
            &configuration["admin_listeners"],
            &configuration["admin_gui_listeners"]
        ),
        (
            &json!(["127.0.0.1:8001"]),
            &json!([{
                "ip": "127.0.0.1", "port": 8001, "ssl": false, "http2": false, "listener": "127.0.0.1:8001",
            }]),
            &json!([{
                "ip": "127.0.0.1", "port": 8002, "ssl": false, "http2": false, "listener": "127.0.0.1:8002",
            }]),
        )
    );
    let settings: Vec<_> = configuration.as_object().unwrap().iter().collect();
    let of_database = settings.into_iter().filter(|(name, _)| name.starts_with("pg_"));
    let of_database: serde_json::Map<_, _> = of_database
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    assert_eq!(
        json!(of_database),
        json!({
            "pg_host": "db.example", "pg_port": 5432, "pg_user": "kong", "pg_password": "******",
            "pg_database": "kong", "pg_schema": "public", "pg_ssl": true, "pg_ssl_verify": false,
        })
    );
    let other = Api::start().await;
    let node = other.ask("GET /").await.json();
    assert_eq!(node["configuration"].get("pg_host"), None);
}

/// A second goes by each time that the sample node looks at its clock.
#[tokio::test]
async fn an_answer_says_how_long_it_took_if_that_is_wanted() {
    let api = Api::with_server().await;
    for (request, took) in [
        ("GET /services", "1000"),
        ("GET /nothing", "1000"),
        ("OPTIONS /services", "1000"),
    ] {
        let reply = api.ask(request).await;
        assert_eq!(reply.header("x-kong-admin-latency"), Some(took), "{request}");
    }
    let page = api
        .say(&["GET / HTTP/1.1", HOST, "origin: https://a.example"])
        .await;
    assert_eq!(
        (page.status, page.header("x-kong-admin-latency")),
        (403, Some("1000"))
    );
    let silent = Api::start().await;
    assert_eq!(
        silent.ask("GET /services").await.header("x-kong-admin-latency"),
        None
    );
}

#[tokio::test]
async fn what_the_log_tells_is_changed_for_a_while() {
    let api = Api::start().await;
    let level = async || api.ask("GET /debug/node/log-level").await.told().1;
    assert_eq!(level().await, "log level: notice");
    for (path, status, message) in [
        ("notice", 200, "log level is already notice"),
        ("loud", 400, "unknown log level: loud"),
        ("debug?timeout=13", 400, "unknown log level: debug"),
        (
            "debug?timeout=0",
            400,
            "timeout must be a whole number of seconds from 1 to 86400",
        ),
        (
            "debug?timeout=x",
            400,
            "timeout must be a whole number of seconds from 1 to 86400",
        ),
        ("debug", 200, "log level changed"),
        ("debug", 200, "log level is already debug"),
    ] {
        let reply = api.ask(&format!("PUT /debug/node/log-level/{path}")).await;
        assert_eq!(reply.told(), (status, message.to_owned()), "{path}");
    }
    assert_eq!(level().await, "log level: debug");
    let unlucky = api
        .send("PUT /debug/node/log-level/notice", json!({ "timeout": 13 }))
        .await;
    assert_eq!(unlucky.status, 400);
    let changed = api
        .fill_in("PUT /debug/node/log-level/notice", "timeout=14")
        .await;
    assert_eq!(changed.status, 200);
    assert_eq!(level().await, "log level: notice");
    assert_eq!(api.ask("GET /debug/node/log-level/debug").await.status, 405);
    // Who may read how the node is may not change what it tells.
    for request in [
        "GET /debug/node/log-level",
        "PUT /debug/node/log-level/debug",
        "GET /status/dns",
    ] {
        let reply = api.ask_at(api.status_address(), request).await;
        assert_eq!(reply.status, 404, "{request}");
    }
}

#[tokio::test]
async fn what_is_not_here_says_so_in_kongs_words() {
    let api = Api::start().await;
    let wasm = "this endpoint is only available when wasm is enabled";
    let control_plane =
        "this endpoint is only available when Kong is configured to run as Control Plane for the cluster";
    for (request, status, message) in [
        ("GET /filter-chains", 400, wasm),
        ("POST /filter-chains", 400, wasm),
        ("PUT /services/s/filter-chains/f", 400, wasm),
        ("GET /routes/r/filters/enabled", 400, wasm),
        ("GET /clustering/data-planes", 400, control_plane),
        ("GET /clustering/status", 400, control_plane),
        (
            "GET /status/dns",
            501,
            "not implemented with the legacy DNS client",
        ),
        ("GET /timers", 404, "Not found"),
        ("GET /cache/services:a", 404, "Not found"),
        ("DELETE /cache", 404, "Not found"),
        ("GET /schemas/filters/f", 404, "Not found"),
        ("GET /plugins/schema/none", 404, "No plugin named 'none'"),
        ("GET /certificates/a.example", 404, "SNI not found"),
    ] {
        assert_eq!(
            api.ask(request).await.told(),
            (status, message.to_owned()),
            "{request}"
        );
    }
    let robots = api.ask("GET /robots.txt").await;
    assert_eq!(
        (robots.header("content-type"), robots.body.as_str()),
        (Some("text/plain"), "User-agent: *\nDisallow: /\n")
    );
    let options = api.ask("GET /plugins/schema/sample").await.json();
    let names: Vec<&String> = options["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|field| field.as_object()?.keys().next())
        .collect();
    assert_eq!(
        (&options["type"], names),
        (
            &json!("record"),
            ["scopes", "limit", "strict", "nested", "ca_certificates"]
                .map(str::to_owned)
                .iter()
                .collect()
        )
    );
}
