mod balanced;
mod named;

use std::sync::Arc;

use http::{HeaderName, Method};
use plugin::Scheme;
use serde_json::{Value, json};

use super::upstream::Upstream;
use super::*;
use crate::compiled::Compiled;
use crate::ending::Ending;
use crate::fakes::{KINDS, exchange, services, snapshot};
use crate::forward::Prefix;

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

/// The Host that a request tells the only place that it may go to.
fn told(upstream: &Upstream, x: &plugin::Exchange) -> http::HeaderValue {
    upstream.choose(x, &[]).ok().unwrap().host()
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
fn clients_in_the_clear_are_sent_to_https() {
    let compiled = |status: u16| {
        let only = json!({
            "paths": ["/"], "service": "s", "protocols": ["https"], "https_redirect_status_code": status
        });
        let plan = Arc::new(made(&[service("s"), ("routes", "r", only)]).0);
        Compiled::new(plan, None)
    };
    let told = |x: &mut plugin::Exchange, status: u16| match compiled(status).find(x).map(drop) {
        Err(Ending::Moved { status, location }) => {
            format!("{} {}", status.as_u16(), location.to_str().unwrap())
        }
        Err(Ending::HttpsOnly) => "426".to_owned(),
        other => format!("{other:?}"),
    };
    for (status, expected) in [
        (301, "301 https://example.test/a?b=//c"),
        (302, "302 https://example.test/a?b=//c"),
        (307, "307 https://example.test/a?b=//c"),
        (308, "308 https://example.test/a?b=//c"),
        (426, "426"),
    ] {
        assert_eq!(told(&mut exchange(Method::GET, "/a?b=//c"), status), expected);
    }
    let mut x = exchange(Method::GET, "/");
    for (authority, expected) in [
        ("a.test:8000", "301 https://a.test/"),
        ("[::1]:8000", "301 https://[::1]/"),
        // Where to is anybody's guess.
        ("", "426"),
    ] {
        x.received.authority = http::HeaderValue::from_static(authority);
        assert_eq!(told(&mut x, 301), expected, "{authority}");
    }
    let host = Some(http::HeaderValue::from_static("outside.test:80"));
    x.received.forwarded = Some(Box::new(plugin::Forwarded {
        host,
        ..plugin::Forwarded::default()
    }));
    assert_eq!(told(&mut x, 301), "301 https://outside.test/");
    x.received.scheme = Scheme::Https;
    assert!(compiled(301).find(&mut x).is_ok());
}

#[test]
fn pa_11_the_query_leads_nowhere() {
    let entities = [
        service("s"),
        (
            "routes",
            "health",
            json!({ "paths": ["~/.*health$"], "service": "s" }),
        ),
        ("routes", "admin", json!({ "paths": ["/admin"], "service": "s" })),
    ];
    for target in [
        "/private?path=/health",
        "/public?/admin",
        "/?/admin",
        "/private?/health",
    ] {
        let found = found(made(&entities).0, target);
        assert!(matches!(found, Err(Ending::NoRoute)), "{target}");
    }
    assert!(found(made(&entities).0, "/x/health?/admin").is_ok());
}

#[test]
fn what_an_expression_matched_is_stripped() {
    let joined = json!({
        "paths": [r"~/v\d+(?:/beta)?", "/plain"], "service": "s", "path_handling": "v1"
    });
    let at_base = (
        "services",
        "s",
        json!({ "host": "upstream.test", "path": "/base" }),
    );
    let plan = Arc::new(made(&[at_base, ("routes", "r", joined)]).0);
    let compiled = Compiled::new(plan, None);
    for (target, expected) in [
        ("/v12/x", "/base/x"),
        ("/v1/beta/x", "/base/x"),
        ("/v1/betax", "/basex"),
        ("/v1", "/base"),
        ("/plain/y", "/base/y"),
    ] {
        let mut x = exchange(Method::GET, target);
        let (destination, prefix) = compiled.find(&mut x).unwrap();
        let base = &destination.upstream.as_ref().unwrap().base;
        assert_eq!(base.join(prefix, x.received.target.path()), expected, "{target}");
    }
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
fn hd_01_what_plugins_own_is_reserved_on_all_routes_to_that_place() {
    let owner = json!({ "name": "early", "route": "a", "config": { "label": "x", "header": "x-role" } });
    let (plan, _) = made(&[
        service("s"),
        route("a", "s"),
        route("b", "s"),
        ("services", "t", json!({ "host": "elsewhere.test" })),
        route("c", "t"),
        (
            "services",
            "u",
            json!({ "host": "UPSTREAM.test", "path": "/admin" }),
        ),
        route("d", "u"),
        ("plugins", "p", owner),
    ]);
    let covers = |at: usize, name| {
        plan.destinations()[at]
            .reserved
            .covers(&HeaderName::from_static(name))
    };
    assert!(covers(0, "x-role") && covers(0, "x_role"));
    // The service believes it whichever way it came. What listens elsewhere may mean something else by it.
    assert!(covers(1, "x-role") && !covers(2, "x-role") && covers(3, "x-role"));
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
    assert_eq!(told(upstream(0), &x), "upstream.test:81");
    assert_eq!(told(upstream(1), &x), "example.test");
    assert_eq!(upstream(0).base.join(Prefix::Kept, "/x"), "/base/x");
    x.received.authority = http::HeaderValue::from_static("");
    assert_eq!(told(upstream(1), &x), "upstream.test:81");
}

#[test]
fn a_route_without_a_service_leads_nowhere_but_is_found() {
    let (plan, problems) = made(&[("routes", "r", json!({ "paths": ["/"] }))]);
    assert!(problems.is_empty() && plan.destinations()[0].upstream.is_none());
    assert!(found(plan, "/").is_ok());
}

#[test]
fn a_service_over_https_is_told_its_own_host_without_the_usual_port() {
    let entities = |port: u16| {
        let over_tls = json!({ "host": "upstream.test", "protocol": "https", "port": port });
        [("services", "s", over_tls), route("r", "s")]
    };
    for (port, host) in [(443, "upstream.test"), (80, "upstream.test:80")] {
        let (plan, problems) = made(&entities(port));
        assert!(problems.is_empty(), "{problems:?}");
        let upstream = plan.destinations()[0].upstream.as_ref().unwrap();
        assert_eq!(told(upstream, &exchange(Method::GET, "/")), host);
        assert!(found(plan, "/r").is_ok());
    }
}

#[test]
fn a_service_that_cannot_prove_or_demand_what_it_should_closes_its_routes() {
    let authority = testkit::tls::Authority::new();
    let (one, other) = (authority.certify(&["one"]), authority.certify(&["other"]));
    let id = |kind, name| model::Id::named(kind, name).to_string();
    let certificate = |cert: &str, key: &str| ("certificates", "c", json!({ "cert": cert, "key": key }));
    let believed = |cert: &str| ("ca_certificates", "a", json!({ "cert": cert }));
    let garbled = "-----BEGIN CERTIFICATE-----\nMAIC\n-----END CERTIFICATE-----\n";
    let good = (certificate(&one.certificate, &one.key), believed(authority.pem()));
    for (shown, authority, code) in [
        (good.0.clone(), good.1.clone(), None),
        (
            certificate(&one.certificate, &other.key),
            good.1.clone(),
            Some("tls.certificate_unusable"),
        ),
        // It is in quarantine, and so it is not there.
        (
            certificate("nonsense", &one.key),
            good.1.clone(),
            Some("service.certificate_missing"),
        ),
        (good.0.clone(), believed(garbled), Some("tls.authority_unusable")),
        (
            good.0.clone(),
            believed("nonsense"),
            Some("service.certificate_missing"),
        ),
    ] {
        let protected = json!({
            "host": "upstream.test", "protocol": "https", "tls_verify": true,
            "client_certificate": { "id": id("certificates", "c") },
            "ca_certificates": [id("ca_certificates", "a")]
        });
        let entities = [
            shown,
            authority,
            ("services", "s", protected),
            service("open"),
            route("a", "s"),
            route("b", "s"),
            route("c", "open"),
        ];
        let (plan, problems) = made(&entities);
        let told: Vec<_> = problems
            .iter()
            .map(|problem| (problem.code, problem.closes.clone()))
            .collect();
        let closed = code.map(|code| (code, vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(told, Vec::from_iter(closed));
        let passed = plan.destinations().iter().map(|destination| {
            plan.closing(destination.route.id)
                .first()
                .map(|closing| closing.code)
        });
        assert_eq!(passed.collect::<Vec<_>>(), [code, code, None]);
    }
}

// HD-01
#[test]
fn what_only_we_may_tell_is_not_filled_with_what_clients_say() {
    let owner = json!({ "name": "early", "route": "b", "config": { "label": "o", "header": "x-mine" } });
    for (relays, is_closed) in [
        ("x-other:x-client", false),
        ("x-userinfo:x-client", true),
        ("x_userinfo:x-client", true),
        // Another part of the request than a header.
        ("x-consumer-id:", true),
        ("x-forwarded-host:x-client", true),
        // What we tell may be told by another name.
        ("x-authenticated-userid:x-consumer-id", false),
        ("x-plain:x-consumer-id", false),
        // What is told on one route is believed on the other, which leads to the same place.
        ("x-mine:x-client", true),
        ("x-other:x-mine", false),
    ] {
        let relay = json!({ "name": "late", "route": "a", "config": { "label": "r", "relays": relays } });
        let (plan, problems) = made(&[
            service("s"),
            route("a", "s"),
            route("b", "s"),
            ("plugins", "owner", owner.clone()),
            ("plugins", "relay", relay),
        ]);
        let codes: Vec<_> = problems
            .iter()
            .map(|problem| (problem.code, problem.closes.join(",")))
            .collect();
        match is_closed {
            true => assert_eq!(codes, [("plugin.forges", "a".to_owned())], "{relays}"),
            false => assert_eq!(codes, [], "{relays}"),
        }
        let ended = found(plan, "/a");
        assert_eq!(
            matches!(
                ended,
                Err(Ending::Closed {
                    code: "plugin.forges"
                })
            ),
            is_closed,
            "{relays}"
        );
    }
}

/// It closes nothing yet, and would close the first route that it meets.
#[test]
fn a_forger_that_acts_on_no_route_is_told() {
    let relay =
        json!({ "name": "late", "service": "s", "config": { "label": "r", "relays": "x-userinfo:x-a" } });
    let relay = ("plugins", "relay", relay);
    for entities in [
        &[service("s"), relay.clone()][..],
        &[service("s"), service("t"), route("elsewhere", "t"), relay],
    ] {
        let (_, problems) = made(entities);
        let told: Vec<_> = problems
            .iter()
            .map(|problem| (problem.code, problem.field.to_string(), problem.closes.len()))
            .collect();
        assert_eq!(told, [("plugin.forges", "config.relays".to_owned(), 0)]);
    }
}

#[test]
fn a_plugin_chooses_the_host_that_is_told() {
    let (plan, _) = made(&[service("s"), route("r", "s")]);
    let upstream = plan.destinations()[0].upstream.as_ref().unwrap();
    let mut x = exchange(Method::GET, "/r");
    x.forward.host = Some(http::HeaderValue::from_static("chosen.test:8080"));
    assert_eq!(told(upstream, &x), "chosen.test:8080");
}
