//! Upstreams and their targets, and who is closed when they cannot be read.

use serde_json::{Value, json};

use super::{build, closing, document, link, route};
use crate::{Document, Id, Snapshot};

fn service(name: &str, host: &str) -> Document {
    document("services", name, json!({ "name": name, "host": host }))
}

fn upstream(name: &str) -> Document {
    document("upstreams", name, json!({ "name": name }))
}

fn target(upstream: Value, address: &str, weight: i32) -> Document {
    let body = json!({ "upstream": upstream, "target": address, "weight": weight });
    document("targets", address, body)
}

fn of(upstream: &str) -> Value {
    link("upstreams", upstream)
}

fn meant(snapshot: &Snapshot, service: &str) -> Option<Id> {
    let service = snapshot.service(Id::named("services", service)).unwrap();
    snapshot.upstream_of(service).map(|upstream| upstream.id)
}

#[test]
fn a_service_means_the_upstream_that_its_host_names() {
    let (snapshot, quarantined) = build(&[
        service("a", "shop.internal"),
        service("b", "SHOP.internal"),
        service("c", "elsewhere.test"),
        service("d", "shop.internal"),
        target(of("shop.internal"), "10.0.0.1:80", 100),
        upstream("shop.internal"),
        target(of("shop.internal"), "10.0.0.2", 0),
        target(of("nowhere"), "10.0.0.3", 100),
    ]);
    assert_eq!(quarantined, []);
    let shop = Id::named("upstreams", "shop.internal");
    assert_eq!(
        (meant(&snapshot, "a"), meant(&snapshot, "d")),
        (Some(shop), Some(shop))
    );
    assert_eq!((meant(&snapshot, "b"), meant(&snapshot, "c")), (None, None));
    let targets = snapshot.targets_of(shop);
    let told = targets
        .iter()
        .map(|one| (one.target.to_string(), one.weight.unwrap()));
    assert_eq!(
        Vec::from_iter(told),
        [("10.0.0.1:80".to_owned(), 100), ("10.0.0.2:8000".to_owned(), 0)]
    );
    assert!(snapshot.targets_of(Id::named("upstreams", "other")).is_empty());
}

#[test]
fn an_upstream_is_meant_in_its_workspace_alone() {
    let elsewhere = Id::named("workspaces", "team");
    let moved = |document: Document| Document {
        workspace: elsewhere,
        ..document
    };
    let theirs = moved(document("upstreams", "theirs", json!({ "name": "shop" })));
    let (snapshot, quarantined) = build(&[
        service("a", "shop"),
        moved(service("b", "shop")),
        service("c", "theirs"),
        theirs,
    ]);
    assert_eq!(quarantined, []);
    let theirs = Some(Id::named("upstreams", "theirs"));
    assert_eq!((meant(&snapshot, "a"), meant(&snapshot, "b")), (None, theirs));
    // In each workspace a name is free.
    let (snapshot, quarantined) = build(&[
        service("a", "shop"),
        upstream("shop"),
        moved(document("upstreams", "theirs", json!({ "name": "shop" }))),
        moved(service("b", "shop")),
    ]);
    assert_eq!(quarantined, []);
    let ours = Some(Id::named("upstreams", "shop"));
    assert_eq!((meant(&snapshot, "a"), meant(&snapshot, "b")), (ours, theirs));
}

/// Which routes of `shop` (balanced over `shop`), `desk` (over `desk`) and `plain` (not balanced) are closed.
fn closed_with(broken: &[Document]) -> Vec<&'static str> {
    let mut documents = vec![upstream("desk")];
    for name in ["shop", "desk", "plain"] {
        documents.extend([service(name, name), route(name, name)]);
    }
    documents.extend(broken.iter().cloned());
    let (snapshot, quarantined) = build(&documents);
    assert_eq!(quarantined.len(), 1, "{quarantined:?}");
    let names = ["shop", "desk", "plain"].into_iter();
    names
        .filter(|name| !closing(&snapshot, name).is_empty())
        .collect()
}

#[test]
fn what_cannot_be_read_closes_the_routes_that_it_would_have_balanced() {
    let unread = |body: Value| document("upstreams", "shop", body);
    for (broken, closed) in [
        (vec![unread(json!({ "name": "shop", "slots": 1 }))], vec!["shop"]),
        (vec![unread(json!({ "name": "nobody", "slots": 1 }))], vec![]),
        // It might have been anybody's.
        (vec![unread(json!({ "name": 5 }))], vec!["shop", "desk", "plain"]),
        // Nobody knows which of the two is meant.
        (
            vec![
                upstream("shop"),
                document("upstreams", "again", json!({ "name": "shop" })),
            ],
            vec!["shop"],
        ),
        (
            vec![upstream("shop"), target(of("shop"), "10.0.0.1", -1)],
            vec!["shop"],
        ),
        (vec![upstream("shop"), target(of("desk"), "a b", 1)], vec!["desk"]),
        (
            vec![upstream("shop"), target(json!("garbage"), "10.0.0.1", 1)],
            vec!["shop", "desk"],
        ),
        (
            vec![upstream("shop"), target(of("nowhere"), "10.0.0.1", -1)],
            vec![],
        ),
    ] {
        assert_eq!(closed_with(&broken), closed, "{broken:?}");
    }
    let elsewhere = Document {
        workspace: Id::named("workspaces", "team"),
        ..unread(json!({ "name": "shop", "slots": 1 }))
    };
    assert_eq!(closed_with(&[elsewhere]), [""; 0]);
}
