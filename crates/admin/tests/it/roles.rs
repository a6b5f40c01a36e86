//! What whoever shows a token may, and what they see.

use serde_json::{Value, json};
use testkit::tls::Authority;

use crate::conversation::{Api, EYES, HOST, TOKEN};

const JWK: &str = r#"{"kid":"k","kty":"RSA","n":"AQ","e":"AQAB","d":"planted-jwk"}"#;

/// Entities with every kind of secret: the paths that show them.
async fn planted(api: &Api) -> Vec<String> {
    let certified = Authority::new().certify(&["app.example"]);
    let certificate = json!({ "cert": certified.certificate, "key": certified.key, "snis": ["a.example"] });
    let certificate = api.made("POST /certificates", certificate).await;
    let config =
        json!({ "user": "me", "password": "planted-password", "keys": ["planted-1", "{vault://env/x}"] });
    let plugin = json!({ "name": "secretive", "config": config });
    let plugin = api.made("POST /plugins", plugin).await;
    let key = api
        .made("POST /keys", json!({ "name": "k", "kid": "k", "jwk": JWK }))
        .await;
    let path = |kind: &str, made: &Value| format!("/{kind}/{}", made["id"].as_str().unwrap());
    vec![
        path("certificates", &certificate),
        path("plugins", &plugin),
        path("keys", &key),
        "/certificates".to_owned(),
        "/certificates/a.example".to_owned(),
        "/plugins".to_owned(),
        "/default/plugins".to_owned(),
        "/keys/k".to_owned(),
        "/keys?size=1".to_owned(),
    ]
}

// AD-08
#[tokio::test]
async fn who_may_only_read_sees_that_there_are_secrets_and_no_more() {
    let api = Api::start().await;
    for path in planted(&api).await {
        let shown = api.ask_as(EYES, &format!("GET {path}"), None).await;
        assert_eq!(shown.status, 200, "{path}");
        for secret in ["planted", "PRIVATE KEY"] {
            assert!(!shown.body.contains(secret), "{path}: {}", shown.body);
        }
        // Who may write, and so has them anyway, gets what can be written back.
        let whole = api.ask_as(TOKEN, &format!("GET {path}"), None).await;
        let has_secret = whole.body.contains("planted") || whole.body.contains("PRIVATE KEY");
        assert!(has_secret, "{path}: {}", whole.body);
        assert_eq!(whole.body, api.ask(&format!("GET {path}")).await.body, "{path}");
    }
    let plugins = api.ask_as(EYES, "GET /plugins", None).await.json();
    assert_eq!(
        plugins["data"][0]["config"],
        json!({ "user": "me", "password": "***", "keys": ["***", "***"] })
    );
    let key = api.ask_as(EYES, "GET /keys/k", None).await.json();
    assert_eq!((&key["jwk"], &key["kid"]), (&json!("***"), &json!("k")));
    let node = api.ask_as(EYES, "GET /", None).await;
    assert!(!node.body.contains(TOKEN) && !node.body.contains(EYES));
}

#[tokio::test]
async fn a_configuration_is_shown_without_secrets_as_well() {
    let api = Api::without_database(Vec::new()).await;
    let text =
        "_format_version: '3.0'\nplugins:\n- name: secretive\n  config: {password: planted-password}\n";
    assert_eq!(api.bring("POST /config", "text/yaml", text).await.status, 201);
    let shown = api.ask_as(EYES, "GET /config", None).await.json();
    let shown = shown["config"].as_str().unwrap();
    assert!(shown.contains("***") && !shown.contains("planted"), "{shown}");
    let whole = api.ask_as(TOKEN, "GET /config", None).await;
    assert!(whole.body.contains("planted-password"));
    // What was hidden is no configuration.
    let back = api.bring("POST /config", "text/yaml", shown).await;
    assert_eq!(back.status, 400, "{}", back.body);
    assert!(api.ask("GET /config").await.body.contains("planted-password"));
}

