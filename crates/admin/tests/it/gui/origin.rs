//! What a browser must be told, so that the interface may call an Admin API of another origin.

use serde_json::json;
use testkit::gui::{Gui, call};

use super::{not_found, open};
use crate::conversation::{Api, PAGE};

/// Otherwise a page learns of a refusal nothing but that there was one.
#[tokio::test]
async fn a_refusal_is_read_like_any_answer() {
    let (_api, mut gui) = open().await;
    gui.walk([
        call("GET /services/none").answers(404, not_found()),
        call("GET /nothing").answers(404, not_found()),
        call("GET /services?size=x").answers(400, json!({ "code": 9 })),
        call("POST /services")
            .sends(json!({}))
            .answers(400, json!({ "code": 2 })),
        call("POST /services")
            .sends(json!({ "name": "a", "host": "a.test" }))
            .answers(201, json!({})),
        call("POST /services")
            .sends(json!({ "name": "a", "host": "a.test" }))
            .answers(409, json!({ "code": 5 })),
        call("GET /services/a/routes/none").answers(404, not_found()),
        call("GET /partials").answers(404, not_found()),
    ])
    .await;
    let body = "{";
    let headers = ["content-type: application/json", "content-length: 1"].map(str::to_owned);
    let unread = gui.say("POST /services", &headers, body).await;
    assert_eq!(
        (unread.status, allowed(&unread)),
        (400, Some(PAGE)),
        "{}",
        unread.body
    );
    let untyped = gui
        .say("POST /services", &["content-type: text/csv".to_owned()], "")
        .await;
    assert_eq!(
        (untyped.status, allowed(&untyped)),
        (415, Some(PAGE)),
        "{}",
        untyped.body
    );
    let unknown = gui.say("BREW /services", &[], "").await;
    assert_eq!(
        (unknown.status, allowed(&unknown)),
        (405, Some(PAGE)),
        "{}",
        unknown.body
    );
}

fn allowed(answer: &testkit::gui::Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

/// What a browser asks before it sends JSON: of any path, and with the headers that the page wants to send.
#[tokio::test]
async fn a_preflight_tells_what_a_path_answers() {
    let (_api, gui) = open().await;
    for (path, methods) in [
        ("/", "GET, HEAD, OPTIONS"),
        ("/services", "GET, HEAD, OPTIONS, POST"),
        ("/services/none", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        (
            "/services/none/routes/none",
            "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
        ),
        ("/upstreams/u/targets/t/healthy", "OPTIONS, PUT"),
        ("/schemas/plugins/sample", "GET, HEAD, OPTIONS"),
        ("/default/services", "GET, HEAD, OPTIONS, POST"),
    ] {
        for wanted in [None, Some("content-type"), Some("content-type,x-other")] {
            let wanted_line = wanted.map(|wanted| format!("access-control-request-headers: {wanted}"));
            let mut headers = vec!["access-control-request-method: GET".to_owned()];
            headers.extend(wanted_line);
            let answer = gui.say(&format!("OPTIONS {path}"), &headers, "").await;
            assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{path}");
            for (name, value) in [
                ("allow", methods),
                ("access-control-allow-methods", methods),
                ("access-control-allow-headers", wanted.unwrap_or("Content-Type")),
                ("access-control-allow-origin", PAGE),
                ("access-control-allow-credentials", "true"),
                ("vary", "Origin"),
            ] {
                assert_eq!(answer.header(name), Some(value), "{path} {wanted:?}");
            }
        }
    }
}

/// Kong names its first page to every other one, which then cannot read. Here another one is not even answered.
// AD-05
#[tokio::test]
async fn another_page_is_told_nothing() {
    let api = Api::start().await;
    api.made("POST /services", json!({ "name": "a", "host": "a.test" }))
        .await;
    for origin in [
        "https://evil.example",
        "null",
        "https://gui.example",
        "http://gui.example:8445",
    ] {
        let gui = Gui::at(api.address(), origin);
        let form = "content-type: application/x-www-form-urlencoded".to_owned();
        for (request, headers) in [
            ("GET /services", vec![]),
            (
                "OPTIONS /services",
                vec!["access-control-request-method: POST".to_owned()],
            ),
            ("DELETE /services/a", vec![]),
            ("POST /services", vec![form, "content-length: 0".to_owned()]),
        ] {
            let answer = gui.say(request, &headers, "").await;
            assert_eq!(answer.status, 403, "{origin} {request}: {}", answer.body);
            assert!(
                !answer.head.contains("access-control"),
                "{origin}: {}",
                answer.head
            );
        }
    }
    let there = api.ask("GET /services").await.json();
    assert_eq!(there["data"].as_array().map(Vec::len), Some(1));
}

/// A preflight shows no token, and what is missing is told to the page.
#[tokio::test]
async fn where_a_token_is_wanted_the_page_learns_that() {
    let api = Api::that_others_reach().await;
    let gui = Gui::at(api.address(), PAGE);
    let body = json!({ "name": "a", "host": "a.test" });
    for (request, body) in [
        ("GET /services", None),
        ("POST /services", Some(&body)),
        ("DELETE /services/a", None),
    ] {
        let answer = gui.ask(request, body).await;
        assert_eq!(answer.status, 401, "{request}: {}", answer.body);
        let message = answer.json()["message"].as_str().map(str::to_owned);
        assert!(
            message.is_some_and(|message| message.contains("(admin.no_token)")),
            "{request}"
        );
    }
    assert_eq!(gui.ask("GET /status", None).await.status, 200);
}
