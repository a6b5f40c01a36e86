use std::time::Duration;

use http::{HeaderName, HeaderValue};
use plugin::{Credential, Exchange, Head, Id, Kind, Seat, Services, Verdict};
use plugins::RateLimiting;
use schema::render::outline;
use serde_json::{Value, json};
use testkit::clock::SettableClock;

use crate::request::{faults, get, seat, services};

const KIND: Kind = Kind::of::<RateLimiting>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("rate-limiting", 910));
}

/// As Kong tells its schema; it has the form of a host in code, and demands more of a Redis, which is refused here.
#[test]
fn its_options_are_kongs() {
    let periods = ["second", "minute", "hour", "day", "month", "year"];
    let mut expected: Vec<_> = periods
        .iter()
        .map(|period| format!("{period}: number, above 0"))
        .collect();
    expected.extend(
        [
            "limit_by: string, default \"consumer\", one of consumer credential header ip path service",
            "header_name: string, headername",
            "path: string, path",
            "policy: string, default \"local\", one of cluster local redis",
            "fault_tolerant: boolean, required, default true",
            "redis: record, required",
            "redis.host: string, host",
            "redis.port: integer, default 6379, from 0 to 65535",
            "redis.timeout: integer, default 2000, from 0 to 2147483646",
            "redis.username: string, referenceable",
            "redis.password: string, at least 0, encrypted, referenceable",
            "redis.database: integer, default 0",
            "redis.ssl: boolean, default false",
            "redis.ssl_verify: boolean, default false",
            "redis.server_name: string, host",
            "hide_client_headers: boolean, required, default false",
            "error_code: number, default 429, above 0",
            "error_message: string, default \"API rate limit exceeded\"",
            "sync_rate: number, required, default -1",
            "check: at least one of second minute hour day month year",
            "check: limit_by header needs header_name",
            "check: limit_by path needs path",
            "check: a rule of its own",
            "check: a rule of its own",
        ]
        .map(str::to_owned),
    );
    assert_eq!(outline::declared(&(KIND.schema)()), expected);
}

/// A plugin on a core of a node whose time is ours.
struct Node {
    services: Services,
    clock: SettableClock,
}

impl Node {
    /// At the beginning of a year.
    fn new() -> Self {
        let clock = SettableClock::default();
        let services = Services {
            clock: std::sync::Arc::new(clock.clone()),
            ..services()
        };
        Self { services, clock }
    }

    fn seat(&self, id: &str, mut config: Value) -> Seat {
        assert_eq!(faults(&KIND, &mut config), [""; 0], "{config}");
        let id = Id::named("plugins", id);
        KIND.build_as(id, &config, &self.services).unwrap().seat()
    }
}

/// The headers for the client, in the order of their names.
fn told(head: &Head) -> String {
    let line = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}:{}", value.to_str().unwrap());
    let mut lines: Vec<_> = head.iter().map(line).collect();
    lines.sort();
    lines.join(" ")
}