// AD-02
#[tokio::test]
async fn who_may_only_read_writes_nothing_on_loopback_either() {
    let api = Api::start().await;
    for request in [
        "POST /services",
        "PUT /services/s",
        "PATCH /services/s",
        "DELETE /services/s",
        "POST /config",
        "POST /status/ready",
        "POST /schemas/services/validate",
        "BREW /services",
    ] {
        let body = json!({ "name": "s", "host": "s.test" });
        let reply = api.ask_as(EYES, request, Some(body)).await;
        let (status, told) = reply.told();
        assert_eq!(status, 403, "{request}: {told}");
        assert!(told.contains("admin.read_only"), "{told}");
    }
    assert_eq!(api.ask("GET /services").await.json()["data"], json!([]));
    let made = api.ask_as(
        TOKEN,
        "POST /services",
        Some(json!({ "name": "s", "host": "s.test" })),
    );
    assert_eq!(made.await.status, 201);
    let options = api.ask_as(EYES, "OPTIONS /services", None).await;
    assert_eq!(options.status, 204);
}

#[tokio::test]
async fn who_comes_from_elsewhere_shows_a_token() {
    let api = Api::that_others_reach().await;
    for (token, request, status) in [
        (None, "GET /status", 200),
        (None, "GET /services", 401),
        (None, "POST /status/ready", 401),
        (Some(EYES), "GET /services", 200),
        (Some(EYES), "POST /status/ready", 403),
        (Some(TOKEN), "GET /services", 200),
        (Some(TOKEN), "POST /status/ready", 204),
        (Some("wrong"), "GET /services", 401),
        (Some("wrong"), "GET /status", 200),
    ] {
        let reply = match token {
            Some(token) => api.ask_as(token, request, None).await,
            None => api.ask(request).await,
        };
        assert_eq!(reply.status, status, "{token:?} {request}: {}", reply.body);
    }
}

// AD-29
#[tokio::test]
async fn what_is_for_debugging_is_told_to_no_stranger() {
    let api = Api::that_others_reach().await;
    for (path, status) in [
        ("/debug", 404),
        ("/debug/pprof", 404),
        ("/debug/node/log-level", 200),
        ("/timers", 404),
        ("/cache/x", 404),
        ("/metrics", 404),
        ("/default/debug", 404),
    ] {
        assert_eq!(api.ask(&format!("GET {path}")).await.status, 401, "{path}");
        let known = api.ask_as(TOKEN, &format!("GET {path}"), None).await;
        assert_eq!(known.status, status, "{path}");
    }
}

// AD-28
#[tokio::test]
async fn who_guesses_tokens_is_not_heard_for_a_while() {
    let api = Api::that_others_reach().await;
    for guess in 0..10 {
        let reply = api.ask_as(&format!("guess-{guess}"), "GET /services", None).await;
        let (status, told) = reply.told();
        assert_eq!(
            (status, told.contains("admin.wrong_token")),
            (401, true),
            "{guess}: {told}"
        );
    }
    // Right or wrong: otherwise the next guess would still tell.
    for token in ["guess-10", TOKEN, EYES] {
        let reply = api.ask_as(token, "GET /services", None).await;
        assert_eq!(reply.status, 429, "{}", reply.body);
        assert!(reply.body.contains("admin.guessed"), "{}", reply.body);
        let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
    }
    // The status is told to everybody.
    assert_eq!(api.ask("GET /status").await.status, 200);
    // Each time that the node is asked for the time, a second has gone by.
    for _ in 13..60 {
        assert_eq!(api.ask_as(TOKEN, "GET /services", None).await.status, 429);
    }
    assert_eq!(api.ask_as(TOKEN, "GET /services", None).await.status, 200);
}

/// Whoever shows nothing of ours is not counted: what a proxy writes is meant for itself.
#[tokio::test]
async fn on_loopback_guesses_are_counted_too() {
    let api = Api::start().await;
    for _ in 0..12 {
        let lines = ["GET /services HTTP/1.1", HOST, "authorization: Basic YTpi"];
        assert_eq!(api.say(&lines).await.status, 200);
    }
    for _ in 0..10 {
        assert_eq!(api.ask_as("guess", "GET /services", None).await.status, 401);
    }
    assert_eq!(api.ask_as(TOKEN, "GET /services", None).await.status, 429);
    assert_eq!(api.ask("GET /services").await.status, 200, "it shows no token");
}

