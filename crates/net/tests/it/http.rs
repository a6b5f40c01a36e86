//! Replies, and replies that never become one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::response::Redirect;
use axum::routing::{get as on_get, post};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use net::HttpClient;
use ports::{Http, HttpError, HttpRequest};
use tokio::net::TcpListener;

use crate::server::{Then, get, serve, serve_bytes};

fn client() -> HttpClient {
    HttpClient::new(&[]).unwrap()
}

async fn outcome(port: u16) -> Result<String, HttpError> {
    let reply = client().send(get(&format!("http://127.0.0.1:{port}/"))).await?;
    Ok(String::from_utf8_lossy(&reply.body).into_owned())
}

#[tokio::test]
async fn a_call_carries_all_that_it_was_given_and_the_reply_is_whole() {
    let echo = |headers: HeaderMap, body: Bytes| async move {
        let header = |name| headers.get(name).map_or("-", |value| value.to_str().unwrap());
        let told = format!(
            "{} {} {}",
            header("authorization"),
            header("accept-encoding"),
            String::from_utf8_lossy(&body)
        );
        (StatusCode::IM_A_TEAPOT, [("X-Told", "yes")], told)
    };
    let port = serve(Router::new().route("/token", post(echo))).await;
    let reply = client()
        .send(HttpRequest {
            method: Method::POST,
            headers: vec![(header::AUTHORIZATION, HeaderValue::from_static("Basic x"))],
            body: "code=1".into(),
            ..get(&format!("http://localhost:{port}/token?a=b"))
        })
        .await
        .unwrap();
    assert_eq!(reply.status, StatusCode::IM_A_TEAPOT);
    assert_eq!(reply.body, "Basic x - code=1");
    assert_eq!(reply.header(&"x-told".parse().unwrap()), Some("yes"));
}

// DI-05, JK-15, TK-13
#[tokio::test]
async fn a_redirect_is_a_reply_and_is_not_followed() {
    let followed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&followed);
    let router = Router::new()
        .route("/", on_get(|| async { Redirect::permanent("/next") }))
        .route(
            "/next",
            on_get(move || async move { count.fetch_add(1, Ordering::Relaxed).to_string() }),
        );
    let port = serve(router).await;
    let reply = client()
        .send(get(&format!("http://127.0.0.1:{port}/")))
        .await
        .unwrap();
    assert_eq!(reply.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(reply.header(&header::LOCATION), Some("/next"));
    assert_eq!(followed.load(Ordering::Relaxed), 0);
}

// DI-12, JK-13, TK-04
#[tokio::test]
async fn a_reply_that_takes_too_long_is_a_timeout_wherever_it_stops() {
    for answer in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nslow",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nslow\r\n",
    ] {
        let port = serve_bytes(answer.as_bytes(), Then::Hold).await;
        let request = HttpRequest {
            timeout: Duration::from_millis(200),
            ..get(&format!("http://127.0.0.1:{port}/"))
        };
        assert_eq!(
            client().send(request).await.unwrap_err(),
            HttpError::Timeout,
            "{answer}"
        );
    }
}

// DI-12, TK-05
#[tokio::test]
async fn a_reply_may_be_as_large_as_the_limit_and_no_larger() {
    for (answer, then) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nninebytes", Then::End),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nnine\r\n5\r\nbytes\r\n0\r\n\r\n",
            Then::End,
        ),
        ("HTTP/1.1 200 OK\r\n\r\nninebytes", Then::End),
    ] {
        let port = serve_bytes(answer.as_bytes(), then).await;
        let limited = |limit| HttpRequest {
            limit,
            ..get(&format!("http://127.0.0.1:{port}/"))
        };
        assert_eq!(
            client().send(limited(9)).await.unwrap().body,
            "ninebytes",
            "{answer}"
        );
        assert_eq!(
            client().send(limited(8)).await.unwrap_err(),
            HttpError::TooLarge,
            "{answer}"
        );
    }
    // What is announced is too large before it comes, and what never ends is too large before it ends.
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nninebytes\r\n",
    ] {
        let port = serve_bytes(answer.as_bytes(), Then::Hold).await;
        let request = HttpRequest {
            limit: 8,
            ..get(&format!("http://127.0.0.1:{port}/"))
        };
        assert_eq!(
            client().send(request).await.unwrap_err(),
            HttpError::TooLarge,
            "{answer}"
        );
    }
}

// JK-14
#[tokio::test]
async fn a_compressed_body_stays_as_it_is() {
    let answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\x00";
    let port = serve_bytes(answer, Then::End).await;
    let reply = client()
        .send(get(&format!("http://127.0.0.1:{port}/")))
        .await
        .unwrap();
    assert_eq!(&reply.body[..], b"\x1f\x8b\x08\x00");
}

// TK-06
#[tokio::test]
async fn what_is_no_whole_reply_is_broken() {
    for answer in [
        "",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    ] {
        let port = serve_bytes(answer.as_bytes(), Then::End).await;
        let error = outcome(port).await.unwrap_err();
        assert_eq!(error.code(), "http.broken", "{answer} {error}");
        assert!(!error.to_string().contains("127.0.0.1"), "{error}");
    }
}

#[tokio::test]
async fn nobody_at_the_port_and_nobody_of_the_name() {
    // Bound and let go: nobody listens there now.
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = outcome(port).await.unwrap_err();
    assert_eq!(error.code(), "http.connect", "{error}");
    // The name is reserved for having no address (RFC 6761, 6.4).
    let error = client().send(get("http://nobody.invalid/")).await.unwrap_err();
    assert_eq!(error, HttpError::NotResolved("nobody.invalid".to_owned()));
}
