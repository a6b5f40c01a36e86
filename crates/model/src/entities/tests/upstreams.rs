//! Upstreams and their health checks.

use serde_json::{Value, json};

use super::{accepts, filled, refuses, spelt_out};
use crate::{Algorithm, CheckType, HashOn, Upstream};

/// What is told when the value of this field demands something of another one.
fn demand(by: &str) -> String {
    format!(": failed conditional validation given value of field '{by}'")
}

#[test]
fn an_upstream_has_kongs_defaults() {
    let mut document = spelt_out("upstreams", json!({ "name": "shop" }));
    assert_eq!(
        document,
        json!({
            "name": "shop", "algorithm": "round-robin", "hash_on": "none", "hash_fallback": "none",
            "hash_on_cookie_path": "/", "slots": 10000, "use_srv_name": false,
            "healthchecks": {
                "active": {
                    "type": "http", "concurrency": 10, "http_path": "/", "https_verify_certificate": true,
                    "timeout": 1,
                    "unhealthy": {
                        "interval": 0, "http_statuses": [429, 404, 500, 501, 502, 503, 504, 505],
                        "tcp_failures": 0, "timeouts": 0, "http_failures": 0
                    },
                    "healthy": { "http_statuses": [200, 302], "interval": 0, "successes": 0 }
                },
                "passive": {
                    "type": "http",
                    "healthy": {
                        "http_statuses": [
                            200, 201, 202, 203, 204, 205, 206, 207, 208, 226,
                            300, 301, 302, 303, 304, 305, 306, 307, 308
                        ],
                        "successes": 0
                    },
                    "unhealthy": {
                        "timeouts": 0, "tcp_failures": 0, "http_statuses": [429, 500, 503], "http_failures": 0
                    }
                },
                "threshold": 0
            }
        })
    );
    // What is written keeps its place, and its neighbours are filled in.
    document["healthchecks"] = json!({ "active": { "healthy": { "interval": 0.5 } } });
    let upstream: Upstream = filled("upstreams", document);
    let active = upstream.healthchecks.active;
    assert_eq!(active.r#type, Some(CheckType::Http));
    assert_eq!(active.healthy.interval.unwrap().number(), 0.5);
    assert_eq!(active.healthy.http_statuses, Some(vec![200, 302]));
    assert_eq!(upstream.slots, Some(10_000));
    refuses("upstreams", json!({}), &["name: required field missing"]);
}

#[test]
fn the_name_of_an_upstream_is_a_host_without_a_port() {
    for name in ["shop", "shop.internal", "shop_1", "Shop."] {
        accepts("upstreams", json!({ "name": name }));
    }
    for (name, fault) in [
        ("127.0.0.1", "no ip addresses allowed"),
        ("::1", "no ip addresses allowed"),
        ("[::1]:80", "no ip addresses allowed"),
        ("127.0.0.1:80", "no ip addresses allowed"),
        ("shop:80", "no port allowed"),
        ("shop:http", "must be a valid hostname"),
        ("a b", "must be a valid hostname"),
        ("-shop", "must be a valid hostname"),
        ("300.1.1.1", "must be a valid hostname"),
    ] {
        refuses(
            "upstreams",
            json!({ "name": name }),
            &[&format!("name: Invalid name ('{name}'); {fault}")],
        );
    }
}

#[test]
fn every_field_of_an_upstream_has_its_bounds() {
    refuses(
        "upstreams",
        json!({
            "name": "shop", "algorithm": "fastest", "hash_fallback": "weather",
            "hash_on_header": "a b", "hash_fallback_header": "c:", "hash_on_cookie": "not a <cookie>",
            "hash_on_cookie_path": "x", "hash_on_query_arg": "", "hash_fallback_query_arg": "",
            "hash_on_uri_capture": "", "hash_fallback_uri_capture": 5, "slots": 9, "tags": ["a,b"],
            "host_header": "a:x", "client_certificate": { "id": "x" }, "use_srv_name": "yes"
        }),
        &[
            "algorithm: expected one of: consistent-hashing, least-connections, round-robin, latency",
            "hash_fallback: expected one of: none, consumer, ip, header, cookie, path, query_arg, uri_capture",
            "hash_on_header: bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'",
            "hash_fallback_header: bad header name 'c:', allowed characters are A-Z, a-z, 0-9, '_', and '-'",
            "hash_on_cookie: bad cookie name 'not a <cookie>', allowed characters are A-Z, a-z, 0-9, '_', and '-'",
            "hash_on_cookie_path: should start with: /",
            "hash_on_query_arg: length must be at least 1",
            "hash_fallback_query_arg: length must be at least 1",
            "hash_on_uri_capture: length must be at least 1",
            "hash_fallback_uri_capture: expected a string",
            "slots: value should be between 10 and 65536",
            "tags[0]: invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences",
            "host_header: invalid value: a:x",
            "client_certificate.id: expected a valid UUID",
            "use_srv_name: expected a boolean",
        ],
    );
    accepts(
        "upstreams",
        json!({ "name": "shop", "host_header": "shop.test:8080", "slots": 65536 }),
    );
    refuses(
        "upstreams",
        json!({ "name": "shop", "slots": 65537, "hash_on": "weather", "algorithm": 5 }),
        &[
            "algorithm: expected a string",
            "hash_on: expected one of: none, consumer, ip, header, cookie, path, query_arg, uri_capture",
            "slots: value should be between 10 and 65536",
        ],
    );
}

#[test]
fn every_field_of_the_health_checks_has_its_bounds() {
    refuses(
        "upstreams",
        json!({
            "name": "shop",
            "healthchecks": {
                "active": {
                    "type": "udp", "concurrency": 0, "http_path": "a", "https_sni": "127.0.0.1",
                    "https_verify_certificate": null, "headers": { "x-a": "b", "x b": ["c"] }, "timeout": -1,
                    "unhealthy": { "interval": 65536, "http_statuses": [99, 200], "tcp_failures": 256 },
                    "healthy": { "http_statuses": [1000], "interval": -1, "successes": 1.5 }
                },
                "passive": {
                    "type": "x", "healthy": { "successes": 256 },
                    "unhealthy": { "timeouts": 256, "tcp_failures": -1, "http_failures": 256, "interval": 1 }
                },
                "threshold": 100.5
            }
        }),
        &[
            "healthchecks.active.type: expected one of: tcp, http, https, grpc, grpcs",
            "healthchecks.active.concurrency: value should be between 1 and 2147483648",
            "healthchecks.active.http_path: should start with: /",
            "healthchecks.active.https_sni: must not be an IP",
            "healthchecks.active.https_verify_certificate: required field missing",
            "healthchecks.active.headers.x-a: expected an array",
            "healthchecks.active.headers.x b: bad header name 'x b', allowed characters are A-Z, a-z, 0-9, '_', and '-'",
            "healthchecks.active.timeout: value should be between 0 and 65535",
            "healthchecks.active.unhealthy.interval: value should be between 0 and 65535",
            "healthchecks.active.unhealthy.http_statuses[0]: value should be between 100 and 999",
            "healthchecks.active.unhealthy.tcp_failures: value should be between 0 and 255",
            "healthchecks.active.healthy.http_statuses[0]: value should be between 100 and 999",
            "healthchecks.active.healthy.interval: value should be between 0 and 65535",
            "healthchecks.active.healthy.successes: expected an integer",
            "healthchecks.passive.type: expected one of: tcp, http, https, grpc, grpcs",
            "healthchecks.passive.healthy.successes: value should be between 0 and 255",
            "healthchecks.passive.unhealthy.timeouts: value should be between 0 and 255",
            "healthchecks.passive.unhealthy.tcp_failures: value should be between 0 and 255",
            "healthchecks.passive.unhealthy.http_failures: value should be between 0 and 255",
            "healthchecks.passive.unhealthy.interval: unknown field",
            "healthchecks.threshold: value should be between 0 and 100",
        ],
    );
    refuses(
        "upstreams",
        json!({ "name": "shop", "healthchecks": null }),
        &["healthchecks: required field missing"],
    );
    accepts(
        "upstreams",
        json!({ "name": "shop", "healthchecks": { "active": { "concurrency": 2_147_483_648_u64 } } }),
    );
}

#[test]
fn what_is_hashed_must_be_named() {
    for (field, on, needed) in [
        ("hash_on", "header", "hash_on_header"),
        ("hash_fallback", "header", "hash_fallback_header"),
        ("hash_on", "cookie", "hash_on_cookie"),
        ("hash_fallback", "cookie", "hash_on_cookie"),
        ("hash_on", "query_arg", "hash_on_query_arg"),
        ("hash_fallback", "query_arg", "hash_fallback_query_arg"),
        ("hash_on", "uri_capture", "hash_on_uri_capture"),
        ("hash_fallback", "uri_capture", "hash_fallback_uri_capture"),
    ] {
        let mut document = json!({ "name": "shop", "hash_on": "ip" });
        document[field] = on.into();
        refuses(
            "upstreams",
            document.clone(),
            &[&demand(field), &format!("{needed}: required field missing")],
        );
        document[needed] = "x".into();
        accepts("upstreams", document);
    }
}

#[test]
fn the_fallback_is_another_thing_to_hash() {
    let all = "consumer, header, cookie, path, query_arg";
    for (on, fallback, allowed) in [
        ("none", "ip", "none".to_owned()),
        ("cookie", "ip", "none".to_owned()),
        (
            "consumer",
            "consumer",
            "none, ip, header, cookie, path, query_arg, uri_capture".to_owned(),
        ),
        ("ip", "ip", format!("none, {all}, uri_capture")),
        (
            "path",
            "path",
            "none, consumer, header, cookie, query_arg, ip, uri_capture".to_owned(),
        ),
    ] {
        let document = json!({
            "name": "shop", "hash_on": on, "hash_fallback": fallback, "hash_on_cookie": "x"
        });
        refuses(
            "upstreams",
            document,
            &[
                &demand("hash_on"),
                &format!("hash_fallback: expected one of: {allowed}"),
            ],
        );
    }
    for (on, fallback) in [
        ("ip", "consumer"),
        ("consumer", "path"),
        ("path", "cookie"),
        ("ip", "none"),
    ] {
        accepts(
            "upstreams",
            json!({ "name": "shop", "hash_on": on, "hash_fallback": fallback, "hash_on_cookie": "x" }),
        );
    }
    accepts(
        "upstreams",
        json!({ "name": "shop", "hash_on": "ip", "hash_fallback": null }),
    );
}

#[test]
fn first_and_fallback_have_other_names() {
    for what in ["header", "query_arg", "uri_capture"] {
        let (first, second) = (format!("hash_on_{what}"), format!("hash_fallback_{what}"));
        let mut document = json!({ "name": "shop", "hash_on": what, "hash_fallback": what });
        document[&first] = "x".into();
        document[&second] = "x".into();
        let fault = format!(": values of these fields must be distinct: '{first}', '{second}'");
        refuses("upstreams", document.clone(), &[&fault]);
        document[&second] = "y".into();
        accepts("upstreams", document);
    }
}

#[test]
fn algorithm_and_hash_agree() {
    let written = |algorithm: Option<&str>, on: Option<Value>| {
        let mut document = json!({ "name": "shop" });
        if let Some(algorithm) = algorithm {
            document["algorithm"] = algorithm.into();
        }
        if let Some(on) = on {
            document["hash_on"] = on;
        }
        document
    };
    for (algorithm, on, expected) in [
        (None, Some(json!("ip")), ("consistent-hashing", "ip")),
        (None, Some(json!("none")), ("round-robin", "none")),
        (None, Some(json!(null)), ("round-robin", "none")),
        (
            Some("round-robin"),
            Some(json!("ip")),
            ("consistent-hashing", "ip"),
        ),
        (
            Some("consistent-hashing"),
            Some(json!("none")),
            ("round-robin", "none"),
        ),
        (Some("consistent-hashing"), None, ("consistent-hashing", "none")),
        (
            Some("least-connections"),
            Some(json!("ip")),
            ("least-connections", "none"),
        ),
        (
            Some("least-connections"),
            Some(json!("none")),
            ("least-connections", "none"),
        ),
        (Some("latency"), Some(json!("ip")), ("latency", "none")),
        (Some("latency"), None, ("latency", "none")),
    ] {
        let once = spelt_out("upstreams", written(algorithm, on.clone()));
        let told = (
            once["algorithm"].as_str().unwrap(),
            once["hash_on"].as_str().unwrap(),
        );
        assert_eq!(told, expected, "{algorithm:?}, {on:?}");
        // Whoever reads what is kept finds the same, but that hashing nothing is taking turns.
        let upstream: Upstream = filled("upstreams", once.clone());
        let hashes_nothing = expected == ("consistent-hashing", "none");
        assert_eq!(
            upstream.algorithm == Some(Algorithm::RoundRobin),
            hashes_nothing || expected.0 == "round-robin"
        );
        assert_eq!(upstream.hash_on == Some(HashOn::None), expected.1 == "none");
    }
}