/// What is said to a request; nothing if it passes.
fn said(seat: &Seat, exchange: &mut Exchange) -> Option<(u16, String)> {
    match seat.at_once(exchange) {
        Some(Verdict::Pass) => None,
        Some(Verdict::Refuse(refusal)) => Some((refusal.status.as_u16(), refusal.message.into_owned())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn clients_are_told_how_much_is_left() {
    let node = Node::new();
    let seat = node.seat("a", json!({ "minute": 2, "hour": 3 }));
    let refused = || Some((429, "API rate limit exceeded".to_owned()));
    for (seconds, expected, lines) in [
        (
            0,
            None,
            "ratelimit-limit:2 ratelimit-remaining:1 ratelimit-reset:60 x-ratelimit-limit-hour:3 \
             x-ratelimit-limit-minute:2 x-ratelimit-remaining-hour:2 x-ratelimit-remaining-minute:1",
        ),
        (
            20,
            None,
            "ratelimit-limit:2 ratelimit-remaining:0 ratelimit-reset:40 x-ratelimit-limit-hour:3 \
             x-ratelimit-limit-minute:2 x-ratelimit-remaining-hour:1 x-ratelimit-remaining-minute:0",
        ),
        // The hour keeps what the minute refuses.
        (
            10,
            refused(),
            "ratelimit-limit:2 ratelimit-remaining:0 ratelimit-reset:30 retry-after:30 x-ratelimit-limit-hour:3 \
             x-ratelimit-limit-minute:2 x-ratelimit-remaining-hour:1 x-ratelimit-remaining-minute:0",
        ),
        // Of two that leave the same the longer one counts.
        (
            30,
            None,
            "ratelimit-limit:3 ratelimit-remaining:0 ratelimit-reset:3540 x-ratelimit-limit-hour:3 \
             x-ratelimit-limit-minute:2 x-ratelimit-remaining-hour:0 x-ratelimit-remaining-minute:1",
        ),
        (
            0,
            refused(),
            "ratelimit-limit:3 ratelimit-remaining:0 ratelimit-reset:3540 retry-after:3540 \
             x-ratelimit-limit-hour:3 x-ratelimit-limit-minute:2 x-ratelimit-remaining-hour:0 \
             x-ratelimit-remaining-minute:1",
        ),
        (
            3540,
            None,
            "ratelimit-limit:2 ratelimit-remaining:1 ratelimit-reset:60 x-ratelimit-limit-hour:3 \
             x-ratelimit-limit-minute:2 x-ratelimit-remaining-hour:2 x-ratelimit-remaining-minute:1",
        ),
    ] {
        node.clock.advance(Duration::from_secs(seconds));
        let mut exchange = get("/", &[]);
        assert_eq!(said(&seat, &mut exchange), expected);
        assert_eq!(told(&exchange.downstream), lines);
    }
}

#[test]
fn each_period_has_its_headers() {
    for (period, reset) in [
        ("second", 1),
        ("minute", 60),
        ("hour", 3600),
        ("day", 86_400),
        ("month", 2_592_000),
        ("year", 31_536_000),
    ] {
        let node = Node::new();
        let seat = node.seat("a", json!({ period: 1.5 }));
        for (remaining, retry) in [("0.5", None), ("0", None), ("0", Some(reset))] {
            let mut exchange = get("/", &[]);
            assert_eq!(said(&seat, &mut exchange).is_some(), retry.is_some(), "{period}");
            let retry = retry.map_or_else(String::new, |reset| format!("retry-after:{reset} "));
            assert_eq!(
                told(&exchange.downstream),
                format!(
                    "ratelimit-limit:1.5 ratelimit-remaining:{remaining} ratelimit-reset:{reset} {retry}\
                     x-ratelimit-limit-{period}:1.5 x-ratelimit-remaining-{period}:{remaining}"
                )
            );
        }
    }
    // The thirty-first day of a month of thirty days is over at once, as in Kong.
    let node = Node::new();
    node.clock.advance(Duration::from_hours(30 * 24 + 5));
    let mut exchange = get("/", &[]);
    assert_eq!(said(&node.seat("a", json!({ "month": 9 })), &mut exchange), None);
    assert!(told(&exchange.downstream).contains("ratelimit-reset:1 "));
}

#[test]
fn what_a_refusal_says() {
    let node = Node::new();
    let config =
        json!({ "minute": 1, "error_code": 404, "error_message": "later", "hide_client_headers": true });
    let seat = node.seat("a", config);
    assert_eq!(said(&seat, &mut get("/", &[])), None);
    let mut exchange = get("/", &[]);
    assert_eq!(said(&seat, &mut exchange), Some((404, "later".to_owned())));
    assert!(exchange.downstream.is_empty(), "{exchange:?}");
    for status in [100.0, 199.0, 600.0, 404.5] {
        let built = crate::request::seat(&KIND, json!({ "minute": 1, "error_code": status }));
        assert_eq!(
            built.err().unwrap().code,
            "rate_limiting.misconfigured",
            "{status}"
        );
    }
    // Null is Kong's own.
    let seat = node.seat(
        "b",
        json!({ "minute": 1, "error_code": null, "error_message": null, "limit_by": null }),
    );
    let _ = said(&seat, &mut get("/", &[]));
    assert_eq!(
        said(&seat, &mut get("/", &[])),
        Some((429, "API rate limit exceeded".to_owned()))
    );
}

/// A request from this address by this credential, with this in a header.
fn asking(path: &str, client: &str, credential: Option<&str>, header: Option<&'static str>) -> Exchange {
    let mut exchange = get(path, &[]);
    exchange.received.client.set_ip(client.parse().unwrap());
    exchange.credential = credential.map(|id| Credential {
        id: id.into(),
        entity: None,
    });
    if let Some(value) = header {
        exchange
            .head
            .set(HeaderName::from_static("x-key"), HeaderValue::from_static(value));
    }
    exchange
}

/// The same, where the credential is an entity of the gateway.
fn with_entity(mut exchange: Exchange, number: u8) -> Exchange {
    if let Some(credential) = &mut exchange.credential {
        credential.entity = Some(Id::random([number; 16]));
    }
    exchange
}

// A key and a user name may be the same text.
#[test]
fn credentials_of_one_name_are_told_apart() {
    let node = Node::new();
    let seat = node.seat("e", json!({ "minute": 1, "limit_by": "credential" }));
    let ann = || asking("/a", "192.0.2.1", Some("ann"), None);
    let passes = |mut exchange: Exchange| said(&seat, &mut exchange).is_none();
    assert!(passes(with_entity(ann(), 1)) && passes(with_entity(ann(), 2)) && passes(ann()));
    assert!(!passes(with_entity(ann(), 1)) && !passes(with_entity(ann(), 2)) && !passes(ann()));
    // An entity that is renamed is the same.
    assert!(!passes(with_entity(
        asking("/a", "192.0.2.1", Some("bob"), None),
        1
    )));
}

#[test]
fn whose_requests_are_counted_together() {
    let key = |by: &str| json!({ "minute": 1, "limit_by": by, "header_name": "X-Key", "path": "/a" });
    let first = || asking("/a", "192.0.2.1", Some("ann"), Some("k"));
    for (by, together, apart) in [
        (
            "ip",
            vec![asking("/b", "::ffff:192.0.2.1", Some("bob"), Some("l"))],
            vec![asking("/a", "192.0.2.2", Some("ann"), Some("k"))],
        ),
        (
            "credential",
            vec![asking("/b", "192.0.2.2", Some("ann"), None)],
            vec![
                asking("/a", "192.0.2.1", Some("bob"), Some("k")),
                asking("/a", "192.0.2.1", None, Some("k")),
            ],
        ),
        // Nobody is known as a consumer here.
        (
            "consumer",
            vec![asking("/b", "192.0.2.2", Some("ann"), None)],
            vec![asking("/a", "192.0.2.1", None, Some("k"))],
        ),
        (
            "header",
            vec![asking("/b", "192.0.2.2", None, Some("k"))],
            vec![
                asking("/a", "192.0.2.1", Some("ann"), Some("l")),
                asking("/a", "192.0.2.1", Some("ann"), None),
                // What is an address is not a header that says so.
                asking("/a", "192.0.2.3", None, Some("192.0.2.1")),
            ],
        ),
        (
            "path",
            vec![
                asking("/a", "192.0.2.2", None, None),
                asking("/a?q", "192.0.2.3", Some("bob"), None),
            ],
            vec![
                asking("/a/", "192.0.2.1", Some("ann"), None),
                asking("/b", "192.0.2.2", None, None),
            ],
        ),
        // Without a service they are known by their addresses.
        (
            "service",
            vec![asking("/b", "192.0.2.1", None, None)],
            vec![asking("/a", "192.0.2.2", Some("ann"), Some("k"))],
        ),
    ] {
        let seat = Node::new().seat("a", key(by));
        assert_eq!(said(&seat, &mut first()), None, "{by}");
        for mut exchange in together {
            assert!(said(&seat, &mut exchange).is_some(), "{by} {exchange:?}");
        }
        for mut exchange in apart {
            assert_eq!(said(&seat, &mut exchange), None, "{by} {exchange:?}");
        }
    }
}

#[test]
fn a_change_of_options_resets_nothing() {
    let node = Node::new();
    let ask = |seat: &Seat| said(seat, &mut get("/", &[])).is_some();
    let few = node.seat("a", json!({ "minute": 2 }));
    assert!(!ask(&few));
    // On another core, or on a core that follows another plan already.
    let more = node.seat("a", json!({ "minute": 3, "error_code": 503 }));
    assert!(!ask(&few) && ask(&few));
    drop(few);
    assert!(!ask(&more) && ask(&more));
    // What is configured elsewhere is counted elsewhere.
    assert!(!ask(&node.seat("b", json!({ "minute": 1 }))));
    assert!(ask(&more));
}

#[test]
fn what_cannot_be_written() {
    for (mut config, expected) in [
        (
            json!({}),
            "at least one of these fields must be non-empty: 'second', 'minute', 'hour', 'day', 'month', 'year'",
        ),
        (json!({ "minute": 0 }), "greater than 0"),
        (
            json!({ "second": 2, "minute": 1 }),
            "The limit for minute(1.0) cannot be lower than the limit for second(2.0)",
        ),
        (
            json!({ "second": 2, "minute": 3, "year": 2.5 }),
            "The limit for year(2.5) cannot be lower than the limit for minute(3.0)",
        ),
        (
            json!({ "minute": 1, "policy": "redis" }),
            "could let requests pass; remove it",
        ),
        (
            json!({ "minute": 1, "policy": "cluster" }),
            "could let requests pass; remove it",
        ),
        (
            json!({ "minute": 1, "sync_rate": 1 }),
            "a sync_rate other than -1",
        ),
        (json!({ "minute": 1, "limit_by": "header" }), "header_name"),
        (json!({ "minute": 1, "limit_by": "path" }), "path"),
        (json!({ "minute": 1, "limit_by": "moon" }), "expected one of"),
    ] {
        let found = faults(&KIND, &mut config);
        assert!(
            found.iter().any(|fault| fault.contains(expected)),
            "{config}: {found:?}"
        );
    }
}

#[test]
fn older_names_say_the_same() {
    let mut config = json!({
        "minute": 1, "redis_host": "redis.test", "redis_port": 1, "redis_password": "p", "redis_username": "u",
        "redis_ssl": true, "redis_ssl_verify": true, "redis_server_name": "name.test", "redis_timeout": 5,
        "redis_database": 2,
    });
    assert_eq!(faults(&KIND, &mut config), [""; 0]);
    assert_eq!(
        config["redis"],
        json!({ "host": "redis.test", "port": 1, "password": "p", "username": "u", "ssl": true, "ssl_verify": true,
                "server_name": "name.test", "timeout": 5, "database": 2 })
    );
    assert_eq!(config.get("redis_host"), None);
    assert!(seat(&KIND, config).is_ok());
}
