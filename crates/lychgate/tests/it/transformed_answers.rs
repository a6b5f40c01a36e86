//! Answers that are changed on their way, over real sockets.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::beside::{Place, header, place};
use crate::transformed_requests::raw;

const TRANSFORMER: &str = "name=response-transformer";

/// A place whose answers lose `headers`, which the upstream tells of the request, and have `n` instead.
async fn changing() -> Place {
    place(&[&[
        TRANSFORMER,
        "config.remove.json=headers",
        "config.rename.json=path:asked",
        "config.replace.json=method:none",
        "config.add.json=n:7",
        "config.add.json_types=number",
        "config.append.json=asked:too",
        "config.remove.headers=x-internal",
        "config.add.headers=X-Added:yes",
        "config.rename.headers=x-old:x-new",
        "config.replace.headers=x-kept:new",
        "config.append.headers=x-new:more",
    ]])
    .await
}

async fn ask(place: &Place, path: &str) -> Response {
    place
        .ask(
            Method::GET,
            path,
            &[("accept-encoding", "gzip"), ("range", "bytes=0-3")],
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn head_and_body_are_changed() {
    let place = changing().await;
    let described = "etag=%22a%22&content-md5=x&digest=y&accept-ranges=bytes&x-internal=1&x-old=1&x-kept=1";
    let answer = ask(&place, &format!("/app/headers?{described}")).await;
    assert_eq!(answer.status(), 200);
    for (name, expected) in [
        ("content-type", Some("application/json")),
        ("etag", None),
        ("content-md5", None),
        ("digest", None),
        ("accept-ranges", None),
        ("x-internal", None),
        ("x-added", Some("yes")),
        ("x-old", None),
        ("x-kept", Some("new")),
    ] {
        assert_eq!(header(&answer, name), expected, "{name}");
    }
    let new: Vec<_> = answer.headers().get_all("x-new").iter().collect();
    assert_eq!(new, ["1", "more"]);
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        body,
        json!({ "method": "none", "asked": ["/headers", "too"], "query": described, "body": "", "n": 7 })
    );
    let seen = place.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("accept-encoding"), ["identity"]);
    assert_eq!(seen.header("range"), [""; 0]);
    // An answer of the gateway's own is one like any other.
    let plugin = ["name=request-termination", "config.body={\"headers\":1,\"x\":2}"];
    assert_eq!(place.gateway.curl("POST", "/routes/app/plugins", &plugin).0, 201);
    let answer = ask(&place, "/app").await;
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "x-added")),
        (503, Some("yes"))
    );
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(body, json!({ "x": 2, "n": 7, "asked": ["too"] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_passes_as_it_is() {
    let place = changing().await;
    for (path, is_changed) in [
        ("/app/headers?x=1", true),
        ("/app/headers?content-encoding=br", false),
        ("/app/status/206", false),
        ("/app/status/404", true),
        // What it is it does not say.
        ("/app/chunked", false),
    ] {
        let answer = ask(&place, path).await;
        assert_eq!(header(&answer, "x-added"), Some("yes"), "{path}");
        let length = header(&answer, "content-length").map(str::to_owned);
        let text = answer.text().await.unwrap();
        assert_eq!(text.contains("\"headers\":"), !is_changed, "{path}: {text}");
        if let Some(length) = length {
            assert_eq!(length, text.len().to_string(), "{path}");
        }
    }
    for text in ["[1]", "{\"headers\":", "\u{1f}\u{8b}"] {
        let stream = place.upstream.stream();
        stream.send(text);
        drop(stream);
        let answer = ask(&place, "/app/slow?content-type=application/json&etag=x").await;
        assert_eq!(header(&answer, "etag"), None);
        assert_eq!(answer.text().await.unwrap(), text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_body_has_none() {
    let place = changing().await;
    for (request, status, has_length) in [
        ("HEAD /app/headers?etag=x", 200, false),
        ("GET /app/status/204", 204, false),
        ("GET /app/status/304", 304, true),
    ] {
        let answer = raw(
            &place,
            &format!("{request} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        );
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(
            answer.contains("x-added: yes\r\n") && answer.ends_with("\r\n\r\n"),
            "{answer}"
        );
        assert!(
            !answer.contains("etag") && !answer.contains("transfer-encoding"),
            "{answer}"
        );
        assert!(has_length || !answer.contains("content-length"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_changed_breaks_off() {
    let place = changing().await;
    // Before its first byte, since what was to be taken out may be among them.
    let stream = place.upstream.stream();
    stream.send(format!(
        "{{\"headers\":\"secret\",\"long\":\"{}",
        "x".repeat(8 * 1024 * 1024)
    ));
    stream.send("\"}");
    let request =
        "GET /app/slow?content-type=application/json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = raw(&place, request);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200 ") && head.contains("transfer-encoding: chunked"),
        "{head}"
    );
    assert_eq!(body, "", "not even an end");
    drop(stream);
    let stream = place.upstream.stream();
    stream.send("{\"headers\":\"secret\",");
    let answer = ask(&place, "/app/slow?content-type=application/json").await;
    stream.break_off();
    assert!(answer.bytes().await.is_err());
    let line = place
        .gateway
        .gateway
        .error_line_with("answer.not_transformed", crate::binary::PATIENCE);
    assert!(line.contains("broke off"), "{line}");
    // What is not looked at flows, however long it is.
    let stream = place.upstream.stream();
    stream.send("x".repeat(9 * 1024 * 1024));
    drop(stream);
    let answer = ask(&place, "/app/slow?content-type=text/plain").await;
    assert_eq!(answer.bytes().await.unwrap().len(), 9 * 1024 * 1024);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_whose_length_is_known_is_an_error() {
    let place = changing().await;
    // The upstream tells what it got.
    let long = "x".repeat(8 * 1024 * 1024);
    let answer = place
        .request(Method::POST, "/app")
        .body(long)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 500);
    let text = answer.text().await.unwrap();
    assert!(text.contains("An unexpected error occurred"), "{text}");
    let line = place
        .gateway
        .gateway
        .error_line_with("response_transformer.too_large", crate::binary::PATIENCE);
    assert!(line.contains("longer than 8388608 bytes"), "{line}");
}
