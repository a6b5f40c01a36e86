//! Reading documents, and what becomes of those that cannot be read.

mod after;
mod balanced;
mod people;

use serde_json::{Value, json};

use super::{Quarantined, Snapshot};
use crate::catalogue::tests::{REFUSED, catalogue};
use crate::{DEFAULT_WORKSPACE, Document, Id, Route};

fn document(kind: &'static str, name: &str, body: Value) -> Document {
    Document {
        kind,
        id: Id::named(kind, name),
        workspace: DEFAULT_WORKSPACE,
        body,
    }
}

fn link(kind: &str, name: &str) -> Value {
    json!({ "id": Id::named(kind, name).to_string() })
}

fn service(name: &str) -> Document {
    document("services", name, json!({ "name": name, "host": "127.0.0.1" }))
}

fn route(name: &str, service: &str) -> Document {
    document(
        "routes",
        name,
        json!({ "name": name, "paths": ["/"], "service": link("services", service) }),
    )
}

/// A plugin; `count` decides whether it can be read.
fn plugin(name: &str, scope: &[(&str, Value)], count: Value) -> Document {
    let mut body = json!({ "name": "limit", "instance_name": name, "config": { "count": count } });
    for (field, value) in scope {
        body[*field] = value.clone();
    }
    document("plugins", name, body)
}

fn build(documents: &[Document]) -> (Snapshot, Vec<Quarantined>) {
    Snapshot::build(&catalogue(), 7, documents)
}

fn find<'a>(snapshot: &'a Snapshot, name: &str) -> &'a Route {
    snapshot.route(Id::named("routes", name)).unwrap()
}

fn closing(snapshot: &Snapshot, route: &str) -> Vec<Id> {
    snapshot
        .quarantined_for(find(snapshot, route))
        .map(|quarantined| quarantined.id)
        .collect()
}

#[test]
fn entities_are_found_by_id_and_by_link() {
    let (snapshot, quarantined) = build(&[service("a"), route("r1", "a"), route("r2", "a"), service("b")]);
    assert_eq!((snapshot.revision(), quarantined.len()), (7, 0));
    assert_eq!((snapshot.services().len(), snapshot.routes().len()), (2, 2));
    let a = Id::named("services", "a");
    assert_eq!(snapshot.service(a).unwrap().name.as_ref().unwrap().as_str(), "a");
    let names: Vec<_> = snapshot.routes_of(a).iter().map(|route| route.id).collect();
    assert_eq!(names, [Id::named("routes", "r1"), Id::named("routes", "r2")]);
    assert!(snapshot.routes_of(Id::named("services", "b")).is_empty());
}

#[test]
fn plugins_are_found_by_the_requests_they_act_on() {
    let consumer = document("consumers", "bob", json!({ "username": "bob" }));
    let documents = [
        service("a"),
        service("b"),
        route("r1", "a"),
        route("r2", "b"),
        consumer,
        plugin("all", &[], json!(1)),
        plugin("bob", &[("consumer", link("consumers", "bob"))], json!(1)),
        plugin("of-a", &[("service", link("services", "a"))], json!(1)),
        plugin("of-r1", &[("route", link("routes", "r1"))], json!(1)),
        plugin(
            "both",
            &[
                ("route", link("routes", "r1")),
                ("service", link("services", "a")),
            ],
            json!(1),
        ),
        plugin(
            "never",
            &[
                ("route", link("routes", "r1")),
                ("service", link("services", "b")),
            ],
            json!(1),
        ),
    ];
    let (snapshot, quarantined) = build(&documents);
    assert!(quarantined.is_empty());
    let names = |route: &str| -> Vec<String> {
        let plugins = snapshot.plugins_for(find(&snapshot, route));
        plugins
            .map(|plugin| plugin.instance_name.as_ref().unwrap().to_string())
            .collect()
    };
    assert_eq!(names("r1"), ["of-r1", "both", "of-a", "all", "bob"]);
    assert_eq!(names("r2"), ["all", "bob"]);
    assert_eq!(snapshot.plugins().len(), 6);
    assert_eq!(
        snapshot
            .plugins()
            .iter()
            .filter(|plugin| plugin.route.is_none() && plugin.service.is_none())
            .count(),
        2
    );
    assert_eq!(snapshot.consumers()[0].username.as_deref(), Some("bob"));
}

