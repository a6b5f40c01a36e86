//! On what terms the provider is called.

use ports::{Connections, HttpVersion, Reach, Terms, Verification};
use serde_json::{Value, json};

use super::{config, with};
use crate::config::read_by_nobody;

fn terms(changes: &Value) -> Terms {
    config(with(changes)).http.terms().unwrap()
}

#[test]
fn without_a_word_a_provider_is_verified_and_called_directly() {
    assert_eq!(terms(&json!({})), Terms::default());
    assert_eq!(
        terms(&json!({
            "ssl_verify": true, "http_version": 1.1, "keepalive": true, "no_proxy": null,
            "http_proxy": null, "https_proxy": null,
        })),
        Terms::default()
    );
}

#[test]
fn each_option_changes_what_it_says() {
    assert_eq!(
        terms(&json!({ "ssl_verify": false })).verification,
        Verification::NotVerified
    );
    assert_eq!(
        terms(&json!({ "keepalive": false })).connections,
        Connections::UsedOnce
    );
    for one in [json!(1), json!(1.0)] {
        assert_eq!(
            terms(&json!({ "http_version": one })).version,
            HttpVersion::Http10
        );
    }
    let proxies = terms(&json!({
        "http_proxy": "http://plain.test:3128",
        "http_proxy_authorization": "Basic cGxhaW4=",
        "https_proxy": "https://tunnel.test",
        "https_proxy_authorization": "Basic dHVubmVs",
        "no_proxy": ".inside.test, 10.0.0.0/8",
    }))
    .proxies;
    for (scheme, host, proxy, proof) in [
        ("http", "idp.test", "http://plain.test:3128/", "Basic cGxhaW4="),
        ("https", "idp.test", "https://tunnel.test/", "Basic dHVubmVs"),
    ] {
        let found = proxies.towards(scheme, host, 443).unwrap();
        let shown = found.authorization.as_ref().unwrap();
        assert_eq!((found.url.as_str(), shown.to_str().unwrap()), (proxy, proof));
        assert!(shown.is_sensitive() && !format!("{found:?}").contains(proof));
    }
    for host in ["idp.inside.test", "10.1.2.3"] {
        assert_eq!(proxies.towards("https", host, 443), None, "{host}");
    }
}

#[test]
fn what_cannot_be_put_to_use_is_told_with_what_would_be_right() {
    for (changes, code, hint) in [
        (
            json!({ "http_version": 2 }),
            "config.http_version",
            "write 1.1 or 1.0",
        ),
        (
            json!({ "http_version": 1.2 }),
            "config.http_version",
            "write 1.1 or 1.0",
        ),
        (
            json!({ "http_version": 0 }),
            "config.http_version",
            "write 1.1 or 1.0",
        ),
        (
            json!({ "https_proxy": "http://user:s3cret@proxy.test" }),
            "config.proxy",
            "https_proxy_authorization",
        ),
        (
            json!({ "http_proxy": "http://proxy.test/path" }),
            "config.proxy",
            "no path",
        ),
        (
            json!({ "http_proxy": "http://proxy.test/?a=b" }),
            "config.proxy",
            "no path",
        ),
        (
            json!({ "https_proxy": "http://proxy.test", "https_proxy_authorization": "Basic s3cret\r\nX: y" }),
            "config.proxy",
            "without line ends",
        ),
        (
            json!({ "no_proxy": "http://idp.test" }),
            "config.no_proxy",
            "write names",
        ),
        (
            json!({ "no_proxy": "a.test b.test" }),
            "config.no_proxy",
            "write names",
        ),
    ] {
        let fault = config(with(&changes)).http.terms().unwrap_err();
        assert_eq!(fault.code, code, "{changes}: {fault}");
        assert!(fault.detail.contains(hint), "{changes}: {fault}");
        assert!(!fault.detail.contains("s3cret"), "{fault}");
    }
    let all = config(with(&json!({
        "http_version": 2, "no_proxy": "*.*", "http_proxy": "http://a@proxy.test", "https_proxy": "http://proxy.test/a",
    })));
    let all = all.http.terms().unwrap_err().detail;
    for option in ["http_version:", "no_proxy:", "http_proxy:", "https_proxy:"] {
        assert!(all.contains(option), "{all}");
    }
}

