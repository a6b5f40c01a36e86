//! Lists: pages, tags, links.

use model::{CONSUMER_GROUP_CONSUMERS, CONSUMER_GROUPS, CONSUMERS, DEFAULT_WORKSPACE, Document, Id, ROUTES};
use serde_json::json;
use store::{By, Change, Filter, Memory, Page, Related, Store, StoreError, Tags};

use crate::documents::{consumer, elsewhere, group, in_workspace, membership, route, service};
use crate::place::{Place, of_every_store};

async fn lists_come_in_pages_in_the_order_of_ids(place: &Place) {
    let store = place.open().await;
    let people: Vec<_> = (0..25)
        .map(|number| consumer(&format!("person-{number}")))
        .collect();
    store
        .apply(people.iter().cloned().map(Change::Insert).collect())
        .await
        .unwrap();
    let stranger = in_workspace(elsewhere(), consumer("stranger"));
    store.apply(vec![Change::Insert(stranger)]).await.unwrap();
    let mut expected: Vec<Id> = people.iter().map(|person| person.id).collect();
    expected.sort();
    let (mut found, mut page) = (
        Vec::new(),
        Page {
            size: 10,
            after: None,
        },
    );
    let mut sizes = Vec::new();
    loop {
        let listing = store
            .list(&CONSUMERS, DEFAULT_WORKSPACE, Filter::default(), page)
            .await
            .unwrap();
        sizes.push(listing.documents.len());
        found.extend(listing.documents.iter().map(|document| document.id));
        match listing.next {
            Some(last) => page.after = Some(last),
            None => break,
        }
    }
    assert_eq!((sizes, found), (vec![10, 10, 5], expected));
    // A page that is just full is the last one.
    let all = Page {
        size: 25,
        after: None,
    };
    let listing = store
        .list(&CONSUMERS, DEFAULT_WORKSPACE, Filter::default(), all)
        .await
        .unwrap();
    assert_eq!((listing.documents.len(), listing.next), (25, None));
}

async fn lists_are_filtered_by_tags_and_by_links(place: &Place) {
    let store = place.open().await;
    let people = ["ada", "bob", "eve"].map(consumer);
    store.apply(people.map(Change::Insert).into()).await.unwrap();
    let tagged = async |tags: Tags| -> Vec<String> {
        let filter = Filter {
            tags,
            ..Filter::default()
        };
        let listing = store
            .list(&CONSUMERS, DEFAULT_WORKSPACE, filter, Page::default())
            .await
            .unwrap();
        let name = |document: &Document| document.body["username"].as_str().unwrap().to_owned();
        let mut names: Vec<_> = listing.documents.iter().map(name).collect();
        names.sort();
        names
    };
    let of = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
    assert_eq!(tagged(Tags::AllOf(of(&["people"]))).await, ["ada", "bob", "eve"]);
    assert_eq!(tagged(Tags::AllOf(of(&["people", "bob"]))).await, ["bob"]);
    assert_eq!(tagged(Tags::AllOf(of(&["bob", "bob"]))).await, ["bob"]);
    assert_eq!(
        tagged(Tags::OneOf(of(&["ada", "eve", "x\"y", "\0"]))).await,
        ["ada", "eve"]
    );
    assert_eq!(tagged(Tags::AllOf(of(&["ada", "bob"]))).await, [""; 0]);
    assert_eq!(tagged(Tags::AllOf(of(&["ada", "\0"]))).await, [""; 0]);
    // A tag that is taken away finds nothing any more.
    let mut bob = consumer("bob");
    bob.body["tags"] = json!(null);
    store.apply(vec![Change::Put(bob)]).await.unwrap();
    assert_eq!(tagged(Tags::AllOf(of(&["people"]))).await, ["ada", "eve"]);

    let (app, desk) = (service("app"), service("desk"));
    let routes = [route("one", &app), route("two", &desk), route("three", &app)];
    store
        .apply([app.clone(), desk.clone()].map(Change::Insert).into())
        .await
        .unwrap();
    store.apply(routes.map(Change::Insert).into()).await.unwrap();
    for (services, number) in [
        (vec![app.id], 2),
        (vec![app.id, desk.id], 3),
        (vec![desk.id, consumer("ada").id], 1),
        (vec![], 0),
    ] {
        let filter = Filter {
            link: Some(("service", services)),
            ..Filter::default()
        };
        let listing = store
            .list(&ROUTES, DEFAULT_WORKSPACE, filter, Page::default())
            .await
            .unwrap();
        assert_eq!(listing.documents.len(), number);
    }
}

