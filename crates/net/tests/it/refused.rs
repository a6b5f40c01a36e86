//! Calls that are not made at all.

use axum::Router;
use axum::routing::get as on_get;
use net::HttpClient;
use ports::{Http, HttpError, HttpRequest, Reach};

use crate::server::{get, serve};

async fn error(url: &str, reach: Reach) -> HttpError {
    let request = HttpRequest { reach, ..get(url) };
    let sent = HttpClient::new(&[]).unwrap().send(request).await;
    sent.map(|reply| reply.status).expect_err(url)
}

// DI-06
#[tokio::test]
async fn addresses_in_urls_are_judged_however_they_are_written() {
    for (url, told) in [
        ("https://127.0.0.1/", "127.0.0.1 (loopback)"),
        ("https://127.1/", "127.0.0.1 (loopback)"),
        ("https://2130706433/", "127.0.0.1 (loopback)"),
        ("https://0x7f.0.0.1/", "127.0.0.1 (loopback)"),
        ("https://0177.0.0.1./", "127.0.0.1 (loopback)"),
        ("https://127。0。0。1/", "127.0.0.1 (loopback)"),
        ("https://[::1]/", "::1 (loopback)"),
        ("https://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1 (loopback)"),
        (
            "https://169.254.169.254/latest/meta-data/",
            "169.254.169.254 (link-local)",
        ),
        (
            "https://[::ffff:169.254.169.254]/",
            "::ffff:169.254.169.254 (link-local)",
        ),
        (
            "https://[::ffff:a9fe:a9fe]/",
            "::ffff:169.254.169.254 (link-local)",
        ),
        ("https://[fd00:ec2::254]/", "fd00:ec2::254 (cloud metadata)"),
        ("https://100.100.100.200/", "100.100.100.200 (cloud metadata)"),
        ("https://0/", "0.0.0.0 (unspecified)"),
    ] {
        assert_eq!(
            error(url, Reach::Network).await,
            HttpError::RefusedAddress(told.to_owned()),
            "{url}"
        );
    }
    for url in [
        "http://169.254.169.254/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0/",
    ] {
        assert_eq!(
            error(url, Reach::Loopback).await.code(),
            "http.refused_address",
            "{url}"
        );
    }
}

// DI-06
#[tokio::test]
async fn names_are_judged_by_what_they_resolve_to() {
    let port = serve(Router::new().route("/", on_get(|| async { "here" }))).await;
    let refused = error(&format!("https://localhost:{port}/"), Reach::Network).await;
    assert_eq!(refused.code(), "http.refused_address");
    assert!(refused.to_string().contains("localhost at "), "{refused}");
}

// DI-04, DI-06
#[tokio::test]
async fn urls_that_cannot_be_called() {
    for (url, reach) in [
        ("http://op.example/", Reach::Network),
        ("file:///etc/passwd", Reach::Network),
        ("file:///etc/passwd", Reach::Loopback),
        ("gopher://127.0.0.1/", Reach::Loopback),
        ("gopher://127.0.0.1/", Reach::Unencrypted),
        ("http://user:secret@op.example/", Reach::Unencrypted),
        ("unix:/run/docker.sock", Reach::Loopback),
        ("data:,x", Reach::Loopback),
        ("/token", Reach::Loopback),
        ("", Reach::Network),
        ("https://", Reach::Network),
        ("https://user:secret@op.example/", Reach::Network),
        ("https://user@op.example/", Reach::Network),
        ("https://op.example:99999/", Reach::Network),
    ] {
        let error = error(url, reach).await;
        assert_eq!(error.code(), "http.bad_url", "{url} {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
