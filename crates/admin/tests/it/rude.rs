//! What nobody should send: it is refused, and nothing is changed by it.

use serde_json::json;

use crate::conversation::Api;

/// More than any stack holds.
const LEVELS: usize = 100_000;

// AD-20
#[tokio::test]
async fn what_cannot_be_read_is_refused_by_every_door() {
    let api = Api::start().await;
    api.made("POST /services", json!({ "name": "s", "host": "s.test" }))
        .await;
    let before = api.ask("GET /services").await.body;
    let nested = |open: &str, close: &str| [open.repeat(LEVELS), close.repeat(LEVELS)].concat().into_bytes();
    let deep = [b"{\"name\":".to_vec(), nested("[", "]"), b"}".to_vec()].concat();
    let objects = nested("{\"a\":", "}");
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let parts = "multipart/form-data; boundary=b";
    let part = |content: &[u8]| {
        let head = b"--b\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\n".to_vec();
        [head, content.to_vec(), b"\r\n--b--\r\n".to_vec()].concat()
    };
    for (media_type, body, status) in [
        (json, deep.clone(), 400),
        (json, objects, 400),
        (json, nested("[", "]"), 400),
        (json, large.clone(), 413),
        (form, large.clone(), 413),
        (parts, large, 413),
        (json, b"{\"name\": \"\xff\"}".to_vec(), 400),
        (form, b"name=\xff".to_vec(), 400),
        (form, b"name=%ff".to_vec(), 400),
        (parts, part(b"\xff"), 400),
        (parts, b"--b\r\n".to_vec(), 400),
        ("multipart/form-data", part(b"a"), 400),
        (json, br#"{"name": "a", "name": "b"}"#.to_vec(), 400),
        (json, br#"{"tags": [{"a": 1, "a": 2}]}"#.to_vec(), 400),
        (json, b"{\"name\": \"a\"} {}".to_vec(), 400),
        (json, b"\"name\"".to_vec(), 400),
        (form, b"a[4294967295]=1".to_vec(), 400),
        (form, b"a[0]=1".to_vec(), 400),
        (form, b"a[-1]=1".to_vec(), 400),
        (
            form,
            [b"a".to_vec(), b"[b]".repeat(LEVELS), b"=1".to_vec()].concat(),
            400,
        ),
        ("application/xml", b"<a/>".to_vec(), 415),
        ("application/json-patch+json", b"{}".to_vec(), 415),
        ("text/html", b"a".to_vec(), 415),
        ("", b"{}".to_vec(), 415),
    ] {
        for request in [
            "POST /services",
            "PUT /services/s",
            "PATCH /services/s",
            "POST /plugins",
        ] {
            let reply = api.bring(request, media_type, &body).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            assert_eq!(
                reply.status, status,
                "{request} {media_type} {shown}: {}",
                reply.body
            );
        }
    }
    assert_eq!(api.ask("GET /services").await.body, before);
    assert_eq!(api.ask("GET /plugins").await.json()["data"], json!([]));
}

// AD-19, AD-20
#[tokio::test]
async fn a_configuration_that_is_no_plain_data_is_refused() {
    let api = Api::without_database(Vec::new()).await;
    let text = "_format_version: '3.0'\nservices: [{name: s, host: s.test}]\n";
    assert_eq!(api.bring("POST /config", "text/yaml", text).await.status, 201);
    let before = api.ask("GET /config").await.body;
    let of = |host: &str| format!("_format_version: '3.0'\nservices: [{{name: t, host: {host}}}]\n");
    let deep = "[".repeat(LEVELS) + &"]".repeat(LEVELS);
    for (text, status) in [
        (of("!!python/object/apply:os.system [id]"), 400),
        (of("!env HOST"), 400),
        (of("a\n, host: b"), 400),
        (of("a, protocol: on"), 400),
        (of("a, port: 0o17777777"), 400),
        (of("a, retries: no"), 400),
        (of("{<<: {a: b}}"), 400),
        (of(&deep), 400),
        (
            format!("_format_version: '3.0'\nservices: {}", "- ".repeat(LEVELS)),
            400,
        ),
        (
            format!("{{\"_format_version\": \"3.0\", \"services\": {deep}}}"),
            400,
        ),
        (format!("{}a", "&a ".repeat(LEVELS)), 400),
        (
            "_format_version: '3.0'\n_format_version: '3.0'\nservices: []\n".to_owned(),
            400,
        ),
        (" ".repeat(10 * 1024 * 1024 + 1), 413),
    ] {
        let reply = api.bring("POST /config", "text/yaml", &text).await;
        let shown = &text[..text.len().min(80)];
        assert_eq!(
            reply.status,
            status,
            "{shown}: {}",
            &reply.body[..reply.body.len().min(300)]
        );
    }
    let bytes = api
        .bring("POST /config", "text/yaml", b"_format_version: \xff")
        .await;
    assert_eq!(bytes.status, 400);
    assert_eq!(api.ask("GET /config").await.body, before);
}

/// Every violation of a request is told in one answer.
#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let api = Api::start().await;
    let wrong = json!({
        "name": 7, "host": "a b", "port": 99999, "protocol": "carrier-pigeon", "path": "a", "retries": "x",
        "connect_timeout": 0, "tags": "t", "nothing": 1, "ca_certificates": ["x"],
    });
    let told = api.send("POST /services", wrong.clone()).await.json();
    let named: Vec<&String> = told["fields"].as_object().unwrap().keys().collect();
    for field in wrong.as_object().unwrap().keys() {
        assert!(named.contains(&field), "{field} is not in {told}");
    }
    let message = told["message"].as_str().unwrap();
    assert!(message.starts_with("10 schema violations ("), "{message}");
}

// AD-25
#[tokio::test]
async fn a_place_in_a_list_that_nobody_told_is_refused_or_leads_to_its_own_list() {
    let api = Api::start().await;
    for name in ["a", "b", "c"] {
        api.made("POST /consumers", json!({ "username": name })).await;
    }
    let page = api.ask("GET /consumers?size=1").await.json();
    let offset = page["offset"].as_str().unwrap();
    for (query, status) in [
        ("size=0", 400),
        ("size=1001", 400),
        ("size=-1", 400),
        ("size=18446744073709551616", 400),
        ("size=1e400", 400),
        ("size=1;drop", 400),
        ("offset=", 400),
        ("offset=x", 400),
        ("offset=JyBvciAxPTE", 400),
        ("offset=bnVsbA", 400),
        ("offset=W10", 400),
        ("offset=WyJ4Il0", 400),
        (&format!("offset={}", "W".repeat(8000)), 400),
        (&format!("offset={offset}{offset}"), 400),
        (&format!("offset={offset}&size=1000"), 200),
    ] {
        for path in ["/consumers", "/services", "/tags", "/default/consumers"] {
            // What tags are behind is written in another way.
            if path == "/tags" && status == 200 {
                continue;
            }
            let reply = api.ask(&format!("GET {path}?{query}")).await;
            assert_eq!(reply.status, status, "{path}?{query}: {}", reply.body);
        }
    }
    // A place in one list is none in another, and lets nobody see what is not in it.
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    let elsewhere = api
        .ask(&format!("GET /team/consumers?offset={offset}"))
        .await
        .json();
    assert_eq!(elsewhere["data"], json!([]));
}
