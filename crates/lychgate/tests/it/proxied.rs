//! Providers behind a proxy, and whose certificates are believed.

use testkit::proxy::{Asked, ForwardProxy, Manner};

use crate::bearer::{alices_token, bring};
use crate::house::House;

const PROOF: &str = "Basic dXNlcjpwYXNz";

/// How often this was asked for.
fn times(asked: &[Asked], path: &str) -> usize {
    asked
        .iter()
        .filter(|asked| asked.target().ends_with(path))
        .count()
}

// DI-17, DI-19
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
