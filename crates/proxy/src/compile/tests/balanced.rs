//! Services whose host is the name of an upstream.

use std::rc::Rc;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method};
use plugin::Exchange;
use serde_json::{Value, json};

use super::{found, made, route, service};
use crate::compile::{Plan, compile};
use crate::compiled::Compiled;
use crate::ending::Ending;
use crate::fakes::{KINDS, exchange, services, snapshot};

type Entity<'a> = (&'static str, &'a str, Value);

fn target<'a>(address: &'a str, upstream: &str, weight: u16) -> Entity<'a> {
    (
        "targets",
        address,
        json!({ "upstream": upstream, "weight": weight }),
    )
}

fn compiled(entities: &[Entity<'_>], before: Option<&Compiled>) -> Compiled {
    let (plan, problems) = made(entities);
    assert_eq!(problems, []);
    Compiled::new(Arc::new(plan), before)
}

/// Where a request for `path` goes, and what it tells as Host.
fn asked(compiled: &Compiled, path: &str) -> Option<(String, HeaderValue)> {
    let mut x: Exchange = exchange(Method::GET, path);
    let (destination, _) = compiled.find(&mut x).unwrap();
    let upstream = destination.upstream.as_ref().unwrap();
    let choice = upstream.choose(&x, compiled.turns());
    choice
        .ok()
        .map(|choice| (format!("{:?}", choice.to()), choice.host()))
}

fn order(compiled: &Compiled, path: &str, number: usize) -> Vec<String> {
    (0..number).map(|_| asked(compiled, path).unwrap().0).collect()
}

fn shop(weights: [u16; 2]) -> Vec<Entity<'static>> {
    vec![
        ("upstreams", "upstream.test", json!({})),
        target("a:1", "upstream.test", weights[0]),
        target("b:2", "upstream.test", weights[1]),
        service("s"),
        route("r", "s"),
        ("services", "t", json!({ "host": "upstream.test", "port": 81 })),
        route("q", "t"),
    ]
}

const A: &str = "a port 1";
const B: &str = "b port 2";

#[test]
fn targets_take_turns_whichever_service_or_route_leads_to_them() {
    let compiled = compiled(&shop([2, 1]), None);
    assert_eq!(order(&compiled, "/r", 3), [A, B, A]);
    let mixed = ["/r", "/q", "/q"].map(|path| asked(&compiled, path).unwrap().0);
    assert_eq!(mixed, [A, B, A]);
}

#[test]
fn turns_go_on_over_a_change_that_does_not_concern_them() {
    let first = compiled(&shop([2, 1]), None);
    assert_eq!(order(&first, "/r", 1), [A]);
    let mut more = shop([2, 1]);
    more.push(route("another", "s"));
    let second = compiled(&more, Some(&first));
    assert_eq!(order(&second, "/another", 2), [B, A]);
    assert!(Rc::ptr_eq(&first.turns()[0], &second.turns()[0]));
    let third = compiled(&shop([1, 1]), Some(&second));
    assert_eq!(order(&third, "/r", 2), [A, B]);
    assert!(!Rc::ptr_eq(&first.turns()[0], &third.turns()[0]));
}

#[test]
fn weight_zero_takes_no_requests_and_nobody_is_no_target() {
    assert_eq!(order(&compiled(&shop([0, 1]), None), "/r", 3), [B, B, B]);
    assert_eq!(asked(&compiled(&shop([0, 0]), None), "/r"), None);
    let none = compiled(
        &[
            ("upstreams", "upstream.test", json!({})),
            service("s"),
            route("r", "s"),
        ],
        None,
    );
    let x = exchange(Method::GET, "/r");
    let (destination, _) = none.find(&mut exchange(Method::GET, "/r")).unwrap();
    let chosen = destination.upstream.as_ref().unwrap().choose(&x, none.turns());
    assert!(matches!(chosen.map(drop), Err(Ending::NoTarget)));
}

