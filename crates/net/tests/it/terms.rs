//! What the terms of a call change.

use std::sync::Arc;

use net::HttpClient;
use ports::{Connections, Http, HttpRequest, HttpVersion, Proxies, Proxy, Terms, Verification};
use testkit::proxy::{ForwardProxy, Manner};
use testkit::tls::Authority;

use crate::server::{get, serve_tls, serve_written_down};

fn on(url: &str, terms: Terms) -> HttpRequest {
    HttpRequest {
        terms: Arc::new(terms),
        ..get(url)
    }
}

fn unverified() -> Terms {
    Terms {
        verification: Verification::NotVerified,
        ..Terms::default()
    }
}

// DI-15
#[tokio::test]
async fn what_was_not_verified_serves_nobody_who_verifies() {
    let port = serve_tls(&Authority::new().certify(&["other.test"])).await;
    let url = format!("https://localhost:{port}/");
    let client = HttpClient::new(&[]).unwrap();
    for _ in 0..2 {
        let error = client.send(get(&url)).await.unwrap_err();
        assert_eq!(error.code(), "http.tls", "{error}");
        // The connection stays open.
        assert_eq!(client.send(on(&url, unverified())).await.unwrap().body, "secret");
    }
}

#[tokio::test]
async fn a_connection_is_kept_or_used_once() {
    for (connections, opened) in [(Connections::Kept, 1), (Connections::UsedOnce, 3)] {
        let (port, told) = serve_written_down().await;
        let client = HttpClient::new(&[]).unwrap();
        for _ in 0..3 {
            let terms = Terms {
                connections,
                ..Terms::default()
            };
            let reply = client.send(on(&format!("http://127.0.0.1:{port}/"), terms)).await;
            assert_eq!(reply.unwrap().body, "secret");
        }
        let told = told.read();
        assert_eq!(told.len(), opened, "{told:?}");
        for connection in told {
            let says_so = connection.to_ascii_lowercase().contains("connection: close\r\n");
            assert_eq!(says_so, connections == Connections::UsedOnce, "{connection}");
        }
    }
}

#[tokio::test]
async fn the_version_is_spoken_that_is_asked_for() {
    for (version, line) in [
        (HttpVersion::Http11, "POST /token HTTP/1.1\r\n"),
        (HttpVersion::Http10, "POST /token HTTP/1.0\r\n"),
    ] {
        let (port, told) = serve_written_down().await;
        let terms = Terms {
            version,
            ..Terms::default()
        };
        let request = HttpRequest {
            method: http::Method::POST,
            body: "code=1".into(),
            ..on(&format!("http://127.0.0.1:{port}/token"), terms)
        };
        let reply = HttpClient::new(&[]).unwrap().send(request).await;
        assert_eq!(reply.unwrap().body, "secret");
        let told = told.read().concat();
        assert!(told.starts_with(line), "{told}");
        let told = told.to_ascii_lowercase();
        // HTTP/1.0 knows no chunks.
        assert!(
            told.contains("content-length: 6\r\n") && !told.contains("transfer-encoding"),
            "{told}"
        );
        assert!(told.ends_with("code=1"), "{told}");
    }
}

/// However many ways there are, calls are made; only the connections of those that were not gone for long are closed.
#[tokio::test]
async fn any_number_of_ways_can_be_gone() {
    let (port, told) = serve_written_down().await;
    let proxy = ForwardProxy::start(Manner::Refuses).await;
    let url = format!("http://127.0.0.1:{port}/");
    let client = HttpClient::new(&[]).unwrap();
    for _ in 0..2 {
        assert!(client.send(get(&url)).await.is_ok());
    }
    assert_eq!(told.read().len(), 1);
    for number in 0..100_u16 {
        let terms = Terms {
            proxies: Proxies {
                https: Some(Proxy {
                    url: proxy.url(),
                    authorization: Some(number.into()),
                }),
                ..Proxies::default()
            },
            ..Terms::default()
        };
        let error = client.send(on("https://op.test/", terms)).await.unwrap_err();
        assert_eq!(error.code(), "http.proxy", "{error}");
    }
    assert_eq!(proxy.asked().len(), 100);
    assert!(client.send(get(&url)).await.is_ok());
    assert_eq!(told.read().len(), 2);
}