#[test]
fn a_plugin_that_cannot_be_read_closes_just_the_routes_it_would_have_acted_on() {
    let bad = json!(0);
    let documents = [
        service("a"),
        service("b"),
        route("r1", "a"),
        route("r2", "a"),
        route("r3", "b"),
        plugin("of-r1", &[("route", link("routes", "r1"))], bad.clone()),
        plugin("of-a", &[("service", link("services", "a"))], bad.clone()),
    ];
    let (snapshot, quarantined) = build(&documents);
    assert_eq!(quarantined.len(), 2);
    assert_eq!(quarantined[0].name.as_deref(), Some("limit"));
    let why = "config.count: value should be between 1 and 100 — write a number from 1 to 100";
    assert_eq!(quarantined[0].why, why);
    let (of_r1, of_a) = (Id::named("plugins", "of-r1"), Id::named("plugins", "of-a"));
    assert_eq!(closing(&snapshot, "r1"), [of_r1, of_a]);
    assert_eq!(closing(&snapshot, "r2"), [of_a]);
    assert!(closing(&snapshot, "r3").is_empty());
    let (everywhere, _) = build(&[service("a"), route("r1", "a"), plugin("all", &[], bad)]);
    assert_eq!(closing(&everywhere, "r1"), [Id::named("plugins", "all")]);
}

#[test]
fn a_plugin_whose_link_cannot_be_read_closes_everything() {
    let (snapshot, _) = build(&[
        service("a"),
        route("r1", "a"),
        plugin("x", &[("route", json!("garbage"))], json!(1)),
    ]);
    assert_eq!(closing(&snapshot, "r1"), [Id::named("plugins", "x")]);
}

#[test]
fn a_disabled_plugin_closes_nothing() {
    let documents = [
        service("a"),
        route("r1", "a"),
        plugin("x", &[("enabled", json!(false))], json!(0)),
    ];
    let (snapshot, quarantined) = build(&documents);
    assert_eq!(quarantined.len(), 1);
    assert!(closing(&snapshot, "r1").is_empty());
}

#[test]
fn a_service_that_cannot_be_read_closes_its_routes() {
    let bad = document("services", "a", json!({ "name": "a" }));
    let (snapshot, _) = build(&[bad, service("b"), route("r1", "a"), route("r2", "b")]);
    assert!(!closing(&snapshot, "r1").is_empty());
    assert!(closing(&snapshot, "r2").is_empty());
}

#[test]
fn a_route_whose_service_is_not_there_stays_and_is_closed() {
    let (snapshot, quarantined) = build(&[route("r1", "nowhere")]);
    assert_eq!(quarantined.len(), 1);
    assert_eq!(closing(&snapshot, "r1"), [Id::named("routes", "r1")]);
    assert_eq!(snapshot.lost_routes().count(), 0);
}

#[test]
fn a_route_that_cannot_be_read_is_told_as_lost() {
    let (snapshot, _) = build(&[
        document("routes", "r1", json!({ "name": "r1" })),
        service("a"),
        route("r2", "a"),
    ]);
    let lost: Vec<_> = snapshot
        .lost_routes()
        .map(|quarantined| quarantined.name.as_deref())
        .collect();
    assert_eq!(lost, [Some("r1")]);
    assert!(closing(&snapshot, "r2").is_empty());
}

#[test]
fn an_entity_that_is_not_honoured_is_put_in_quarantine() {
    let filter = document(REFUSED.name, "shop", json!({ "name": "shop" }));
    let documents = [service("a"), route("r1", "a"), filter];
    let catalogue = catalogue().with_entities(&[REFUSED]);
    let (snapshot, quarantined) = Snapshot::build(&catalogue, 7, &documents);
    assert_eq!(quarantined.len(), 1);
    assert_eq!(quarantined[0].name.as_deref(), Some("shop"));
    assert!(
        quarantined[0].why.contains("not supported yet"),
        "{}",
        quarantined[0].why
    );
    assert!(closing(&snapshot, "r1").is_empty());
}

#[test]
fn of_two_entities_with_one_id_the_second_is_put_in_quarantine() {
    let (snapshot, quarantined) = build(&[service("a"), service("a")]);
    assert_eq!((snapshot.services().len(), quarantined.len()), (1, 1));
}

#[test]
fn documents_do_not_print_what_they_hold() {
    let text = format!(
        "{:?}",
        document("consumers", "bob", json!({ "password": "open sesame" }))
    );
    assert_eq!(text, "consumers/def4f7d3-9863-5ad2-8fa9-c949bf26f55e");
}

/// Whoever may write into another workspace cannot have a key shown that is not theirs.
#[test]
fn a_certificate_is_found_in_its_workspace_alone() {
    let pem = |kind: &str| format!("-----BEGIN {kind}-----\nMAA=\n-----END {kind}-----\n");
    let body = json!({ "cert": pem("CERTIFICATE"), "key": pem("PRIVATE KEY") });
    let certificate = document("certificates", "one", body);
    let (snapshot, quarantined) = build(std::slice::from_ref(&certificate));
    assert_eq!(quarantined, []);
    let found = |workspace| snapshot.certificate_in(workspace, certificate.id).is_some();
    assert!(found(DEFAULT_WORKSPACE));
    assert!(!found(Id::named("workspaces", "other")));
}
