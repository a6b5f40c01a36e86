//! A look at a server, a step at a time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use net::HttpClient;
use ports::{Http, HttpError, HttpRequest, Inspect, Proxies, Proxy, Reach, Terms, Verification, Whose};
use testkit::tls::Authority;
use tokio::net::TcpListener;

use crate::server::{Then, get, serve_bytes, serve_tls, serve_written_down};

const PATIENCE: Duration = Duration::from_secs(10);

fn here(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

// DI-15
#[tokio::test]
async fn a_handshake_tells_who_is_there_and_what_a_call_would_say_of_it() {
    let authority = Authority::new();
    let port = serve_tls(&authority.certify(&["op.example", "127.0.0.1"])).await;
    let told =
        async |client: &HttpClient, host: &str| client.handshake(host, here(port), PATIENCE).await.unwrap();
    let friend = HttpClient::new(&[authority.pem()]).unwrap();
    let shaken = told(&friend, "op.example").await;
    assert_eq!((shaken.version, &shaken.verified), ("TLS 1.3", &Ok(())));
    let certificate = shaken.certificate.unwrap();
    assert_eq!(certificate.names, ["op.example", "127.0.0.1"]);
    assert_eq!(certificate.issuer.as_deref(), Some("Authority of a test"));
    assert_eq!(told(&friend, "127.0.0.1").await.verified, Ok(()));
    for (client, host, why) in [
        (&friend, "other.example", "not valid for name"),
        (&HttpClient::new(&[]).unwrap(), "op.example", "UnknownIssuer"),
        (
            &HttpClient::trusting_only(&[]).unwrap(),
            "op.example",
            "UnknownIssuer",
        ),
        // It has the name of ours, and another key.
        (
            &HttpClient::trusting_only(&[Authority::new().pem()]).unwrap(),
            "op.example",
            "BadSignature",
        ),
    ] {
        let verified = told(client, host).await.verified;
        assert!(
            matches!(&verified, Err(HttpError::Tls(told)) if told.contains(why)),
            "{host} {verified:?}"
        );
        // A call says the same.
        let call = client
            .send_to(get(&format!("https://{host}:{port}/")), here(port))
            .await;
        assert_eq!(call.unwrap_err(), verified.unwrap_err(), "{host}");
    }
    let only = HttpClient::trusting_only(&[authority.pem()]).unwrap();
    assert_eq!(told(&only, "op.example").await.verified, Ok(()));
}

#[tokio::test]
async fn who_speaks_no_tls_or_nothing_is_told() {
    let client = HttpClient::new(&[]).unwrap();
    let port = serve_bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n", Then::End).await;
    let shaken = client.handshake("op.example", here(port), PATIENCE).await;
    assert_eq!(shaken.unwrap_err().code(), "http.tls");
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let there = silent.local_addr().unwrap();
    assert_eq!(client.connect(there, PATIENCE).await, Ok(()));
    let soon = Duration::from_millis(200);
    assert_eq!(
        client.handshake("op.example", there, soon).await,
        Err(HttpError::Timeout)
    );
    drop(silent);
    let error = client.connect(there, PATIENCE).await.unwrap_err();
    assert_eq!(error.code(), "http.connect", "{error}");
    let cloud = "169.254.169.254:80".parse().unwrap();
    let error = client.connect(cloud, PATIENCE).await.unwrap_err();
    assert_eq!(error.code(), "http.refused_address", "{error}");
}

// DI-07
#[tokio::test]
async fn a_call_goes_to_the_address_that_is_given_wherever_its_name_leads() {
    let authority = Authority::new();
    let port = serve_tls(&authority.certify(&["op.example"])).await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    // Nobody could look this name up, and nobody does.
    let call = get(&format!("https://op.example:{port}/"));
    assert_eq!(
        client.send_to(call.clone(), here(port)).await.unwrap().body,
        "secret"
    );
    // No connection is left behind for calls that would look it up.
    let error = client.send(call).await.unwrap_err();
    assert_eq!(error.code(), "http.not_resolved", "{error}");
    let (port, book) = serve_written_down().await;
    let plain = get(&format!("http://op.example:{port}/a"));
    assert_eq!(client.send_to(plain, here(port)).await.unwrap().body, "secret");
    assert!(book.read()[0].contains("connection: close"), "{:?}", book.read());
}

#[tokio::test]
async fn a_redirect_is_a_reply() {
    let answer = b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
    let port = serve_bytes(answer, Then::End).await;
    let client = HttpClient::new(&[]).unwrap();
    let reply = client
        .send_to(get(&format!("http://op.example:{port}/")), here(port))
        .await;
    assert_eq!(reply.unwrap().status, 302);
}

// DI-06
#[tokio::test]
async fn where_a_call_would_go() {
    let client = HttpClient::new(&[]).unwrap();
    let plain = Terms::default();
    let code = async |url: &str, reach| match client.locate(url, reach, &plain, PATIENCE).await {
        Ok(location) => location.addresses[0].to_string(),
        Err(why) => why.code().to_owned(),
    };
    for (url, reach, expected) in [
        ("https://192.0.2.1/a", Reach::Network, "192.0.2.1:443"),
        ("https://[2001:db8::1]:8443", Reach::Network, "[2001:db8::1]:8443"),
        ("https://127.0.0.1", Reach::Network, "http.refused_address"),
        ("https://localhost", Reach::Network, "http.refused_address"),
        ("http://127.0.0.1:9000", Reach::Loopback, "127.0.0.1:9000"),
        ("http://192.0.2.1", Reach::Network, "http.bad_url"),
        (
            "https://169.254.169.254",
            Reach::Unencrypted,
            "http.refused_address",
        ),
        (
            "https://no-such-name.invalid",
            Reach::Network,
            "http.not_resolved",
        ),
        ("file:///etc/passwd", Reach::Unencrypted, "http.bad_url"),
        ("https://user@op.example", Reach::Network, "http.bad_url"),
    ] {
        assert_eq!(code(url, reach).await, expected, "{url}");
    }
    let here = client
        .locate("https://localhost:1", Reach::Loopback, &plain, PATIENCE)
        .await
        .unwrap();
    assert_eq!((here.host.as_str(), here.whose), ("localhost", Whose::Server));
    assert!(
        here.addresses
            .iter()
            .all(|address| address.ip().is_loopback() && address.port() == 1)
    );
    // Through a proxy it is the proxy that is connected to.
    let terms = Terms {
        proxies: Proxies {
            https: Some(Proxy {
                url: "http://127.0.0.1:3128".to_owned(),
                authorization: None,
            }),
            ..Proxies::default()
        },
        ..Terms::default()
    };
    let through = client
        .locate("https://op.example", Reach::Network, &terms, PATIENCE)
        .await
        .unwrap();
    assert_eq!(
        (through.host.as_str(), through.whose, through.addresses),
        ("127.0.0.1", Whose::Proxy, vec!["127.0.0.1:3128".parse().unwrap()])
    );
}

/// Verification is the call's own: what was looked at says nothing of it.
#[tokio::test]
async fn a_call_that_believes_anybody_believes_them_here_too() {
    let authority = Authority::new();
    let port = serve_tls(&authority.certify(&["op.example"])).await;
    let stranger = HttpClient::new(&[]).unwrap();
    let call = HttpRequest {
        terms: Arc::new(Terms {
            verification: Verification::NotVerified,
            ..Terms::default()
        }),
        ..get(&format!("https://op.example:{port}/"))
    };
    assert_eq!(stranger.send_to(call, here(port)).await.unwrap().body, "secret");
}
