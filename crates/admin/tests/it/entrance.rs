//! Which requests the Manager lets in: those of its own pages, called by a name of its own.

use serde_json::json;

use crate::conversation::{Api, HOST, OURS, PAGE, PAGES};

const EVIL: &str = "origin: https://evil.example";

// AD-03
#[tokio::test]
async fn no_other_page_writes_through_it() {
    let api = Api::start().await;
    let own = "origin: http://localhost:8001";
    let page = format!("origin: {PAGE}");
    for (headers, code) in [
        (&[][..], Some("manager.no_header")),
        (&["lychgate-manager: 0"], Some("manager.no_header")),
        (&["lychgate-manager: 1, 1"], Some("manager.no_header")),
        (&[OURS, OURS], Some("manager.no_header")),
        (&["sec-fetch-site: same-origin"], Some("manager.no_header")),
        (&[OURS, EVIL], Some("manager.foreign_page")),
        (&[OURS, "origin: null"], Some("manager.foreign_page")),
        (
            &[OURS, "origin: http://localhost:3000"],
            Some("manager.foreign_page"),
        ),
        (
            &[OURS, "origin: https://localhost:8001"],
            Some("manager.foreign_page"),
        ),
        (&[OURS, own, EVIL], Some("manager.foreign_page")),
        (
            &[OURS, "sec-fetch-site: cross-site"],
            Some("manager.foreign_page"),
        ),
        (&[OURS, "sec-fetch-site: same-site"], Some("manager.foreign_page")),
        (&[OURS, "sec-fetch-site: none"], Some("manager.foreign_page")),
        (
            &[OURS, own, "sec-fetch-site: same-site"],
            Some("manager.foreign_page"),
        ),
        (
            &[
                OURS,
                "sec-fetch-site: cross-site",
                "sec-fetch-mode: navigate",
                "sec-fetch-dest: document",
            ],
            Some("manager.foreign_page"),
        ),
        (&[OURS], None),
        (&[OURS, own], None),
        (&[OURS, &page], None),
        (&[OURS, own, "sec-fetch-site: same-origin"], None),
    ] {
        for path in ["/api/services", "/api", "/api/", "/session"] {
            let line = format!("GET {path} HTTP/1.1");
            let mut lines = vec![&*line, HOST];
            lines.extend(headers);
            let reply = api.say_to_manager(&lines).await;
            let expected = if code.is_some() { 403 } else { 200 };
            assert_eq!(reply.status, expected, "{path} {headers:?}: {}", reply.body);
            assert!(
                reply.body.contains(code.unwrap_or_default()),
                "{headers:?}: {}",
                reply.body
            );
            assert!(!reply.head.contains("access-control"), "{}", reply.head);
        }
    }
    // Whatever its body is: nothing was written by any of these.
    let form = ["POST /api/services HTTP/1.1", HOST, EVIL, "content-length: 0"];
    assert_eq!(api.say_to_manager(&form).await.status, 403);
    assert_eq!(api.ask("GET /services").await.json()["data"], json!([]));
}

// AD-05
#[tokio::test]
async fn no_browser_is_told_that_a_page_may_read_it() {
    let api = Api::start().await;
    let page = format!("origin: {PAGE}");
    for lines in [
        vec![
            "OPTIONS /api/services HTTP/1.1",
            HOST,
            &page,
            "access-control-request-method: POST",
        ],
        vec!["OPTIONS /api/services HTTP/1.1", HOST, OURS, &page],
        vec!["GET /api/services HTTP/1.1", HOST, OURS, &page],
        vec!["GET / HTTP/1.1", HOST, &page],
    ] {
        let reply = api.say_to_manager(&lines).await;
        assert!(
            !reply.head.contains("access-control"),
            "{lines:?}: {}",
            reply.head
        );
    }
}