// DI-17
#[test]
fn a_proxy_that_would_read_secrets_is_refused() {
    let proxies = terms(&json!({
        "http_proxy": "http://proxy.test", "https_proxy": "http://proxy.test", "no_proxy": "127.0.0.1",
    }))
    .proxies;
    for (issuer, reach, fits) in [
        ("http://localhost:8080", Reach::Loopback, false),
        ("http://localhost:8080", Reach::Unencrypted, true),
        ("http://127.0.0.1:8080", Reach::Loopback, true),
        ("https://localhost", Reach::Loopback, true),
        ("https://idp.test", Reach::Network, true),
    ] {
        let called = config(with(&json!({ "issuer": issuer }))).called().unwrap();
        let judged = read_by_nobody(&called, reach, &proxies);
        assert_eq!(judged.is_ok(), fits, "{issuer}");
        assert!(judged.is_ok() || judged.is_err_and(|fault| fault.code == "config.proxy_reads"));
    }
}

#[test]
fn whoever_says_so_may_call_without_tls() {
    let reach = |issuer: &str, allowed: bool| {
        let config = config(with(
            &json!({ "issuer": issuer, "lychgate_allow_http_issuer": allowed }),
        ));
        config.reach().ok()
    };
    for (issuer, usually, allowed) in [
        ("https://idp.test", Some(Reach::Network), Some(Reach::Network)),
        ("http://idp.test", None, Some(Reach::Unencrypted)),
        (
            "http://localhost:8080",
            Some(Reach::Loopback),
            Some(Reach::Unencrypted),
        ),
        (
            "https://127.0.0.1",
            Some(Reach::Loopback),
            Some(Reach::Unencrypted),
        ),
    ] {
        assert_eq!(reach(issuer, false), usually, "{issuer}");
        assert_eq!(reach(issuer, true), allowed, "{issuer}");
    }
}

/// A mere name is called by nobody: where its endpoints are counts.
#[test]
fn the_endpoints_of_a_pseudo_issuer_say_how_they_are_reached() {
    let reach = |name: &str, endpoints: &Value, allowed: bool| {
        let mut options = json!({
            "issuer": name, "using_pseudo_issuer": true, "lychgate_allow_http_issuer": allowed,
        });
        let all = options.as_object_mut().unwrap();
        all.extend(endpoints.as_object().unwrap().clone());
        config(with(&options)).reach().ok()
    };
    let (here, far) = ("http://127.0.0.1:8080/keys", "http://idp.test/keys");
    for (endpoints, usually, allowed) in [
        (json!({}), Some(Reach::Network), Some(Reach::Network)),
        (
            json!({ "jwks_endpoint": "https://idp.test/keys" }),
            Some(Reach::Network),
            Some(Reach::Network),
        ),
        (
            json!({ "jwks_endpoint": here, "token_endpoint": "https://idp.test/token" }),
            Some(Reach::Loopback),
            Some(Reach::Unencrypted),
        ),
        (json!({ "jwks_endpoint": far }), None, Some(Reach::Unencrypted)),
        (
            json!({ "jwks_endpoint": here, "userinfo_endpoint": far }),
            None,
            Some(Reach::Unencrypted),
        ),
        (
            json!({ "extra_jwks_uris": [here, far] }),
            None,
            Some(Reach::Unencrypted),
        ),
        (
            json!({ "mtls_token_endpoint": far }),
            None,
            Some(Reach::Unencrypted),
        ),
        (
            json!({ "authorization_endpoint": far }),
            None,
            Some(Reach::Unencrypted),
        ),
        (
            json!({ "token_exchange_endpoint": far }),
            None,
            Some(Reach::Unencrypted),
        ),
    ] {
        for name in ["https://tenant.test", "http://tenant.test", "http://localhost"] {
            assert_eq!(reach(name, &endpoints, false), usually, "{name} {endpoints}");
            assert_eq!(reach(name, &endpoints, true), allowed, "{name} {endpoints}");
        }
    }
}

#[test]
fn more_headers_of_discovery() {
    let headers = |names: Value, values: Value| {
        let changes = json!({ "discovery_headers_names": names, "discovery_headers_values": values });
        config(with(&changes)).provider.headers()
    };
    let found = headers(
        json!(["X-Key", "x_tenant", "x-key", "surplus"]),
        json!(["a", "b", "c"]),
    )
    .unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    assert_eq!(told, [("x_tenant", "b"), ("x-key", "c")]);
    assert!(found.iter().all(|(_, value)| value.is_sensitive()));
    assert_eq!(headers(json!(null), json!(null)).unwrap(), []);
    for (name, value) in [
        ("host", "evil.test"),
        ("Connection", "close"),
        ("Content-Length", "1"),
        ("transfer-encoding", "chunked"),
        ("Proxy-Authorization", "s3cret"),
        ("x key", "s3cret"),
        ("x-key", "s3cret\r\nx: y"),
    ] {
        let fault = headers(json!([name]), json!([value])).unwrap_err();
        assert_eq!(fault.code, "config.call_header", "{name}");
        assert!(!fault.detail.contains("s3cret"), "{fault}");
    }
}