#[tokio::test]
async fn a_secret_that_was_hidden_stays_as_it_is() {
    let api = Api::start().await;
    let config = json!({ "user": "me", "password": "planted", "keys": ["one", "two"] });
    let plugin = api
        .made("POST /plugins", json!({ "name": "secretive", "config": config }))
        .await;
    let path = format!("/plugins/{}", plugin["id"].as_str().unwrap());
    for (method, config, kept) in [
        (
            "PATCH",
            json!({ "user": "you", "password": "***", "keys": ["***", "2"] }),
            json!({ "user": "you", "password": "planted", "keys": ["one", "2"] }),
        ),
        (
            "PUT",
            json!({ "password": "***", "keys": ["***", "***"] }),
            json!({ "user": null, "password": "planted", "keys": ["one", "2"] }),
        ),
        (
            "PUT",
            json!({ "password": "***" }),
            json!({ "user": null, "password": "planted", "keys": null }),
        ),
    ] {
        let changed = json!({ "name": "secretive", "config": config });
        let reply = api.send(&format!("{method} {path}"), changed).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.json()["config"], kept, "{method}");
    }
    // All of it may be written back, as a tool does that changes one thing.
    let mut shown = api.ask_as(EYES, &format!("GET {path}"), None).await.json();
    shown["enabled"] = json!(false);
    let reply = api.send(&format!("PATCH {path}"), shown).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.json()["config"]["password"], "planted");
    for (method, path, config, field) in [
        ("PATCH", path.as_str(), json!({ "keys": ["***"] }), "keys"),
        ("PUT", path.as_str(), json!({ "keys": ["a", "***"] }), "keys"),
        ("POST", "/plugins", json!({ "password": "***" }), "password"),
    ] {
        let written = json!({ "name": "secretive", "instance_name": "x", "config": config });
        let reply = api.send(&format!("{method} {path}"), written).await;
        let told = reply.json();
        assert_eq!((reply.status, &told["code"]), (400, &json!(2)), "{told}");
        assert!(
            told["fields"]["config"][field].to_string().contains("***"),
            "{told}"
        );
    }
    let same = api.ask(&format!("GET {path}")).await.json();
    assert_eq!(same["config"]["password"], "planted");
}

#[tokio::test]
async fn what_is_read_without_secrets_may_be_written_back() {
    let api = Api::start().await;
    for path in planted(&api).await.iter().take(3) {
        let stored = async || {
            let mut entity = api.ask(&format!("GET {path}")).await.json();
            entity["updated_at"] = json!(null);
            entity
        };
        let before = stored().await;
        for method in ["PATCH", "PUT"] {
            let shown = api.ask_as(EYES, &format!("GET {path}"), None).await.json();
            let reply = api.send(&format!("{method} {path}"), shown).await;
            assert_eq!(reply.status, 200, "{method} {path}: {}", reply.body);
            assert_eq!(stored().await, before, "{method} {path}");
        }
    }
}

// AD-09
#[tokio::test]
async fn what_is_wrong_is_told_without_the_secrets_beside_it() {
    let api = Api::start().await;
    let certified = Authority::new().certify(&["app.example"]);
    let broken = certified.key.replace("-----END", "planted -----END");
    let config =
        json!({ "user": 7, "password": "planted-password", "keys": ["planted", 7], "secret": "planted" });
    for (request, body) in [
        ("POST /plugins", json!({ "name": "secretive", "config": config })),
        (
            "POST /plugins",
            json!({ "name": "secretive", "config": { "password": ["planted"] } }),
        ),
        (
            "POST /plugins",
            json!({ "name": "secretiv", "config": { "password": "planted" } }),
        ),
        ("POST /certificates", json!({ "cert": "planted", "key": broken })),
        ("POST /keys", json!({ "name": "k", "kid": "other", "jwk": JWK })),
        (
            "POST /keys",
            json!({ "name": "k", "kid": "k", "jwk": "{planted" }),
        ),
    ] {
        let reply = api.send(request, body).await;
        assert_eq!(reply.status, 400, "{request}: {}", reply.body);
        assert!(!reply.body.contains("planted"), "{request}: {}", reply.body);
    }
    let memory = Api::without_database(Vec::new()).await;
    let text = "_format_version: '3.0'\nplugins:\n- name: secretive\n  config: {user: [], password: planted, keys: planted}\n";
    for path in ["/config", "/config?flatten_errors=1"] {
        let reply = memory.bring(&format!("POST {path}"), "text/yaml", text).await;
        assert_eq!(reply.status, 400, "{}", reply.body);
        assert!(!reply.body.contains("planted"), "{path}: {}", reply.body);
    }
}