// AD-04
#[tokio::test]
async fn by_a_foreign_name_it_answers_nothing() {
    let (near, far) = (Api::start().await, Api::that_others_reach().await);
    for (host, at_near, at_far) in [
        ("localhost:8002", true, true),
        ("127.0.0.1:8002", true, true),
        ("[::1]:8002", true, true),
        ("gui.example", true, true),
        ("gateway.example:8002", false, true),
        ("10.0.0.1:8002", false, true),
        ("evil.example", false, false),
        ("localhost.evil.example:8002", false, false),
        ("gui.example.evil.example", false, false),
        ("", false, false),
    ] {
        for (api, is_let_in) in [(&near, at_near), (&far, at_far)] {
            for path in ["/", "/assets/a.js", "/session", "/api/services"] {
                let host = format!("host: {host}");
                let lines = [&format!("GET {path} HTTP/1.1"), &*host, OURS];
                let reply = api.say_to_manager(&lines).await;
                let is_refused = reply.body.contains("manager.foreign_name");
                assert_eq!(is_refused, !is_let_in, "{host} {path}: {}", reply.body);
                assert_eq!(reply.status == 403, is_refused, "{host} {path}");
            }
        }
    }
}

#[tokio::test]
async fn pages_may_be_opened_and_not_be_taken() {
    let api = Api::start().await;
    for (headers, is_shown) in [
        (&[][..], true),
        (&["sec-fetch-site: none"], true),
        (&["sec-fetch-site: same-origin"], true),
        // A link on another page.
        (
            &[
                "sec-fetch-site: cross-site",
                "sec-fetch-mode: navigate",
                "sec-fetch-dest: document",
            ],
            true,
        ),
        (
            &[
                "sec-fetch-site: cross-site",
                "sec-fetch-mode: navigate",
                "sec-fetch-dest: iframe",
            ],
            false,
        ),
        (
            &[
                "sec-fetch-site: cross-site",
                "sec-fetch-mode: no-cors",
                "sec-fetch-dest: script",
            ],
            false,
        ),
        (&["sec-fetch-site: same-site"], false),
        (&[EVIL], false),
    ] {
        for path in ["/", "/routes/a", "/assets/a.js"] {
            let line = format!("GET {path} HTTP/1.1");
            let mut lines = vec![&*line, HOST];
            lines.extend(headers);
            let reply = api.say_to_manager(&lines).await;
            assert_eq!(
                reply.body == PAGES,
                is_shown,
                "{path} {headers:?}: {}",
                reply.body
            );
        }
    }
}

#[tokio::test]
async fn behind_api_stands_the_admin_api_as_it_is() {
    let api = Api::start().await;
    api.made("POST /services", json!({ "name": "s", "host": "s.test" }))
        .await;
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    for request in [
        "GET /services",
        "GET /services/s",
        "GET /team/services",
        "GET /",
        "GET /status/ready",
        "GET /schemas/plugins/sample",
        "GET /sample/seen",
        "GET /nothing",
        "PUT /services",
        "DELETE /services/none",
        "BREW /services",
    ] {
        let (direct, method) = (api.ask(request).await, request.split(' ').next().unwrap());
        let path = &request[method.len() + 1..];
        let through = api.page_asks(&format!("{method} /api{path}"), &[], None).await;
        assert_eq!(
            (through.status, &through.body),
            (direct.status, &direct.body),
            "{request}"
        );
        for name in [
            "allow",
            "content-type",
            "cache-control",
            "x-content-type-options",
            "etag",
        ] {
            assert_eq!(through.header(name), direct.header(name), "{request} {name}");
        }
    }
    // What only looks like it is a page.
    assert_eq!(api.page_asks("GET /apis", &[], None).await.body, PAGES);
    assert_eq!(api.page_asks("GET /services", &[], None).await.body, PAGES);
}

/// Names are data, whatever is in them, and no browser takes an answer for a page.
// AD-26
#[tokio::test]
async fn markup_in_names_and_tags_is_told_as_data() {
    let api = Api::start().await;
    let tag = "<script>alert(1)";
    let made = json!({ "name": "s", "host": "s.test", "tags": [tag, "\"><img src=x>\u{2028}"] });
    let reply = api.page_asks("POST /api/services", &[], Some(made)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let shown = api.page_asks("GET /api/services/s", &[], None).await;
    assert_eq!(shown.json()["tags"][0], json!(tag));
    let name = "%3Cscript%3E%0D%0Aset-cookie:%20a=b";
    for reply in [
        shown,
        api.page_asks(&format!("GET /api/services/{name}"), &[], None)
            .await,
    ] {
        assert_eq!(
            reply.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("set-cookie"), None);
    }
    let refused = api.page_asks(
        "POST /api/services",
        &[],
        Some(json!({ "name": "a\r\nb", "host": "x" })),
    );
    assert_eq!(refused.await.status, 400);
}
