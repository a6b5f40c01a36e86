//! Names and notations that Kong has given up count as what they mean now.

use std::collections::BTreeSet;

use schema::render::remedy;
use schema::{Record, Schema, Value, check, fill};
use serde_json::json;

use super::{faults, with};
use crate::config::Config;

/// What was written once, and what it is now.
fn table() -> Vec<(Value, Value)> {
    let nodes = |host: &str| json!([{ host: "10.0.0.1", "port": 7000 }, { host: "b.test", "port": 7001 }]);
    let addresses = json!(["10.0.0.1:7000", "b.test:7001"]);
    let mut table = vec![
        (
            json!({ "consumer_claim": ["a", "b"] }),
            json!({ "consumer_claims": [["a", "b"]] }),
        ),
        (
            json!({ "authorization_cookie_lifetime": 60 }),
            json!({ "authorization_rolling_timeout": 60 }),
        ),
        (
            json!({ "authorization_cookie_samesite": "off" }),
            json!({ "authorization_cookie_same_site": "Default" }),
        ),
        (
            json!({ "authorization_cookie_samesite": "Strict" }),
            json!({ "authorization_cookie_same_site": "Strict" }),
        ),
        (
            json!({ "authorization_cookie_httponly": false }),
            json!({ "authorization_cookie_http_only": false }),
        ),
        (
            json!({ "session_cookie_lifetime": 60 }),
            json!({ "session_rolling_timeout": 60 }),
        ),
        (
            json!({ "session_cookie_idletime": 60 }),
            json!({ "session_idling_timeout": 60 }),
        ),
        (
            json!({ "session_cookie_idletime": null }),
            json!({ "session_idling_timeout": 0 }),
        ),
        (
            json!({ "session_cookie_samesite": "off" }),
            json!({ "session_cookie_same_site": "Default" }),
        ),
        (
            json!({ "session_cookie_httponly": false }),
            json!({ "session_cookie_http_only": false }),
        ),
        (
            json!({ "session_memcache_prefix": "p" }),
            json!({ "session_memcached_prefix": "p" }),
        ),
        (
            json!({ "session_memcache_socket": "/s" }),
            json!({ "session_memcached_socket": "/s" }),
        ),
        (
            json!({ "session_memcache_host": "h" }),
            json!({ "session_memcached_host": "h" }),
        ),
        (
            json!({ "session_memcache_port": 1 }),
            json!({ "session_memcached_port": 1 }),
        ),
        (json!({ "session_cookie_renew": 600 }), json!({})),
        (json!({ "session_cookie_maxsize": 4000 }), json!({})),
        (json!({ "session_strategy": "default" }), json!({})),
        (json!({ "session_compressor": "none" }), json!({})),
    ];
    for (name, value) in [
        ("host", json!("h")),
        ("port", json!(1)),
        ("prefix", json!("p")),
        ("socket", json!("/s")),
        ("username", json!("u")),
        ("password", json!("s")),
        ("connect_timeout", json!(1)),
        ("read_timeout", json!(1)),
        ("send_timeout", json!(1)),
        ("ssl", json!(true)),
        ("ssl_verify", json!(false)),
        ("server_name", json!("n")),
        ("cluster_nodes", nodes("ip")),
        ("cluster_max_redirections", json!(1)),
    ] {
        let older = format!("session_redis_{name}");
        table.push((json!({ older: value }), json!({ "redis": { name: value } })));
    }
    table.push((
        json!({ "session_redis_cluster_maxredirections": 1 }),
        json!({ "redis": { "cluster_max_redirections": 1 } }),
    ));
    for redis in ["redis", "cluster_cache_redis"] {
        for (older, newer) in [
            (
                json!({ "timeout": 7 }),
                json!({ "connect_timeout": 7, "send_timeout": 7, "read_timeout": 7 }),
            ),
            (
                json!({ "cluster_addresses": addresses }),
                json!({ "cluster_nodes": nodes("ip") }),
            ),
            (
                json!({ "sentinel_addresses": addresses }),
                json!({ "sentinel_nodes": nodes("host") }),
            ),
        ] {
            table.push((json!({ redis: older }), json!({ redis: newer })));
        }
    }
    table
}

fn filled(changes: &Value) -> Value {
    let mut document = with(changes);
    fill(&Config::describe(), &mut document);
    document
}

#[test]
fn older_names_mean_what_they_meant() {
    for (older, newer) in table() {
        assert_eq!(filled(&older), filled(&newer), "{older}");
    }
}

