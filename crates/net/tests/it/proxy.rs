//! Calls that go through a proxy.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Method, header};
use net::HttpClient;
use ports::{Direct, Http, HttpError, HttpReply, HttpRequest, Proxies, Proxy, Reach, Terms, Verification};
use testkit::proxy::{ForwardProxy, Manner};
use testkit::tls::Authority;
use tokio::net::TcpListener;

use crate::server::{get, serve_tls, serve_tls_written_down, serve_written_down};

const PROOF: &str = "Basic dXNlcjpwYXNz";

/// Terms with this proxy for all servers but these.
fn through(url: &str, proof: Option<&'static str>, direct: &str) -> Arc<Terms> {
    let proxy = Proxy {
        url: url.to_owned(),
        authorization: proof.map(HeaderValue::from_static),
    };
    Arc::new(Terms {
        proxies: Proxies {
            http: Some(proxy.clone()),
            https: Some(proxy),
            direct: Direct::parse(direct).unwrap(),
        },
        ..Terms::default()
    })
}

async fn call(
    client: &HttpClient,
    url: &str,
    reach: Reach,
    terms: &Arc<Terms>,
) -> Result<HttpReply, HttpError> {
    let request = HttpRequest {
        method: Method::POST,
        headers: vec![(header::AUTHORIZATION, HeaderValue::from_static("Bearer token"))],
        body: "code=1".into(),
        reach,
        terms: Arc::clone(terms),
        ..get(url)
    };
    client.send(request).await
}

// DI-17
#[tokio::test]
async fn what_a_proxy_sees_of_a_call_over_tls() {
    let authority = Authority::new();
    // Nobody but the proxy knows the name.
    let (port, told) = serve_tls_written_down(&authority.certify(&["op.test"])).await;
    let proxy = ForwardProxy::start(Manner::Demands(PROOF)).await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    let terms = through(&proxy.url(), Some(PROOF), "");
    let reply = call(
        &client,
        &format!("https://op.test:{port}/token"),
        Reach::Network,
        &terms,
    )
    .await;
    assert_eq!(reply.unwrap().body, "secret");

    let asked = proxy.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].line, format!("CONNECT op.test:{port} HTTP/1.1"));
    assert_eq!(asked[0].header("proxy-authorization"), Some(PROOF));
    for hidden in ["token", "code=1"] {
        assert!(!format!("{asked:?}").contains(hidden), "{asked:?}");
    }
    // And the server sees nothing of what is meant for the proxy.
    let told = told.read().concat().to_ascii_lowercase();
    assert!(told.starts_with("post /token http/1.1\r\n"), "{told}");
    assert!(
        told.contains("authorization: bearer token") && told.contains("code=1"),
        "{told}"
    );
    assert!(!told.contains("proxy-authorization"), "{told}");
}

// DI-17
#[tokio::test]
async fn a_call_without_tls_is_shown_to_the_proxy_only_if_that_is_said() {
    let (port, told) = serve_written_down().await;
    let proxy = ForwardProxy::start(Manner::Demands(PROOF)).await;
    let client = HttpClient::new(&[]).unwrap();
    let terms = through(&proxy.url(), Some(PROOF), "");
    let url = format!("http://op.test:{port}/token");
    for reach in [Reach::Network, Reach::Loopback] {
        let error = call(&client, &url, reach, &terms).await.unwrap_err();
        assert_eq!(error.code(), "http.bad_url", "{error}");
    }
    assert_eq!((proxy.asked(), told.read()), (vec![], vec![]));

    let reply = call(&client, &url, Reach::Unencrypted, &terms).await.unwrap();
    assert_eq!(reply.body, "secret");
    let asked = &proxy.asked()[0];
    assert_eq!(asked.line, format!("POST {url} HTTP/1.1"));
    assert_eq!(asked.header("proxy-authorization"), Some(PROOF));
}

