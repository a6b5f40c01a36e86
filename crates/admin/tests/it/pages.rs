//! What browsers are told when a page calls.

use crate::conversation::{Api, HOST, PAGE};

// AD-03, AD-05
#[tokio::test]
async fn a_page_of_ours_may_read_every_answer_and_others_none() {
    let api = Api::start().await;
    let ours = format!("origin: {PAGE}");
    for (line, status) in [
        ("GET /services HTTP/1.1", 200),
        ("GET /services/nobody HTTP/1.1", 404),
        ("DELETE /status HTTP/1.1", 405),
        ("POST /services HTTP/1.1", 400),
        ("OPTIONS /services HTTP/1.1", 204),
    ] {
        let reply = api.say(&[line, HOST, &ours, "sec-fetch-site: cross-site"]).await;
        assert_eq!(reply.status, status, "{line}");
        assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE), "{line}");
        assert_eq!(
            reply.header("access-control-allow-credentials"),
            Some("true"),
            "{line}"
        );
        assert_eq!(reply.header("vary"), Some("Origin"), "{line}");

        let tool = api.say(&[line, HOST]).await;
        assert_eq!(tool.status, status, "{line}");
        assert_eq!(tool.header("access-control-allow-origin"), None, "{line}");
        assert_eq!(tool.header("vary"), Some("Origin"), "{line}");

        let foreign = api.say(&[line, HOST, "origin: https://evil.example"]).await;
        assert_eq!(foreign.status, 403, "{line}");
        assert_eq!(foreign.header("access-control-allow-origin"), None, "{line}");
        assert_eq!(foreign.header("access-control-allow-credentials"), None, "{line}");
    }
    // By the host of our pages it may be called as well.
    let reply = api
        .say(&["GET /services HTTP/1.1", "host: gui.example:8001", &ours])
        .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_what_its_page_may_send() {
    let api = Api::start().await;
    let ours = format!("origin: {PAGE}");
    for (path, methods) in [
        ("/services", "GET, HEAD, OPTIONS, POST"),
        ("/services/s", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("/team/services", "GET, HEAD, OPTIONS, POST"),
        ("/status", "GET, HEAD, OPTIONS"),
    ] {
        let line = format!("OPTIONS {path} HTTP/1.1");
        let asks = "access-control-request-method: POST";
        let wants = "access-control-request-headers: content-type,kong-admin-token";
        let reply = api.say(&[&line, HOST, &ours, asks, wants]).await;
        assert_eq!((reply.status, reply.body.as_str()), (204, ""), "{path}");
        assert_eq!(reply.header("allow"), Some(methods), "{path}");
        assert_eq!(reply.header("access-control-allow-methods"), Some(methods));
        assert_eq!(
            reply.header("access-control-allow-headers"),
            Some("content-type,kong-admin-token")
        );
        let plain = api.say(&[&line, HOST, &ours, asks]).await;
        assert_eq!(plain.header("access-control-allow-headers"), Some("Content-Type"));
    }
}

/// Browsers show no token when they ask first, so it is not asked for; it is before anything is told.
#[tokio::test]
async fn a_browser_may_ask_first_where_a_token_is_wanted() {
    let api = Api::that_others_reach().await;
    let ours = format!("origin: {PAGE}");
    let asks = "access-control-request-method: POST";
    for (lines, status) in [
        (&["OPTIONS /services HTTP/1.1", HOST, &ours, asks][..], 204),
        // No page asks here, or another one.
        (&["OPTIONS /services HTTP/1.1", HOST, &ours], 401),
        (&["OPTIONS /services HTTP/1.1", HOST, asks], 401),
        (
            &[
                "OPTIONS /services HTTP/1.1",
                HOST,
                "origin: https://evil.example",
                asks,
            ],
            403,
        ),
        (&["GET /services HTTP/1.1", HOST, &ours, asks], 401),
        (&["POST /services HTTP/1.1", HOST, &ours, asks], 401),
    ] {
        let reply = api.say(lines).await;
        assert_eq!(reply.status, status, "{lines:?}");
        let told = (status != 403 && lines.contains(&ours.as_str())).then_some(PAGE);
        assert_eq!(reply.header("access-control-allow-origin"), told, "{lines:?}");
    }
}
