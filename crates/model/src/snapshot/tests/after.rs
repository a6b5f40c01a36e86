//! A snapshot made of the one before is the one that is made of all documents.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use schema::Record;

use super::{document, link, plugin, route, service};
use crate::entity::hold;
use crate::{
    Brought, CONSUMERS, Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id, Link, NoSecrets, OnDelete,
    Quarantined, Route, Service, Snapshot,
};

/// What a plugin brings along.
#[derive(Record)]
struct Badge {
    #[field(auto)]
    id: Id,
    #[field(foreign("consumers"))]
    consumer: Id,
    #[field(unique)]
    number: Option<String>,
}

const BADGES: Entity = Entity {
    name: "badges",
    key: Some("number"),
    links: &[Link {
        field: "consumer",
        to: CONSUMERS.name,
        on_delete: OnDelete::Cascade,
    }],
    schema: Badge::describe,
    brought: Some(Brought {
        path: "badges",
        nested: "badge",
        called: None,
        read: hold::<Badge>,
        transform: None,
    }),
    ..CONSUMERS
};

fn catalogue() -> Catalogue {
    crate::catalogue::tests::catalogue().with_entities(&[BADGES])
}

/// Few of each kind, so that what is written meets what is there.
const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Numbers that look like chance and are the same each time (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        for (left, shift) in [(true, 13), (false, 7), (true, 17)] {
            self.0 ^= if left { self.0 << shift } else { self.0 >> shift };
        }
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

fn workspaces() -> [Id; 3] {
    [
        DEFAULT_WORKSPACE,
        Id::named("workspaces", "x"),
        Id::named("workspaces", "y"),
    ]
}

/// A document of any kind, whole or damaged.
fn any(dice: &mut Dice) -> Document {
    let (name, other) = (dice.one(&NAMES), dice.one(&NAMES));
    let is_damaged = dice.below(4) == 0;
    let kinds = [
        "services",
        "routes",
        "routes",
        "plugins",
        "plugins",
        "upstreams",
        "targets",
        "consumers",
        "certificates",
        "ca_certificates",
        "snis",
        "vaults",
        "key_sets",
        "consumer_groups",
        "consumer_group_consumers",
        "workspaces",
        "badges",
    ];
    let kind = dice.one(&kinds);
    let link = |dice: &mut Dice, to| match dice.below(6) {
        0 => json!("garbage"),
        _ => link(to, other),
    };
    let body = match kind {
        "services" => json!({ "name": name, "host": other, "enabled": dice.below(5) > 0 }),
        "routes" => {
            json!({ "name": name, "paths": [format!("/{other}")], "service": link(dice, "services") })
        }
        "plugins" => match dice.below(4) {
            0 => json!({ "name": "limit", "config": { "count": 1 }, "route": link(dice, "routes") }),
            1 => json!({ "name": "limit", "config": { "count": 1 }, "service": link(dice, "services") }),
            2 => json!({ "name": "limit", "config": { "count": dice.below(3) } }),
            _ => json!({ "name": "limit", "config": { "count": 0 }, "enabled": false }),
        },
        // Names are taken twice.
        "upstreams" => json!({ "name": other }),
        "targets" => json!({ "target": format!("{name}.test:80"), "upstream": link(dice, "upstreams") }),
        "consumers" => json!({ "username": name, "custom_id": format!("{name}!") }),
        "badges" => json!({ "number": name, "consumer": link(dice, "consumers") }),
        "consumer_group_consumers" => json!({
            "consumer_group": link(dice, "consumer_groups"), "consumer": link(dice, "consumers"),
        }),
        "snis" => json!({ "name": format!("{name}.test"), "certificate": link(dice, "certificates") }),
        _ => json!({ "name": name }),
    };
    let body = match (is_damaged, dice.below(3)) {
        (false, _) => body,
        (true, 0) => Value::Null,
        (true, 1) => json!({ "name": 7 }),
        (true, _) => {
            let mut body = body;
            body["nonsense"] = json!(true);
            body
        }
    };
    Document {
        workspace: dice.one(&workspaces()),
        ..document(kind, name, body)
    }
}

/// All that a snapshot tells.
#[derive(Debug, PartialEq)]
struct Told {
    quarantined: Vec<Quarantined>,
    lost: Vec<Quarantined>,
    services: Vec<(String, Option<Id>, Vec<String>)>,
    routes: Vec<(String, Id, Vec<Id>, Vec<Quarantined>)>,
    plugins: Vec<(Id, Value)>,
    targets: Vec<Vec<String>>,
    others: Vec<String>,
    wanted: Vec<bool>,
    found: Vec<[bool; 5]>,
    people: Vec<String>,
}

/// Who is called so, is in which groups, and has which badges.
fn people(snapshot: &Snapshot) -> Vec<String> {
    let mut people = Vec::new();
    for name in NAMES {
        let id = Id::named("consumers", name);
        let groups = snapshot.groups_of(id).iter().map(|group| group.name.as_str());
        let badges = snapshot.held_by::<Badge>(BADGES.name, id);
        people.push(format!(
            "{name}: {:?} {:?}",
            groups.collect::<Vec<_>>(),
            badges.map(|badge| badge.id).collect::<Vec<_>>()
        ));
        for workspace in workspaces() {
            let called = snapshot.consumer_called(workspace, name);
            let in_any_case = snapshot.consumer_called_in_any_case(workspace, &name.to_uppercase());
            let group = snapshot.group_called(workspace, name);
            let with = snapshot.consumer_with(workspace, &format!("{name}!"));
            let held = snapshot.held::<Badge>(BADGES.name, "number", workspace, name);
            people.push(format!(
                "{:?} {:?} {:?} {:?} {:?}",
                called.map(|one| one.id),
                in_any_case.map(|one| one.id),
                group.map(|one| one.id),
                with.map(|one| one.id),
                held.map(|badge| (badge.id, badge.consumer, badge.number.clone()))
            ));
        }
    }
    people
}

fn told(snapshot: &Snapshot, documents: &[Document]) -> Told {
    let of_service = |service: &Arc<Service>| {
        let upstream = snapshot.upstream_of(service).map(|upstream| upstream.id);
        let routes = snapshot.routes_of(service.id);
        let routes = routes.iter().map(|route| format!("{route:?}"));
        (format!("{service:?}"), upstream, routes.collect())
    };
    let of_route = |route: &Arc<Route>| {
        let plugins = snapshot.plugins_for(route).map(|plugin| plugin.id);
        let closing = snapshot.quarantined_for(route).cloned();
        let workspace = snapshot.workspace_of(route.id);
        (
            format!("{route:?}"),
            workspace,
            plugins.collect(),
            closing.collect(),
        )
    };
    let targets = |name: &&str| {
        let targets = snapshot.targets_of(Id::named("upstreams", name));
        targets.iter().map(|target| format!("{target:?}")).collect()
    };
    let consumers = snapshot.consumers().iter().map(|one| format!("{one:?}"));
    let wanted = documents.iter().filter(|document| document.kind == "routes");
    let wanted = wanted.flat_map(|route| {
        workspaces().map(|workspace| Document {
            workspace,
            ..route.clone()
        })
    });
    let found = |document: &Document| {
        let id = document.id;
        [
            snapshot.service(id).is_some(),
            snapshot.route(id).is_some(),
            snapshot.consumer(id).is_some(),
            snapshot.certificate(id).is_some(),
            snapshot.ca_certificate(id).is_some(),
        ]
    };
    Told {
        quarantined: snapshot.quarantined.to_vec(),
        lost: snapshot
            .lost_routes()
            .chain(snapshot.lost_snis())
            .cloned()
            .collect(),
        services: snapshot.services().iter().map(of_service).collect(),
        routes: snapshot.routes().iter().map(of_route).collect(),
        plugins: snapshot
            .plugins()
            .iter()
            .map(|plugin| (plugin.id, plugin.config.clone()))
            .collect(),
        targets: NAMES.iter().map(targets).collect(),
        others: consumers
            .chain(snapshot.snis().iter().map(|one| format!("{one:?}")))
            .collect(),
        wanted: wanted.map(|route| snapshot.is_wanted_elsewhere(&route)).collect(),
        found: documents.iter().map(found).collect(),
        people: people(snapshot),
    }
}

/// All documents in the order of a store.
type Held = BTreeMap<(usize, Id), Document>;

fn number(catalogue: &Catalogue, kind: &str) -> usize {
    let mut entities = catalogue.entities().chain(catalogue.refused_entities());
    entities.position(|entity| entity.name == kind).unwrap()
}

#[test]
fn whatever_is_written_and_deleted_the_snapshot_is_that_of_all_documents() {
    let catalogue = catalogue();
    let mut seen = (0, 0);
    for seed in 1..=40 {
        let mut dice = Dice(seed * 0x9e37_79b9);
        let mut held = Held::new();
        let mut snapshot = Snapshot::build(&catalogue, 0, &[]).0;
        for revision in 1..=60 {
            let (mut put, mut deleted) = (Vec::new(), Vec::new());
            for _ in 0..=dice.below(3) {
                let document = any(&mut dice);
                let at = (number(&catalogue, document.kind), document.id);
                if dice.below(3) == 0 {
                    deleted.push((document.kind, document.id));
                    held.remove(&at);
                    put.retain(|one: &Document| (one.kind, one.id) != (document.kind, document.id));
                } else {
                    held.insert(at, document.clone());
                    put.push(document);
                }
            }
            let documents: Vec<_> = held.values().cloned().collect();
            let (built, quarantined) = Snapshot::build(&catalogue, revision, &documents);
            let after = snapshot.after(&catalogue, revision, &put, &deleted, &NoSecrets);
            // Where a vault is another one all is read.
            let is_vault = |kind: &str| kind == "vaults";
            let vaults =
                put.iter().any(|one| is_vault(one.kind)) || deleted.iter().any(|(kind, _)| is_vault(kind));
            assert_eq!(after.is_none(), vaults);
            snapshot = after.unwrap_or_else(|| Snapshot::build(&catalogue, revision, &documents).0);
            let wrong = format!("seed {seed}, revision {revision}: {put:?}, without {deleted:?}");
            assert_eq!(snapshot.revision(), revision);
            assert_eq!(told(&snapshot, &documents), told(&built, &documents), "{wrong}");
            seen.0 += quarantined.len();
            seen.1 += built.routes().len();
        }
    }
    // Both what is whole and what is not was among them.
    assert!(seen.0 > 1_000 && seen.1 > 1_000, "{seen:?}");
}

/// How many consumers were read.
static READ: AtomicUsize = AtomicUsize::new(0);

#[test]
fn only_what_was_put_is_read_and_the_rest_is_shared() {
    const COUNTED: Entity = Entity {
        name: "counted",
        shorthand: Some(|_| {
            READ.fetch_add(1, Ordering::Relaxed);
            schema::Violations::default()
        }),
        ..CONSUMERS
    };
    let catalogue = catalogue().with_entities(&[COUNTED]);
    let counted = |name: &str| document("counted", name, json!({ "username": name }));
    let mut documents = vec![service("s"), plugin("p", &[], json!(1))];
    documents.extend(["r1", "r2", "r3"].map(|name| route(name, "s")));
    documents.extend((0..100).map(|number| counted(&number.to_string())));
    documents.sort_by_key(|document| (number(&catalogue, document.kind), document.id));
    let (before, quarantined) = Snapshot::build(&catalogue, 1, &documents);
    assert_eq!((READ.load(Ordering::Relaxed), quarantined), (100, vec![]));
    let gone = [("routes", Id::named("routes", "r2"))];
    let put = [route("r4", "s"), counted("7"), counted("new")];
    let after = before.after(&catalogue, 2, &put, &gone, &NoSecrets).unwrap();
    assert_eq!(READ.load(Ordering::Relaxed), 102);
    assert_eq!(after.routes().len(), 3);
    let stayed = before.routes().iter().filter(|route| route.id != gone[0].1);
    for route in stayed {
        assert!(Arc::ptr_eq(route, after.route(route.id).unwrap()), "{route:?}");
    }
    // Nobody touched these: not even their list is another one.
    assert!(std::ptr::eq(before.services(), after.services()));
    assert!(std::ptr::eq(before.plugins(), after.plugins()));
    // Nobody looks back.
    assert_eq!((before.revision(), before.routes().len()), (1, 3));
}

#[test]
fn a_consumer_leads_no_request_elsewhere_and_anything_else_may() {
    let catalogue = catalogue();
    let (before, _) = Snapshot::build(&catalogue, 1, &[service("a")]);
    let after = |put: &[Document], deleted: &[(&str, Id)]| {
        let after = before.after(&catalogue, 2, put, deleted, &NoSecrets).unwrap();
        after.leads_like(&before)
    };
    let bob = document("consumers", "bob", json!({ "username": "bob" }));
    assert!(after(&[], &[]));
    assert!(after(std::slice::from_ref(&bob), &[("consumers", bob.id)]));
    let badge = document(
        "badges",
        "x",
        json!({ "number": "7", "consumer": link("consumers", "bob") }),
    );
    assert!(after(&[bob.clone(), badge], &[]));
    for kind in [
        "services",
        "routes",
        "plugins",
        "upstreams",
        "targets",
        "certificates",
        "ca_certificates",
        "snis",
    ] {
        assert!(!after(&[], &[(kind, bob.id)]), "{kind}");
        assert!(
            !after(&[bob.clone(), document(kind, "x", Value::Null)], &[]),
            "{kind}"
        );
    }
    // What was read as a whole is compared with nothing.
    let (again, _) = Snapshot::build(&catalogue, 1, &[service("a")]);
    assert!(!again.leads_like(&before));
}

#[test]
fn where_nobody_knows_the_place_of_another_all_is_read() {
    let catalogue = catalogue();
    let backwards = {
        let mut two = [service("a"), service("b")];
        two.sort_by_key(|document| std::cmp::Reverse(document.id));
        two
    };
    for (given, is_followed) in [
        (vec![service("a")], true),
        (vec![], true),
        (backwards.to_vec(), false),
        (vec![service("a"), service("a")], false),
        (vec![route("r", "a"), service("a")], false),
        (vec![document("nobody", "x", json!({}))], false),
    ] {
        let (before, _) = Snapshot::build(&catalogue, 1, &given);
        let after = before.after(&catalogue, 2, &[service("c")], &[], &NoSecrets);
        assert_eq!(after.is_some(), is_followed, "{given:?}");
        assert!(
            before
                .after(
                    &catalogue,
                    2,
                    &[],
                    &[("nobody", Id::named("nobody", "x"))],
                    &NoSecrets
                )
                .is_none()
        );
    }
}

#[test]
fn a_name_may_go_over_to_another_one() {
    let catalogue = catalogue();
    let consumer =
        |id: &str, name: &str| document("consumers", id, json!({ "username": name, "custom_id": name }));
    let badge = |id: &str, number: &str| {
        let body = json!({ "number": number, "consumer": link("consumers", "one") });
        document("badges", id, body)
    };
    let before = [
        consumer("one", "a"),
        consumer("two", "b"),
        badge("one", "a"),
        badge("two", "b"),
    ];
    let mut before = before.to_vec();
    before.sort_by_key(|document| (number(&catalogue, document.kind), document.id));
    let (before, _) = Snapshot::build(&catalogue, 1, &before);
    let put = [
        consumer("one", "b"),
        consumer("two", "a"),
        badge("one", "b"),
        badge("two", "a"),
    ];
    let after = before.after(&catalogue, 2, &put, &[], &NoSecrets).unwrap();
    assert_eq!(*after.quarantined, []);
    let named = |name: &str| after.consumer_called(DEFAULT_WORKSPACE, name).unwrap().id;
    assert_eq!(
        (named("a"), named("b")),
        (Id::named("consumers", "two"), Id::named("consumers", "one"))
    );
    let one = Id::named("consumers", "one");
    assert!(after.consumer_in(DEFAULT_WORKSPACE, one).is_some());
    assert!(after.consumer_in(Id::named("workspaces", "x"), one).is_none());
    let held = |number: &str| {
        after
            .held::<Badge>("badges", "number", DEFAULT_WORKSPACE, number)
            .unwrap()
            .id
    };
    assert_eq!(
        (held("a"), held("b")),
        (Id::named("badges", "two"), Id::named("badges", "one"))
    );
    assert!(
        after
            .held::<Badge>("badges", "number", Id::named("workspaces", "x"), "a")
            .is_none()
    );
    // What nobody has brought along is nowhere.
    assert!(after.holds_any("badges") && !after.holds_any("nothing"));
    assert!(
        after
            .held::<Badge>("nothing", "number", DEFAULT_WORKSPACE, "a")
            .is_none()
    );
}
