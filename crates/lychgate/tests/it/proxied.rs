//! Providers behind a proxy, and whose certificates are believed.

use testkit::proxy::{Asked, ForwardProxy, Manner};
use testkit::tls::Authority;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::bearer::{alices_token, bring, clients_token};
use crate::house::{House, certified};

const PROOF: &str = "Basic dXNlcjpwYXNz";

/// Lets TLS end in front of a provider, with a certificate for these names; returns the port.
pub(crate) async fn front(provider: &str, authority: &Authority, names: &[&str]) -> u16 {
    let acceptor = TlsAcceptor::from(certified(authority, names));
    let behind = provider.strip_prefix("http://").unwrap().to_owned();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                // Who does not trust us hangs up.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut behind = TcpStream::connect(behind).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut behind).await;
            });
        }
    });
    port
}

/// Options for a provider that is found at another address than it says.
pub(crate) fn moved(to: &str) -> Vec<String> {
    let endpoints = [
        ("authorization", "authorize"),
        ("token", "token"),
        ("userinfo", "userinfo"),
        ("introspection", "introspect"),
        ("revocation", "revoke"),
        ("end_session", "end_session"),
        ("jwks", "keys"),
    ];
    let mut options = vec!["lychgate_issuer_check: any".to_owned()];
    options.extend(endpoints.map(|(name, path)| format!("{name}_endpoint: {to}/v1/{path}")));
    options
}

/// A configuration for a provider at another address, with these further options.
fn login_at(house: &House, to: &str, more: &[&str]) -> String {
    let moved = moved(to);
    let options: Vec<&str> = moved
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    let named = format!("issuer: {}", house.idp.issuer());
    house.login(&options).replace(&named, &format!("issuer: {to}"))
}

/// How often this was asked for.
fn times(asked: &[Asked], path: &str) -> usize {
    asked
        .iter()
        .filter(|asked| asked.target().ends_with(path))
        .count()
}

// DI-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_to_the_provider_goes_through_the_proxy() {
    let proxy = ForwardProxy::start(Manner::Demands(PROOF)).await;
    let house = House::start(&[
        &format!("http_proxy: {}", proxy.url()),
        &format!("http_proxy_authorization: {PROOF}"),
        "lychgate_allow_http_issuer: true",
        "discovery_headers_names: [x-api-key]",
        "discovery_headers_values: [only-for-discovery]",
        "search_user_info: true",
        "introspect_jwt_tokens: true",
        "logout_uri_suffix: /logout",
        "logout_revoke: true",
    ])
    .await;
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let token = alices_token(&house).await;
    assert_eq!(bring(&house.program(), "/", &token).await.status(), 200);
    browser.post(&house.url("/logout"), &[]).await;

    let asked = proxy.asked();
    let calls = house.idp.calls();
    for (path, calls) in [
        ("/.well-known/openid-configuration", calls.discovery),
        ("/v1/keys", calls.keys),
        ("/v1/token", calls.token),
        ("/v1/userinfo", calls.userinfo),
        ("/v1/introspect", calls.introspect),
        ("/v1/revoke", calls.revoke),
    ] {
        assert!(calls > 0, "{path}");
        assert_eq!(times(&asked, path), calls as usize, "{path} {asked:?}");
    }
    for asked in &asked {
        assert!(asked.target().starts_with(house.idp.issuer()), "{asked:?}");
        assert_eq!(asked.header("proxy-authorization"), Some(PROOF), "{asked:?}");
        let finds_out = asked.target().contains("well-known") || asked.target().ends_with("/v1/keys");
        assert_eq!(asked.header("x-api-key").is_some(), finds_out, "{asked:?}");
    }
}

// DI-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_does_not_believe_us_leaves_nobody_signed_in() {
    let proxy = ForwardProxy::start(Manner::Demands(PROOF)).await;
    let house = House::start(&[
        &format!("http_proxy: {}", proxy.url()),
        "http_proxy_authorization: Basic b3RoZXI6cGFzcw==",
        "lychgate_allow_http_issuer: true",
    ])
    .await;
    let page = house.browser().get(&house.url("/")).await;
    assert_eq!(page.status, 503, "{}", page.text());
    assert!(!proxy.asked().is_empty());
    assert_eq!((house.idp.calls().discovery, house.upstream.count()), (0, 0));
}

// DI-17: of a provider with TLS the proxy sees the name alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_makes_tunnels_to_a_provider_with_tls() {
    let proxy = ForwardProxy::start(Manner::Open).await;
    let mut house = House::start(&[]).await;
    // Nobody but the proxy knows the name.
    let port = front(house.idp.issuer(), &house.authority, &["idp.test"]).await;
    let there = format!("https://idp.test:{port}");
    let through = format!("https_proxy: {}", proxy.url());
    for (methods, calls) in [("[bearer]", 0), ("[introspection]", 1)] {
        let methods = format!("auth_methods: {methods}");
        house
            .apply(&login_at(&house, &there, &[&methods, &through]))
            .await;
        let token = clients_token(&house).await;
        assert_eq!(
            bring(&house.program(), "/", &token).await.status(),
            200,
            "{methods}"
        );
        assert_eq!(house.idp.calls().introspect, calls, "{methods}");
    }
    let asked = proxy.asked();
    assert!(!asked.is_empty());
    for asked in asked {
        assert_eq!(asked.line, format!("CONNECT idp.test:{port} HTTP/1.1"));
        assert_eq!(asked.header("authorization"), None);
    }
    // Where the host is to be called directly, nobody knows where that is.
    let directly = ["auth_methods: [bearer]", &through, "no_proxy: .test"];
    house.apply(&login_at(&house, &there, &directly)).await;
    let token = clients_token(&house).await;
    assert_eq!(bring(&house.program(), "/", &token).await.status(), 503);
}

// JK-20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_verified_counts_for_no_other_instance() {
    let mut house = House::start(&[]).await;
    // Nobody here trusts that authority.
    let port = front(house.idp.issuer(), &Authority::new(), &["localhost"]).await;
    let there = format!("https://localhost:{port}");
    let instance = |verify: &str| {
        let methods = "auth_methods: [bearer, introspection]";
        login_at(&house, &there, &[methods, &format!("ssl_verify: {verify}")])
    };
    let (blind, strict) = (instance("false"), instance("true"));
    let desk = strict.split_once("services:\n").unwrap().1;
    let desk = desk
        .replace("name: app", "name: desk")
        .replace("paths: [/]", "paths: [/desk]");
    house.apply(&format!("{blind}{desk}")).await;
    let (program, token) = (house.program(), clients_token(&house).await);
    for _ in 0..2 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
        // What is known of the provider, and of the token, is of no use to who cannot verify it.
        assert_eq!(bring(&program, "/desk", &token).await.status(), 503);
    }
}

// JK-20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_of_a_provider_that_was_not_verified_counts_for_no_other_instance() {
    let mut house = House::start(&[]).await;
    for (verified, status) in [("false", 200), ("true", 302)] {
        let desk = house.desk(&[&format!("ssl_verify: {verified}")]);
        let both = format!("{}{desk}", house.login(&["ssl_verify: false"]));
        house.apply(&both).await;
        let browser = house.browser();
        let page = house.sign_in(&browser, "/", "alice").await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(
            browser.get(&house.url("/desk")).await.status,
            status,
            "{verified}"
        );
    }
}
