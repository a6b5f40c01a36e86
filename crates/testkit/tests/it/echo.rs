//! The echo upstream.

use http::{HeaderValue, Method, StatusCode};
use serde_json::json;
use testkit::echo::Upstream;

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn it_tells_and_remembers_what_it_got() {
    let upstream = Upstream::start().await;
    let sending = client().post(upstream.url("/a%20b?x=1&x=2"));
    let reply = sending
        .header("x-two", "1")
        .header("x-two", "2")
        .body("hello")
        .send()
        .await
        .unwrap();
    let text = reply.text().await.unwrap();
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["method"], "POST");
    assert_eq!(told["path"], "/a%20b");
    assert_eq!(told["query"], "x=1&x=2");
    assert_eq!(told["headers"]["x-two"], json!(["1", "2"]));
    assert_eq!(told["body"], "hello");
    let seen = upstream.requests();
    assert_eq!(upstream.count(), 1);
    assert_eq!(seen[0].method, Method::POST);
    assert_eq!(seen[0].header("x-two"), ["1", "2"]);
    assert_eq!(seen[0].to_json(), told);
}

#[tokio::test]
async fn special_paths_differ() {
    let upstream = Upstream::start().await;
    let get = |path| client().get(upstream.url(path)).send();
    assert_eq!(
        get("/status/418").await.unwrap().status(),
        StatusCode::IM_A_TEAPOT
    );
    assert_eq!(get("/status/x").await.unwrap().status(), StatusCode::NOT_FOUND);
    let chunked = get("/chunked").await.unwrap();
    assert_eq!(chunked.content_length(), None);
    assert!(chunked.text().await.unwrap().ends_with('}'));
    let headers = get("/headers?set-cookie=a%3D1&set-cookie=b%3D2").await.unwrap();
    let cookies: Vec<&HeaderValue> = headers.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    let trailers = get("/trailers").await.unwrap();
    assert_eq!(trailers.headers()["trailer"], "x-trailer");
    let nobody_writes = get("/slow").await.unwrap();
    assert_eq!(nobody_writes.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn the_test_writes_a_slow_body() {
    let upstream = Upstream::start().await;
    let stream = upstream.stream();
    let mut reply = client().get(upstream.url("/slow")).send().await.unwrap();
    stream.send("one");
    assert_eq!(reply.chunk().await.unwrap().unwrap(), "one");
    stream.send("two");
    assert_eq!(reply.chunk().await.unwrap().unwrap(), "two");
    assert!(!stream.is_abandoned());
    drop(stream);
    assert_eq!(reply.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_body_can_break_off() {
    let upstream = Upstream::start().await;
    let stream = upstream.stream();
    let reply = client().get(upstream.url("/slow")).send().await.unwrap();
    stream.send("one");
    stream.break_off();
    assert!(reply.bytes().await.is_err());
}
