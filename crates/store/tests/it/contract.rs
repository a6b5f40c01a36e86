//! Identity, uniqueness, links, tags, pages, revisions.

use model::{CA_CERTIFICATES, CONSUMERS, DEFAULT_WORKSPACE, Document, Id, ROUTES, SERVICES, VAULTS};
use serde_json::json;
use store::{
    By, Change, Filter, Memory, Operation, Page, Refusal, Revision, Sqlite, Store, StoreError, Tags,
};

use crate::documents::{File, consumer, delete, document, elsewhere, in_workspace, plugin, route, service};

async fn insert(store: &Sqlite, document: &Document) -> Result<Revision, StoreError> {
    store.apply(vec![Change::Insert(document.clone())]).await
}

fn refused(result: Result<Revision, StoreError>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("it is not refused: {other:?}"),
    }
}

async fn all(store: &Sqlite) -> Vec<Document> {
    store.snapshot().await.unwrap().1
}

#[tokio::test]
async fn what_is_written_is_found_by_id_and_by_name() {
    let file = File::new("found");
    let store = file.open();
    let app = service("app");
    insert(&store, &app).await.unwrap();
    for by in [By::Id(app.id), By::Key("app")] {
        let found = store.get(&SERVICES, DEFAULT_WORKSPACE, by).await.unwrap();
        assert_eq!(found.as_ref(), Some(&app), "{by:?}");
        // Another workspace knows nothing of it.
        assert_eq!(store.get(&SERVICES, elsewhere(), by).await.unwrap(), None);
    }
    assert_eq!(
        store
            .get(&SERVICES, DEFAULT_WORKSPACE, By::Key("App"))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        store
            .get(&ROUTES, DEFAULT_WORKSPACE, By::Id(app.id))
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn an_id_is_taken_once_and_a_name_once_in_a_workspace() {
    let file = File::new("taken");
    let store = file.open();
    let app = service("app");
    insert(&store, &app).await.unwrap();
    let (kind, id) = (SERVICES.name, app.id);
    assert_eq!(refused(insert(&store, &app).await), Refusal::IdTaken { kind, id });
    let namesake = document(
        &SERVICES,
        "namesake",
        json!({ "name": "app", "host": "b.example" }),
    );
    let fields = vec![("name".to_owned(), json!("app"))];
    let taken = Refusal::Taken { kind, fields };
    assert_eq!(refused(insert(&store, &namesake).await), taken);
    insert(&store, &in_workspace(elsewhere(), namesake.clone()))
        .await
        .unwrap();
    // It is free again once the other one has changed its name, or is gone.
    let mut renamed = app.clone();
    renamed.body["name"] = json!("other");
    store.apply(vec![Change::Put(renamed)]).await.unwrap();
    insert(&store, &namesake).await.unwrap();
    assert_eq!(refused(store.apply(vec![Change::Put(app.clone())]).await), taken);
    store
        .apply(vec![delete(&namesake), Change::Put(app)])
        .await
        .unwrap();
    // An id of another workspace is taken too.
    let stolen = Document {
        workspace: elsewhere(),
        ..service("app")
    };
    assert_eq!(
        refused(store.apply(vec![Change::Put(stolen)]).await),
        Refusal::IdTaken { kind, id }
    );
}

#[tokio::test]
async fn some_names_are_taken_once_in_all_workspaces() {
    let file = File::new("everywhere");
    let store = file.open();
    let digest = "ab".repeat(32);
    let unique = [
        document(&VAULTS, "vault", json!({ "name": "env", "prefix": "ours" })),
        document(&CA_CERTIFICATES, "ca", json!({ "cert_digest": digest })),
    ];
    for document in unique {
        insert(&store, &document).await.unwrap();
        let namesake = in_workspace(elsewhere(), document.clone());
        let Refusal::Taken { kind, .. } = refused(insert(&store, &namesake).await) else {
            panic!("it is refused for another reason")
        };
        assert_eq!(kind, document.kind);
        store
            .apply(vec![delete(&document), Change::Insert(namesake)])
            .await
            .unwrap();
    }
    // Whoever asks by name finds what is in the workspace, and nothing of another.
    let by = By::Key("ours");
    let abroad = store.get(&VAULTS, elsewhere(), by).await.unwrap();
    assert!(abroad.is_some());
    assert_eq!(store.get(&VAULTS, DEFAULT_WORKSPACE, by).await.unwrap(), None);
}

#[tokio::test]
async fn what_was_read_is_replaced_only_if_it_is_still_there() {
    let file = File::new("replace");
    let store = file.open();
    let app = service("app");
    insert(&store, &app).await.unwrap();
    let with = |host: &str| {
        let mut document = app.clone();
        document.body["host"] = json!(host);
        document
    };
    let replace = |was: &Document, document: Document| {
        let was = was.clone();
        store.apply(vec![Change::Replace { was, document }])
    };
    replace(&app, with("one.example")).await.unwrap();
    // Whoever has read the first one knows nothing of the second.
    let (kind, id) = (SERVICES.name, app.id);
    let changed = Refusal::Changed { kind, id };
    assert_eq!(refused(replace(&app, with("two.example")).await), changed);
    assert_eq!(all(&store).await, [with("one.example")]);
    let abroad = Document {
        workspace: elsewhere(),
        ..with("one.example")
    };
    assert_eq!(refused(replace(&abroad, abroad.clone()).await), changed);
    store.apply(vec![delete(&app)]).await.unwrap();
    assert_eq!(refused(replace(&with("one.example"), app.clone()).await), changed);
    assert_eq!(all(&store).await, []);
}

#[tokio::test]
async fn a_plugin_is_there_once_for_each_place() {
    let file = File::new("tuple");
    let store = file.open();
    let (app, one) = (service("app"), route("one", &service("app")));
    let two = route("two", &app);
    store
        .apply([app, one.clone(), two.clone()].map(Change::Insert).into())
        .await
        .unwrap();
    insert(&store, &plugin("a", &one)).await.unwrap();
    insert(&store, &plugin("b", &two)).await.unwrap();
    let Refusal::Taken { fields, .. } = refused(insert(&store, &plugin("c", &one)).await) else {
        panic!("it is refused for another reason")
    };
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["name", "route", "service", "consumer"]);
    // For all requests: nothing is a place too.
    let global = |word| {
        document(
            &model::PLUGINS,
            word,
            json!({ "name": "cors", "route": null, "config": {} }),
        )
    };
    insert(&store, &global("d")).await.unwrap();
    refused(insert(&store, &global("e")).await);
}

#[tokio::test]
async fn links_lead_somewhere_in_the_same_workspace() {
    let file = File::new("links");
    let store = file.open();
    let (app, one) = (service("app"), route("one", &service("app")));
    let dangling = Refusal::Dangling {
        field: "service",
        to: "services",
        id: app.id,
    };
    assert_eq!(refused(insert(&store, &one).await), dangling);
    insert(&store, &app).await.unwrap();
    insert(&store, &one).await.unwrap();
    let abroad = in_workspace(elsewhere(), route("two", &app));
    assert_eq!(refused(insert(&store, &abroad).await), dangling);
}

#[tokio::test]
async fn what_is_linked_to_stays_and_what_belongs_to_it_goes() {
    let file = File::new("delete");
    let store = file.open();
    let (app, one) = (service("app"), route("one", &service("app")));
    let cors = plugin("cors", &one);
    store
        .apply(
            [app.clone(), one.clone(), cors.clone()]
                .map(Change::Insert)
                .into(),
        )
        .await
        .unwrap();
    let referenced = Refusal::Referenced {
        kind: "services",
        by: "routes",
    };
    assert_eq!(refused(store.apply(vec![delete(&app)]).await), referenced);
    assert_eq!(all(&store).await.len(), 3);
    // The plugin goes with its route. Both are told.
    let before = store.snapshot().await.unwrap().0;
    store.apply(vec![delete(&one)]).await.unwrap();
    assert_eq!(all(&store).await, std::slice::from_ref(&app));
    let changed = store.changes_since(before).await.unwrap().unwrap();
    let kinds: Vec<_> = changed
        .iter()
        .map(|changed| (changed.kind.as_str(), changed.id, changed.operation))
        .collect();
    let gone = Operation::Delete;
    assert_eq!(kinds, [("plugins", cors.id, gone), ("routes", one.id, gone)]);
    assert!(
        changed
            .iter()
            .all(|changed| changed.workspace == DEFAULT_WORKSPACE)
    );
    store.apply(vec![delete(&app)]).await.unwrap();
    // What is gone may be deleted again, and what another workspace has is not there.
    store.apply(vec![delete(&app)]).await.unwrap();
    insert(&store, &app).await.unwrap();
    let stranger = Change::Delete {
        kind: "services",
        workspace: elsewhere(),
        id: app.id,
    };
    store.apply(vec![stranger]).await.unwrap();
    assert_eq!(all(&store).await.len(), 1);
}

#[tokio::test]
async fn changes_are_made_together_or_not_at_all() {
    let file = File::new("together");
    let store = file.open();
    let before = store.snapshot().await.unwrap();
    let changes = [service("a"), service("b"), service("a")].map(Change::Insert);
    refused(store.apply(changes.into()).await);
    assert_eq!(store.snapshot().await.unwrap(), before);
    assert_eq!(store.changes_since(before.0).await.unwrap(), Some(vec![]));
}

#[tokio::test]
async fn lists_come_in_pages_in_the_order_of_ids() {
    let file = File::new("pages");
    let store = file.open();
    let people: Vec<_> = (0..25)
        .map(|number| consumer(&format!("person-{number}")))
        .collect();
    store
        .apply(people.iter().cloned().map(Change::Insert).collect())
        .await
        .unwrap();
    insert(&store, &in_workspace(elsewhere(), consumer("stranger")))
        .await
        .unwrap();
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

#[tokio::test]
async fn lists_are_filtered_by_tags_and_by_links() {
    let file = File::new("filters");
    let store = file.open();
    let people = ["ada", "bob", "eve"].map(consumer);
    store.apply(people.map(Change::Insert).into()).await.unwrap();
    let tagged = async |tags: Tags| -> Vec<String> {
        let filter = Filter { tags, link: None };
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
        tagged(Tags::OneOf(of(&["ada", "eve", "x\"y"]))).await,
        ["ada", "eve"]
    );
    assert_eq!(tagged(Tags::AllOf(of(&["ada", "bob"]))).await, [""; 0]);
    // A tag that is taken away finds nothing any more.
    let mut bob = consumer("bob");
    bob.body["tags"] = json!(null);
    store.apply(vec![Change::Put(bob)]).await.unwrap();
    assert_eq!(tagged(Tags::AllOf(of(&["people"]))).await, ["ada", "eve"]);

    let (app, desk) = (service("app"), service("desk"));
    let routes = [route("one", &app), route("two", &desk), route("three", &app)];
    store
        .apply([app.clone(), desk].map(Change::Insert).into())
        .await
        .unwrap();
    store.apply(routes.map(Change::Insert).into()).await.unwrap();
    let filter = Filter {
        link: Some(("service", app.id)),
        tags: Tags::Any,
    };
    let listing = store
        .list(&ROUTES, DEFAULT_WORKSPACE, filter, Page::default())
        .await
        .unwrap();
    assert_eq!(listing.documents.len(), 2);
}

#[tokio::test]
async fn each_change_has_a_revision_and_whoever_waits_is_told() {
    let file = File::new("revisions");
    let store = file.open();
    let mut revisions = store.revisions();
    assert_eq!(*revisions.borrow_and_update(), Revision(0));
    for number in 1..=3 {
        let made = insert(&store, &service(&format!("s{number}"))).await.unwrap();
        assert_eq!(made, Revision(number));
    }
    let told = revisions.wait_for(|revision| *revision == Revision(3)).await;
    assert_eq!(*told.unwrap(), Revision(3));
    let changed = store.changes_since(Revision(1)).await.unwrap().unwrap();
    let revisions: Vec<_> = changed.iter().map(|changed| changed.revision).collect();
    assert_eq!(revisions, [Revision(2), Revision(3)]);
    // A reader who comes from another history is told to read all of this one.
    assert_eq!(store.changes_since(Revision(3)).await.unwrap(), Some(vec![]));
    assert_eq!(store.changes_since(Revision(50)).await.unwrap(), None);
    let file = File::new("history");
    assert_eq!(file.open().changes_since(Revision(1)).await.unwrap(), None);
}

#[tokio::test]
async fn documents_of_a_file_are_read_as_those_of_a_database_are() {
    let file = File::new("memory");
    let sqlite = file.open();
    let app = service("app");
    let documents = [
        app.clone(),
        route("one", &app),
        route("two", &service("app")),
        consumer("ada"),
        consumer("bob"),
        in_workspace(elsewhere(), consumer("eve")),
    ];
    sqlite
        .apply(documents.clone().map(Change::Insert).into())
        .await
        .unwrap();
    let stores = [
        Store::Memory(Memory::new(documents.into())),
        Store::Sqlite(sqlite),
    ];
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
                    link: Some(("service", app.id)),
                    tags: Tags::Any,
                },
                Page::default(),
            ),
            (
                &CONSUMERS,
                Filter {
                    link: None,
                    tags: Tags::OneOf(vec!["ada".to_owned(), "x".to_owned()]),
                },
                Page::default(),
            ),
            (
                &CONSUMERS,
                Filter {
                    link: None,
                    tags: Tags::AllOf(vec!["people".to_owned()]),
                },
                Page {
                    size: 5,
                    after: Some(consumer("ada").id.min(consumer("bob").id)),
                },
            ),
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
    assert_eq!(sizes, [(1, true), (2, false), (1, false), (1, false)]);
}