#[test]
fn each_target_is_told_the_host_that_belongs_to_it() {
    let told = |target: &str, protocol: &str, upstream: Value, preserves: bool| {
        let entities = [
            ("upstreams", "shop", upstream),
            (
                "targets",
                "x",
                json!({ "upstream": "shop", "target": target, "weight": 1 }),
            ),
            (
                "services",
                "s",
                json!({ "host": "shop", "protocol": protocol, "port": 81 }),
            ),
            (
                "routes",
                "r",
                json!({ "paths": ["/"], "service": "s", "preserve_host": preserves }),
            ),
        ];
        asked(&compiled(&entities, None), "/").unwrap().1
    };
    let named = |host: &str| json!({ "host_header": host });
    for (target, protocol, upstream, preserves, expected) in [
        ("a.test", "http", json!({}), false, "a.test:8000"),
        ("a.test:80", "http", json!({}), false, "a.test"),
        ("a.test:443", "http", json!({}), false, "a.test:443"),
        ("a.test:443", "https", json!({}), false, "a.test"),
        ("a.test:80", "https", json!({}), false, "a.test:80"),
        (
            "[::1]:9",
            "http",
            json!({}),
            false,
            "[0000:0000:0000:0000:0000:0000:0000:0001]:9",
        ),
        ("a.test", "http", named("b.test"), false, "b.test:8000"),
        ("a.test:80", "http", named("b.test"), false, "b.test"),
        ("a.test", "http", named("b.test:9"), false, "b.test:9"),
        ("a.test", "http", json!({}), true, "example.test"),
        ("a.test", "http", named("b.test"), true, "example.test"),
    ] {
        let told = told(target, protocol, upstream.clone(), preserves);
        assert_eq!(
            told, expected,
            "{target} over {protocol}, {upstream}, {preserves}"
        );
    }
}

/// Whoever listens at a target believes what the plugins of any route to it tell.
#[test]
fn hd_01_what_plugins_own_is_reserved_on_all_routes_to_a_target() {
    let owner = json!({ "name": "early", "route": "a", "config": { "label": "x", "header": "x-role" } });
    let (plan, problems) = made(&[
        ("upstreams", "shop", json!({})),
        target("10.0.0.1:80", "shop", 1),
        target("[::1]:80", "shop", 0),
        ("upstreams", "desk", json!({})),
        (
            "targets",
            "same",
            json!({ "upstream": "desk", "target": "10.0.0.1:80" }),
        ),
        ("upstreams", "empty", json!({})),
        ("services", "s", json!({ "host": "shop" })),
        route("a", "s"),
        ("services", "t", json!({ "host": "desk" })),
        route("b", "t"),
        ("services", "u", json!({ "host": "10.0.0.1" })),
        route("c", "u"),
        ("services", "v", json!({ "host": "::1" })),
        route("d", "v"),
        ("services", "w", json!({ "host": "10.0.0.1", "port": 81 })),
        route("e", "w"),
        ("services", "x", json!({ "host": "empty" })),
        route("f", "x"),
        ("plugins", "p", owner),
    ]);
    assert_eq!(problems, []);
    let role = HeaderName::from_static("x-role");
    let covered = plan
        .destinations()
        .iter()
        .map(|destination| destination.reserved.covers(&role));
    assert_eq!(
        covered.collect::<Vec<_>>(),
        [true, true, true, true, false, false]
    );
}

#[test]
fn what_cannot_be_read_closes_the_routes_that_it_would_have_balanced() {
    let broken = |kind, name, body| {
        let entities = [
            ("upstreams", "desk", json!({})),
            ("services", "s", json!({ "host": "shop" })),
            route("a", "s"),
            ("services", "t", json!({ "host": "desk" })),
            route("b", "t"),
            (kind, name, body),
        ];
        compile(&snapshot(&entities), KINDS, &services(), None)
    };
    let (plan, problems): (Plan, _) = broken("upstreams", "shop", json!({ "slots": 1 }));
    assert_eq!(
        (problems[0].code, &*problems[0].closes),
        ("upstream.quarantined", &["a".to_owned()][..])
    );
    assert!(matches!(
        found(plan, "/a"),
        Err(Ending::Closed {
            code: "upstream.quarantined"
        })
    ));
    let (plan, _) = broken("upstreams", "shop", json!({ "slots": 1 }));
    assert!(found(plan, "/b").is_ok());
    let (_, problems) = broken("targets", "a", json!({ "upstream": "desk", "weight": -1 }));
    assert_eq!(
        (problems[0].code, &*problems[0].closes),
        ("target.quarantined", &["b".to_owned()][..])
    );
}

#[test]
fn a_service_shows_its_own_certificate_and_otherwise_that_of_its_upstream() {
    let id = |name: &str| json!({ "id": model::Id::named("certificates", name).to_string() });
    let authority = testkit::tls::Authority::new();
    let certified = authority.certify(&["one"]);
    let good = json!({ "cert": certified.certificate, "key": certified.key });
    for (own, protocol, closes) in [
        // That of the upstream is not there.
        (None, "https", true),
        (Some(id("good")), "https", false),
        (None, "http", false),
    ] {
        let mut over = json!({ "host": "shop", "protocol": protocol });
        if let Some(own) = own {
            over["client_certificate"] = own;
        }
        let (_, problems) = made(&[
            ("certificates", "good", good.clone()),
            ("upstreams", "shop", json!({ "client_certificate": id("gone") })),
            ("services", "s", over.clone()),
            route("a", "s"),
        ]);
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes == ["service.certificate_missing"],
            closes,
            "{over}: {codes:?}"
        );
    }
}
