use std::sync::Arc;

use http::{HeaderName, Method};
use plugin::Scheme;
use serde_json::{Value, json};

use super::*;
use crate::compiled::Compiled;
use crate::ending::Ending;
use crate::fakes::{KINDS, exchange, services, snapshot};

fn made(entities: &[(&'static str, &str, Value)]) -> (Plan, Vec<Problem>) {
    compile(&snapshot(entities), KINDS, &services(), None)
}

fn service(name: &str) -> (&'static str, &str, Value) {
    ("services", name, json!({ "host": "upstream.test" }))
}

fn route<'a>(name: &'a str, service: &str) -> (&'static str, &'a str, Value) {
    (
        "routes",
        name,
        json!({ "paths": [format!("/{name}")], "service": service }),
    )
}

fn found(plan: Plan, target: &str) -> Result<(), Ending> {
    let compiled = Compiled::new(Arc::new(plan), None);
    compiled.find(&mut exchange(Method::GET, target)).map(drop)
}

#[test]
fn a_plan_goes_to_all_cores() {
    fn shared<T: Send + Sync>(_: T) {}
    let (plan, problems) = made(&[service("s"), route("r", "s")]);
    assert_eq!((plan.revision(), problems.len()), (1, 0));
    assert_eq!(format!("{plan:?}"), "Plan(revision 1, 1 routes, 0 plugins)");
    shared(plan);
}

#[test]
fn a_service_that_is_switched_off_takes_its_routes_with_it() {
    let off = (
        "services",
        "off",
        json!({ "host": "upstream.test", "enabled": false }),
    );
    let entities = [service("on"), off, route("a", "on"), route("b", "off")];
    assert!(found(made(&entities).0, "/a").is_ok());
    assert!(matches!(found(made(&entities).0, "/b"), Err(Ending::NoRoute)));
}

#[test]
fn a_route_for_https_alone_is_not_served_in_the_clear() {
    let only = (
        "routes",
        "r",
        json!({ "paths": ["/"], "service": "s", "protocols": ["https"] }),
    );
    let plan = Arc::new(made(&[service("s"), only]).0);
    let compiled = Compiled::new(plan, None);
    let mut x = exchange(Method::GET, "/");
    assert!(matches!(compiled.find(&mut x), Err(Ending::HttpsOnly)));
    x.received.scheme = Scheme::Https;
    assert!(compiled.find(&mut x).is_ok());
}

#[test]
fn what_cannot_run_closes_the_routes_it_would_have_acted_on() {
    let plugin = |config: Value| {
        (
            "plugins",
            "p",
            json!({ "name": "early", "route": "a", "config": config }),
        )
    };
    for (broken, code, what) in [
        (
            plugin(json!({ "label": "x", "does": "not build" })),
            "fake.broken",
            "plugins “p”: it cannot be built — correct its options, or disable it (fake.broken); closed until then: a",
        ),
        (
            plugin(json!({})),
            "plugin.quarantined",
            "plugins “early”: config.label: required field missing — give it a value: by what it is known in the answer \
             — correct it or delete it (plugin.quarantined); closed until then: a",
        ),
    ] {
        let entities = [service("s"), route("a", "s"), route("b", "s"), broken];
        let (plan, problems) = made(&entities);
        assert_eq!(
            problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [what]
        );
        assert!(matches!(found(plan, "/a"), Err(Ending::Closed { code: told }) if told == code));
        assert!(found(made(&entities).0, "/b").is_ok());
    }
}

#[test]
fn a_plugin_that_this_gateway_has_not_closes_its_routes() {
    let entities = [
        service("s"),
        route("a", "s"),
        (
            "plugins",
            "p",
            json!({ "name": "late", "config": { "label": "x" } }),
        ),
    ];
    let (plan, problems) = compile(&snapshot(&entities), &KINDS[..2], &services(), None);
    assert_eq!(
        problems[0].to_string(),
        "plugins “p”: this gateway has no such plugin — delete it, or use one of: early, middle (plugin.unknown); closed until then: a"
    );
    assert!(matches!(
        found(plan, "/a"),
        Err(Ending::Closed {
            code: "plugin.unknown"
        })
    ));
}

#[test]
fn a_route_whose_service_is_gone_is_closed_and_a_lost_route_is_told() {
    let (plan, problems) = made(&[route("a", "gone"), ("routes", "lost", json!({}))]);
    assert_eq!(
        problems
            .iter()
            .map(|problem| (problem.name.as_deref(), problem.code))
            .collect::<Vec<_>>(),
        [
            (Some("lost"), "route.quarantined"),
            (Some("a"), "route.quarantined"),
        ]
    );
    assert!(matches!(found(plan, "/a"), Err(Ending::Closed { .. })));
}

#[test]
fn a_disabled_plugin_is_not_even_built() {
    let off = json!({ "name": "early", "enabled": false, "config": { "label": "x", "does": "not build" } });
    let (plan, problems) = made(&[service("s"), route("a", "s"), ("plugins", "p", off)]);
    assert_eq!((problems.len(), plan.built().len()), (0, 0));
    assert!(found(plan, "/a").is_ok());
}

#[test]
fn instances_stay_while_their_options_are_the_same() {
    let with = |label: &str, kind: &str| {
        snapshot(&[
            service("s"),
            route("a", "s"),
            (
                "plugins",
                "p",
                json!({ "name": kind, "config": { "label": label } }),
            ),
            (
                "plugins",
                "q",
                json!({ "name": "middle", "config": { "label": "q" } }),
            ),
        ])
    };
    let before = compile(&with("x", "early"), KINDS, &services(), None).0;
    let seats: Vec<_> = before.built().iter().map(|built| built.instance.seat()).collect();
    for (next, stays) in [
        (with("x", "early"), true),
        (with("y", "early"), false),
        (with("x", "late"), false),
    ] {
        let next = compile(&next, KINDS, &services(), Some(&before)).0;
        assert_eq!(next.built()[0].instance.is(&seats[0]), stays);
        assert!(next.built()[1].instance.is(&seats[1]));
    }
}

#[test]
fn hd_01_what_plugins_own_is_reserved_on_their_routes() {
    let owner = json!({ "name": "early", "route": "a", "config": { "label": "x", "header": "x-role" } });
    let (plan, _) = made(&[
        service("s"),
        route("a", "s"),
        route("b", "s"),
        ("plugins", "p", owner),
    ]);
    let covers = |at: usize, name| {
        plan.destinations()[at]
            .reserved
            .covers(&HeaderName::from_static(name))
    };
    assert!(covers(0, "x-role") && covers(0, "x_role") && !covers(1, "x-role"));
    assert!(covers(0, "x-userinfo") && covers(1, "x-userinfo"));
}

#[test]
fn the_upstream_is_told_its_own_host_or_the_one_asked_for() {
    let keeps = (
        "routes",
        "b",
        json!({ "paths": ["/b"], "service": "s", "preserve_host": true }),
    );
    let at_port = (
        "services",
        "s",
        json!({ "host": "upstream.test", "port": 81, "path": "/base" }),
    );
    let (plan, _) = made(&[at_port, route("a", "s"), keeps]);
    let upstream = |at: usize| plan.destinations()[at].upstream.as_ref().unwrap();
    let mut x = exchange(Method::GET, "/");
    assert_eq!(upstream(0).host_for(&x), "upstream.test:81");
    assert_eq!(upstream(1).host_for(&x), "example.test");
    assert_eq!(upstream(0).path, "/base");
    x.received.authority = http::HeaderValue::from_static("");
    assert_eq!(upstream(1).host_for(&x), "upstream.test:81");
}

#[test]
fn a_route_without_a_service_leads_nowhere_but_is_found() {
    let (plan, problems) = made(&[("routes", "r", json!({ "paths": ["/"] }))]);
    assert!(problems.is_empty() && plan.destinations()[0].upstream.is_none());
    assert!(found(plan, "/").is_ok());
}