/// Names of the older options, those of the Redis records too.
fn names(schema: &Schema, prefix: &str) -> BTreeSet<String> {
    let own = schema.shorthands.iter().map(|known| known.name());
    own.map(|name| format!("{prefix}{name}")).collect()
}

#[test]
fn every_older_name_is_in_the_table() {
    let schema = Config::describe();
    let mut known = names(&schema, "");
    for redis in ["redis", "cluster_cache_redis"] {
        let schema::Kind::Record(inner) = &schema.named(redis).unwrap().kind else {
            panic!("{redis} is a record");
        };
        known.extend(names(inner, &format!("{redis}.")));
    }
    let mut tried = BTreeSet::new();
    for (older, _) in table() {
        for (name, value) in older.as_object().unwrap() {
            match value.as_object() {
                Some(inner) => tried.extend(inner.keys().map(|part| format!("{name}.{part}"))),
                None => drop(tried.insert(name.clone())),
            }
        }
    }
    assert_eq!(known, tried);
}

#[test]
fn the_newer_name_wins() {
    for (both, newer) in [
        (
            json!({ "session_cookie_lifetime": 60, "session_rolling_timeout": 61 }),
            json!({ "session_rolling_timeout": 61 }),
        ),
        (
            json!({ "session_redis_host": "a", "redis": { "host": "b", "port": 1 } }),
            json!({ "redis": { "host": "b", "port": 1 } }),
        ),
        (
            json!({ "consumer_claim": ["a"], "consumer_claims": [["b"]] }),
            json!({ "consumer_claims": [["b"]] }),
        ),
    ] {
        assert_eq!(filled(&both), filled(&newer), "{both}");
    }
}

#[test]
fn an_older_name_does_not_open_what_the_newer_one_closes() {
    let older = json!({ "session_redis_host": "a" });
    let faults = faults(with(&older));
    assert_eq!(faults.len(), 1, "{older}: {faults:?}");
    assert!(faults[0].contains("not supported yet"), "{older}: {faults:?}");
}

#[test]
fn what_is_wrong_is_told_at_the_name_that_was_written() {
    for (older, place) in [
        (
            json!({ "session_cookie_lifetime": "1h" }),
            "session_cookie_lifetime:",
        ),
        (
            json!({ "session_cookie_samesite": "on" }),
            "session_cookie_samesite:",
        ),
        (json!({ "consumer_claim": "a" }), "consumer_claim:"),
        (json!({ "session_redis_port": 70000 }), "session_redis_port:"),
        (json!({ "session_strategy": 1 }), "session_strategy:"),
        (json!({ "redis": { "timeout": "1" } }), "redis.timeout:"),
    ] {
        let faults = faults(with(&older));
        assert_eq!(faults.len(), 1, "{older}: {faults:?}");
        assert!(faults[0].starts_with(place), "{older}: {faults:?}");
    }
}

/// Headers for claims have an older notation, whose lists are options still; both words for memcached are Kong's.
#[test]
fn older_notations_are_options_still() {
    let config = super::config(with(&json!({
        "upstream_headers": [{ "header": "X-Mail", "path": ["user", "mail"] }],
        "upstream_headers_claims": ["sub", "name", "surplus"],
        "upstream_headers_names": ["X-Sub", "X-Name"],
        "downstream_headers_claims": ["sub"],
        "downstream_headers_names": ["X-Who"],
    })));
    assert_eq!(
        config.forward.upstream.claims(),
        [
            ("X-Mail", vec!["user", "mail"]),
            ("X-Sub", vec!["sub"]),
            ("X-Name", vec!["name"]),
        ]
    );
    assert_eq!(config.forward.downstream.claims(), [("X-Who", vec!["sub"])]);
    for word in ["memcache", "memcached"] {
        let faults = faults(with(&json!({ "session_storage": word })));
        assert!(faults[0].contains("not supported yet"), "{faults:?}");
    }
}

#[test]
fn what_never_was_an_option_or_is_none_any_more_is_told() {
    for name in ["session_redis_auth", "auth_method"] {
        let faults = faults(with(&json!({ name: "x" })));
        assert!(
            faults[0].starts_with(&format!("{name}: unknown field")),
            "{faults:?}"
        );
    }
    let mut document = with(&json!({ "scopes": "openid,email" }));
    let schema = Config::describe();
    fill(&schema, &mut document);
    let told = remedy::lines(&check(&schema, &document));
    assert_eq!(told, ["scopes: expected an array — write a list, such as [a, b]"]);
}
