//! Paths that plugins answer.

use serde_json::json;

use crate::conversation::{Api, EYES, HOST};

#[tokio::test]
async fn plugins_answer_at_paths_of_their_own() {
    let api = Api::start().await;
    let thing = api.ask("GET /sample/things/a%2Fb?x=1").await;
    assert_eq!(thing.status, 200);
    assert_eq!(thing.header("content-type"), Some("application/sample+json"));
    assert_eq!(thing.header("cache-control"), Some("no-store"));
    assert_eq!(
        thing.json(),
        json!(["/sample/things/{thing}", ["thing=a/b"], "x=1", null])
    );
    let head = api.ask("HEAD /sample/things/a").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let gone = api.ask("DELETE /sample/things/a").await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    let checked = api
        .bring("POST /sample/check", "application/json", r#"{"issuer":"x"}"#)
        .await;
    assert_eq!(
        checked.json(),
        json!(["/sample/check", [], null, { "issuer": "x" }])
    );
    let broken = api.bring("POST /sample/check", "application/json", "{").await;
    assert_eq!(broken.status, 400);
}

#[tokio::test]
async fn whoever_only_reads_is_shown_what_is_for_readers() {
    let api = Api::start().await;
    let token = format!("kong-admin-token: {EYES}");
    for (request, expected) in [
        ("GET /sample/seen", 200),
        // A look that changes something.
        ("GET /sample/things/a", 403),
        ("DELETE /sample/things/a", 403),
    ] {
        let line = format!("{request} HTTP/1.1");
        let reply = api.say(&[&line, HOST, &token]).await;
        assert_eq!(reply.status, expected, "{request}: {}", reply.body);
    }
}

#[tokio::test]
async fn what_they_do_not_answer_is_told() {
    let api = Api::start().await;
    let allowed = api.ask("OPTIONS /sample/things/a").await;
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("allow"), Some("DELETE, GET, HEAD, OPTIONS"));
    let put = api.ask("PUT /sample/things/a").await;
    assert_eq!(put.status, 405);
    assert_eq!(put.header("allow"), Some("DELETE, GET, HEAD, OPTIONS"));
    assert_eq!(api.ask("GET /sample").await.status, 404);
    assert_eq!(api.ask("GET /default/sample/things/a").await.status, 200);
    let nowhere = api.ask("GET /nowhere/sample/things/a").await;
    assert_eq!(nowhere.status, 404);
    let listed = api.ask("GET /endpoints").await.json();
    let listed = listed["data"].as_array().unwrap();
    let times = listed
        .iter()
        .filter(|path| **path == "/sample/things/{thing}")
        .count();
    assert_eq!(times, 1);
}

#[tokio::test]
async fn what_is_for_watchers_is_told_where_the_status_is_to_whoever_asks() {
    let (api, reached) = (Api::start().await, Api::that_others_reach().await);
    for api in [&api, &reached] {
        let told = api.ask_at(api.status_address(), "GET /sample/figures").await;
        assert_eq!((told.status, told.body.as_str()), (200, "figures 1\n"));
        assert_eq!(told.header("content-type"), Some("text/sample; version=1"));
    }
    for (request, here, from_elsewhere) in [
        ("HEAD /sample/figures", 200, 200),
        ("POST /sample/figures", 405, 401),
        ("GET /sample/seen", 404, 401),
        ("GET /sample/things/a", 404, 401),
        ("GET /default/sample/figures", 404, 401),
    ] {
        assert_eq!(
            api.ask_at(api.status_address(), request).await.status,
            here,
            "{request}"
        );
        let reply = reached.ask_at(reached.status_address(), request).await;
        assert_eq!(reply.status, from_elsewhere, "{request}");
    }
    // Elsewhere it is for readers.
    assert_eq!(api.ask("GET /sample/figures").await.status, 200);
    assert_eq!(reached.ask("GET /sample/figures").await.status, 401);
}