// DI-17
#[tokio::test]
async fn where_the_proxy_lets_nothing_through_nobody_is_called() {
    let authority = Authority::new();
    let (port, told) = serve_tls_written_down(&authority.localhost()).await;
    let (plain, told_plainly) = serve_written_down().await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    for (manner, proof) in [
        (Manner::Demands(PROOF), None),
        (Manner::Demands(PROOF), Some("Basic b3RoZXI6cGFzcw==")),
        (Manner::Refuses, Some(PROOF)),
    ] {
        let proxy = ForwardProxy::start(manner).await;
        let terms = through(&proxy.url(), proof, "");
        let error = call(
            &client,
            &format!("https://localhost:{port}/"),
            Reach::Loopback,
            &terms,
        )
        .await;
        let error = error.unwrap_err();
        assert_eq!(error.code(), "http.proxy", "{manner:?} {error}");
        let reply = call(
            &client,
            &format!("http://localhost:{plain}/"),
            Reach::Unencrypted,
            &terms,
        )
        .await;
        match manner {
            // What a proxy says in place of a server cannot be told from what the server says.
            Manner::Refuses => assert_eq!(reply.unwrap().status, 403),
            _ => assert_eq!(reply.unwrap_err().code(), "http.proxy"),
        }
    }
    // Bound and let go: no proxy listens there now. Nor is one called that is no proxy's address.
    let gone = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    for proxy in [
        format!("http://{gone}"),
        "socks5://127.0.0.1".to_owned(),
        "proxy".to_owned(),
    ] {
        let terms = through(&proxy, None, "");
        for (url, reach) in [
            (format!("https://localhost:{port}/"), Reach::Loopback),
            (format!("http://localhost:{plain}/"), Reach::Unencrypted),
        ] {
            let error = call(&client, &url, reach, &terms).await.unwrap_err();
            assert_eq!(error.code(), "http.proxy", "{proxy} {url} {error}");
        }
    }
    assert_eq!((told.read(), told_plainly.read()), (vec![], vec![]));
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_a_timeout() {
    let proxy = ForwardProxy::start(Manner::Silent).await;
    let request = HttpRequest {
        timeout: Duration::from_millis(200),
        terms: through(&proxy.url(), None, ""),
        ..get("https://op.test/")
    };
    let error = HttpClient::new(&[]).unwrap().send(request).await.unwrap_err();
    assert_eq!(error, HttpError::Timeout);
    assert_eq!(proxy.asked().len(), 1);
}

// DI-06
#[tokio::test]
async fn addresses_in_urls_are_judged_though_a_proxy_would_call_them() {
    let proxy = ForwardProxy::start(Manner::Open).await;
    let client = HttpClient::new(&[]).unwrap();
    let terms = through(&proxy.url(), None, "");
    for (url, reach) in [
        ("https://169.254.169.254/latest/meta-data/", Reach::Loopback),
        ("http://169.254.169.254/latest/meta-data/", Reach::Unencrypted),
        ("https://127.0.0.1/", Reach::Network),
    ] {
        let error = call(&client, url, reach, &terms).await.unwrap_err();
        assert_eq!(error.code(), "http.refused_address", "{url}");
    }
    // Nor may a proxy be everywhere.
    let terms = through("http://169.254.169.254", None, "");
    let error = call(&client, "https://op.test/", Reach::Network, &terms)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "http.refused_address");
    assert_eq!(proxy.asked(), []);
}

#[tokio::test]
async fn who_is_called_directly_is_not_called_by_the_proxy() {
    let authority = Authority::new();
    let port = serve_tls(&authority.localhost()).await;
    let proxy = ForwardProxy::start(Manner::Open).await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    let terms = through(&proxy.url(), None, &format!("localhost:{port}"));
    for (host, times) in [("localhost", 0), ("127.0.0.1", 1)] {
        let reply = call(
            &client,
            &format!("https://{host}:{port}/"),
            Reach::Loopback,
            &terms,
        )
        .await;
        assert_eq!(reply.unwrap().body, "secret", "{host}");
        assert_eq!(proxy.asked().len(), times, "{host}");
    }
}

/// A proxy changes nothing about whom we believe.
#[tokio::test]
async fn the_server_behind_a_proxy_must_prove_who_it_is() {
    let authority = Authority::new();
    let port = serve_tls(&authority.certify(&["other.test"])).await;
    let proxy = ForwardProxy::start(Manner::Open).await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    let terms = through(&proxy.url(), None, "");
    let url = format!("https://op.test:{port}/");
    let error = call(&client, &url, Reach::Network, &terms).await.unwrap_err();
    assert_eq!(error.code(), "http.tls", "{error}");

    let blind = Terms {
        verification: Verification::NotVerified,
        ..Terms::clone(&terms)
    };
    let reply = call(&client, &url, Reach::Network, &Arc::new(blind)).await;
    assert_eq!(reply.unwrap().body, "secret");
    let error = call(&client, &url, Reach::Network, &terms).await.unwrap_err();
    assert_eq!(error.code(), "http.tls", "{error}");
}

/// A connection through one proxy, opened with one proof, serves nobody who has another.
#[tokio::test]
async fn another_proof_opens_another_connection() {
    let authority = Authority::new();
    let port = serve_tls(&authority.certify(&["op.test"])).await;
    let proxy = ForwardProxy::start(Manner::Demands(PROOF)).await;
    let client = HttpClient::new(&[authority.pem()]).unwrap();
    let url = format!("https://op.test:{port}/");
    let right = through(&proxy.url(), Some(PROOF), "");
    for _ in 0..2 {
        assert!(call(&client, &url, Reach::Network, &right).await.is_ok());
    }
    assert_eq!(proxy.asked().len(), 1);
    for wrong in [Some("Basic b3RoZXI6cGFzcw=="), None] {
        let terms = through(&proxy.url(), wrong, "");
        let error = call(&client, &url, Reach::Network, &terms).await.unwrap_err();
        assert_eq!(error.code(), "http.proxy", "{error}");
    }
}
