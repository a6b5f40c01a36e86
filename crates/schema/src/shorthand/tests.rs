//! What is said by an older name counts as if it were said by the new one.

use serde_json::{Value, json};

use crate::render::kong;
use crate::{Record, Seconds, Shorthand, check, fill};

#[derive(Record)]
#[record(
    shorthand = Shorthand::of("lifetime", "rolling_timeout"),
    shorthand = Shorthand::of("idletime", "idling_timeout").null_is(0),
    shorthand = Shorthand::of("claim", "claims").only(),
    shorthand = Shorthand::of("redis_host", "host").inside("redis"),
    shorthand = Shorthand::of("redis_nodes", "nodes").inside("redis"),
    shorthand = Shorthand::without_effect::<u16>("maxsize")
)]
#[expect(dead_code, reason = "only described, never read")]
struct Options {
    rolling_timeout: Option<Seconds>,
    #[field(default = 900)]
    idling_timeout: Option<Seconds>,
    claims: Option<Vec<Vec<String>>>,
    #[flatten = "session_"]
    cookie: Cookie,
    redis: Option<Redis>,
}

#[derive(Record)]
#[record(shorthand = Shorthand::of("samesite", "same_site").word("off", "Default"))]
#[expect(dead_code, reason = "only described, never read")]
struct Cookie {
    #[field(default = "Lax", one_of("Lax", "Default"))]
    same_site: String,
}

#[derive(Record)]
#[record(
    shorthand = Shorthand::of("timeout", "read_timeout").and("send_timeout"),
    shorthand = Shorthand::of("addresses", "nodes").addresses("ip")
)]
#[expect(dead_code, reason = "only described, never read")]
struct Redis {
    #[field(default = "localhost")]
    host: Option<String>,
    read_timeout: Option<u16>,
    #[field(default = 5)]
    send_timeout: Option<u16>,
    nodes: Option<Vec<Node>>,
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Node {
    #[field(default = "localhost")]
    ip: String,
    #[field(default = 6379)]
    port: u16,
}

fn filled(mut document: Value) -> Value {
    fill(&Options::describe(), &mut document);
    document
}

#[track_caller]
fn means(document: Value, expected: Value) {
    let document = filled(document);
    assert_eq!(document, filled(expected));
    assert!(check(&Options::describe(), &document).is_empty());
}

#[track_caller]
fn told(document: Value, expected: &[&str]) {
    let found = check(&Options::describe(), &filled(document));
    let told: Vec<String> = found
        .iter()
        .map(|(path, violation)| format!("{path}: {}", kong::message(violation)))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn an_older_name_is_spelt_out() {
    for (older, newer) in [
        (json!({ "lifetime": 5 }), json!({ "rolling_timeout": 5 })),
        (json!({ "idletime": 5 }), json!({ "idling_timeout": 5 })),
        (json!({ "idletime": null }), json!({ "idling_timeout": 0 })),
        (json!({ "claim": ["a", "b"] }), json!({ "claims": [["a", "b"]] })),
        (json!({ "maxsize": 4000 }), json!({})),
        (
            json!({ "session_samesite": "off" }),
            json!({ "session_same_site": "Default" }),
        ),
        (
            json!({ "session_samesite": "Default" }),
            json!({ "session_same_site": "Default" }),
        ),
    ] {
        means(older, newer);
    }
}

#[test]
fn an_older_name_may_reach_into_a_record() {
    for (older, newer) in [
        (json!({ "redis_host": "a" }), json!({ "redis": { "host": "a" } })),
        (
            json!({ "redis_host": "a", "redis": null }),
            json!({ "redis": { "host": "a" } }),
        ),
        (
            json!({ "redis_host": "a", "redis": { "read_timeout": 1 } }),
            json!({ "redis": { "host": "a", "read_timeout": 1 } }),
        ),
        (
            json!({ "redis_nodes": [{ "ip": "a" }] }),
            json!({ "redis": { "nodes": [{ "ip": "a", "port": 6379 }] } }),
        ),
        (
            json!({ "redis": { "timeout": 7 } }),
            json!({ "redis": { "read_timeout": 7, "send_timeout": 7 } }),
        ),
        (
            json!({ "redis": { "addresses": ["a:1", "::1:2"] } }),
            json!({ "redis": { "nodes": [{ "ip": "a", "port": 1 }, { "ip": "::1", "port": 2 }] } }),
        ),
    ] {
        means(older, newer);
    }
}

#[test]
fn the_new_name_wins_unless_it_says_nothing() {
    for (both, newer) in [
        (
            json!({ "lifetime": 5, "rolling_timeout": 6 }),
            json!({ "rolling_timeout": 6 }),
        ),
        (
            json!({ "claim": ["a"], "claims": null }),
            json!({ "claims": [["a"]] }),
        ),
        (
            json!({ "redis_host": "a", "redis": { "host": "b" } }),
            json!({ "redis": { "host": "b" } }),
        ),
        (
            json!({ "redis": { "timeout": 7, "send_timeout": 8 } }),
            json!({ "redis": { "read_timeout": 7, "send_timeout": 8 } }),
        ),
    ] {
        means(both, newer);
    }
}

#[test]
fn null_says_nothing() {
    means(
        json!({ "lifetime": null, "claim": null, "redis_host": null, "maxsize": null, "session_samesite": null }),
        json!({}),
    );
}

#[test]
fn what_cannot_be_spelt_out_is_told_at_the_name_that_was_written() {
    told(
        json!({ "claim": [1], "idletime": -1, "lifetime": "5", "maxsize": "4000", "session_samesite": "on" }),
        &[
            "claim[0]: expected a string",
            "idletime: value should be between 0 and 4000000000",
            "lifetime: expected a number",
            "maxsize: expected an integer",
            "session_samesite: expected one of: Lax, Default",
        ],
    );
    told(
        json!({ "redis": { "addresses": ["a:1", "a", ":1", "a:x"], "timeout": true } }),
        &[
            "redis.addresses[1]: invalid value: a",
            "redis.addresses[2]: invalid value: :1",
            "redis.addresses[3]: invalid value: a:x",
            "redis.timeout: expected an integer",
        ],
    );
    told(
        json!({ "redis_host": "a", "redis": 5 }),
        &["redis: expected a record"],
    );
}

#[test]
fn older_names_can_be_listed() {
    let schema = Options::describe();
    let targets = |name| {
        let known = schema.shorthands.iter().find(|known| known.name() == name);
        known.unwrap().targets().collect::<Vec<_>>()
    };
    assert_eq!(targets("session_samesite"), ["session_same_site"]);
    assert_eq!(targets("redis_host"), ["host in redis"]);
    assert_eq!(targets("maxsize"), [""; 0]);
}

#[test]
#[should_panic(expected = "declared above")]
fn a_shorthand_of_nothing_is_a_slip() {
    drop(Cookie::describe().shorthand(Shorthand::of("a", "b")));
}