/// The consumers of a group.
fn in_group(name: &str, tags: Tags) -> Filter {
    Filter {
        tags,
        related: Some(Related {
            by: CONSUMER_GROUP_CONSUMERS.name,
            field: "consumer",
            with_field: "consumer_group",
            with_kind: CONSUMER_GROUPS.name,
            with: group(name).id,
        }),
        ..Filter::default()
    }
}

async fn documents_of_a_file_are_read_as_those_of_a_database_are(place: &Place) {
    let store = place.open().await;
    let app = service("app");
    let documents = [
        app.clone(),
        route("one", &app),
        route("two", &service("app")),
        consumer("ada"),
        consumer("bob"),
        in_workspace(elsewhere(), consumer("eve")),
        group("gold"),
        group("tin"),
        membership("ada", "gold"),
        membership("bob", "gold"),
        membership("bob", "tin"),
    ];
    store
        .apply(documents.clone().map(Change::Insert).into())
        .await
        .unwrap();
    let stores = [Store::Memory(Memory::new(documents.into())), store];
    let (mut told, refusal) = (Vec::new(), stores[0].apply(vec![Change::Put(app.clone())]).await);
    assert_eq!(refusal, Err(StoreError::ReadOnly));
    for store in &stores {
        let mut seen = Vec::new();
        for by in [
            By::Key("ada"),
            By::Key("eve"),
            By::Id(consumer("bob").id),
            By::Id(app.id),
        ] {
            seen.push(store.get(&CONSUMERS, DEFAULT_WORKSPACE, by).await.unwrap());
        }
        let mut lists = Vec::new();
        for (entity, filter, page) in [
            (&CONSUMERS, Filter::default(), Page { size: 1, after: None }),
            (
                &ROUTES,
                Filter {
                    link: Some(("service", vec![app.id])),
                    ..Filter::default()
                },
                Page::default(),
            ),
            (
                &CONSUMERS,
                Filter {
                    tags: Tags::OneOf(vec!["ada".to_owned(), "x".to_owned()]),
                    ..Filter::default()
                },
                Page::default(),
            ),
            (
                &CONSUMERS,
                Filter {
                    tags: Tags::AllOf(vec!["people".to_owned()]),
                    ..Filter::default()
                },
                Page {
                    size: 5,
                    after: Some(consumer("ada").id.min(consumer("bob").id)),
                },
            ),
            (&CONSUMERS, in_group("gold", Tags::Any), Page::default()),
            (&CONSUMERS, in_group("tin", Tags::Any), Page::default()),
            (
                &CONSUMERS,
                in_group("gold", Tags::AllOf(vec!["bob".to_owned()])),
                Page { size: 1, after: None },
            ),
            (&CONSUMERS, in_group("lead", Tags::Any), Page::default()),
        ] {
            lists.push(store.list(entity, DEFAULT_WORKSPACE, filter, page).await.unwrap());
        }
        told.push((seen, lists));
    }
    assert_eq!(told[0], told[1]);
    let sizes: Vec<_> = told[0]
        .1
        .iter()
        .map(|list| (list.documents.len(), list.next.is_some()))
        .collect();
    let of_groups = [(2, false), (1, false), (1, false), (0, false)];
    assert_eq!(
        sizes,
        [&[(1, true), (2, false), (1, false), (1, false)][..], &of_groups].concat()
    );
}

of_every_store!(
    lists_come_in_pages_in_the_order_of_ids,
    lists_are_filtered_by_tags_and_by_links,
    documents_of_a_file_are_read_as_those_of_a_database_are,
);
