//! Identity, uniqueness, links, revisions, damage.

use model::{
    CA_CERTIFICATES, CONSUMERS, DEFAULT_WORKSPACE, Document, Id, ROUTES, SERVICES, Snapshot, VAULTS,
};
use serde_json::json;
use store::{By, Change, Refusal, Revision, Store, StoreError};

use crate::documents::{
    catalogue, consumer, delete, document, elsewhere, in_workspace, plugin, route, service, workspaces,
};
use crate::place::{Place, of_every_store};

async fn insert(store: &Store, document: &Document) -> Result<Revision, StoreError> {
    store.apply(vec![Change::Insert(document.clone())]).await
}

fn refused(result: Result<Revision, StoreError>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("it is not refused: {other:?}"),
    }
}

async fn all(store: &Store) -> Vec<Document> {
    store.snapshot().await.unwrap().1
}

async fn what_is_written_is_found_by_id_and_by_name(place: &Place) {
    let store = place.open().await;
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

async fn an_id_is_taken_once_and_a_name_once_in_a_workspace(place: &Place) {
    let store = place.open().await;
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

async fn a_workspace_is_there_as_long_as_anything_is_in_it(place: &Place) {
    let store = place.open().await;
    let [default, other] = workspaces();
    let guest = in_workspace(elsewhere(), service("guest"));
    insert(&store, &guest).await.unwrap();
    let by = SERVICES.name;
    assert_eq!(
        refused(store.apply(vec![delete(&other)]).await),
        Refusal::Occupied { by }
    );
    store.apply(vec![delete(&guest), delete(&other)]).await.unwrap();
    assert_eq!(
        refused(insert(&store, &guest).await),
        Refusal::NoWorkspace(elsewhere())
    );
    assert_eq!(
        refused(store.apply(vec![delete(&default)]).await),
        Refusal::Default
    );
    let mut renamed = default.clone();
    renamed.body["name"] = json!("other");
    assert_eq!(
        refused(store.apply(vec![Change::Put(renamed)]).await),
        Refusal::Default
    );
    store.apply(vec![Change::Put(default)]).await.unwrap();
}

async fn some_names_are_taken_once_in_all_workspaces(place: &Place) {
    let store = place.open().await;
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

async fn a_name_may_be_longer_than_an_index_holds(place: &Place) {
    let store = place.open().await;
    let noise = |salt: &str| -> String {
        let words = (0..200).map(|number| Id::named(salt, &number.to_string()).to_string());
        words.collect()
    };
    let (long, other) = (consumer(&noise("a")), consumer(&noise("b")));
    for document in [&long, &other] {
        let mut untagged = document.clone();
        untagged.body["tags"] = json!(null);
        insert(&store, &untagged).await.unwrap();
        let mut namesake = untagged.clone();
        namesake.id = Id::named("consumers", "namesake");
        let Refusal::Taken { .. } = refused(insert(&store, &namesake).await) else {
            panic!("it is refused for another reason")
        };
        let name = document.body["username"].as_str().unwrap();
        let found = store.get(&CONSUMERS, DEFAULT_WORKSPACE, By::Key(name)).await;
        assert_eq!(found.unwrap(), Some(untagged));
    }
}

async fn what_was_read_is_replaced_only_if_it_is_still_there(place: &Place) {
    let store = place.open().await;
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
    // Nor is it deleted by whoever knows the first one, or another place.
    let delete_only = |was: &Document| store.apply(vec![Change::DeleteOnly(was.clone())]);
    for was in [&app, &abroad] {
        assert_eq!(refused(delete_only(was).await), changed);
    }
    assert_eq!(all(&store).await, [with("one.example")]);
    delete_only(&with("one.example")).await.unwrap();
    assert_eq!(refused(delete_only(&with("one.example")).await), changed);
    assert_eq!(refused(replace(&with("one.example"), app.clone()).await), changed);
    assert_eq!(all(&store).await, []);
}

async fn a_plugin_is_there_once_for_each_place(place: &Place) {
    let store = place.open().await;
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

async fn links_lead_somewhere_in_the_same_workspace(place: &Place) {
    let store = place.open().await;
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

async fn what_is_linked_to_stays_and_what_belongs_to_it_goes(place: &Place) {
    let store = place.open().await;
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
    let mut told = store.difference(before).await.unwrap().unwrap().deleted;
    told.sort_unstable();
    assert_eq!(told, [("plugins", cors.id), ("routes", one.id)]);
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

async fn changes_are_made_together_or_not_at_all(place: &Place) {
    let store = place.open().await;
    let before = store.snapshot().await.unwrap();
    let changes = [service("a"), service("b"), service("a")].map(Change::Insert);
    refused(store.apply(changes.into()).await);
    assert_eq!(store.snapshot().await.unwrap(), before);
    let told = store.difference(before.0).await.unwrap().unwrap();
    assert!(told.put.is_empty() && told.deleted.is_empty());
}

async fn each_change_has_a_revision_and_whoever_waits_is_told(place: &Place) {
    let store = place.open().await;
    let mut revisions = store.revisions();
    assert_eq!(*revisions.borrow_and_update(), Revision(0));
    for number in 1..=3 {
        let made = insert(&store, &service(&format!("s{number}"))).await.unwrap();
        assert_eq!(made, Revision(number));
    }
    let told = revisions.wait_for(|revision| *revision == Revision(3)).await;
    assert_eq!(*told.unwrap(), Revision(3));
    let told = store.difference(Revision(1)).await.unwrap().unwrap();
    assert_eq!((told.revision, told.put.len()), (Revision(3), 2));
    assert_eq!(store.difference(Revision(3)).await.unwrap().unwrap().put, []);
    // A reader who comes from another history is told to read all of this one.
    assert_eq!(store.difference(Revision(50)).await.unwrap(), None);
    let other = place.beside();
    let store = other.open().await;
    assert_eq!(store.difference(Revision(1)).await.unwrap(), None);
}

async fn what_is_damaged_is_told_and_closes_what_it_could_have_closed(place: &Place) {
    let store = place.open().await;
    let (app, one) = (service("app"), route("one", &service("app")));
    let documents = [app.clone(), one.clone(), plugin("cors", &one), consumer("ada")];
    store.apply(documents.map(Change::Insert).into()).await.unwrap();
    let whole = all(&store).await;
    let read = |documents: &[Document]| Snapshot::build(&catalogue(), 1, documents);
    for (damage, kind) in [
        (
            "UPDATE entity SET body = '{\"name\"' WHERE kind = 'services'",
            "services",
        ),
        ("UPDATE entity SET body = '7' WHERE kind = 'plugins'", "plugins"),
        (
            "UPDATE entity SET workspace = 'x' WHERE kind = 'consumers'",
            "consumers",
        ),
    ] {
        place.say(damage).await;
        let documents = all(&store).await;
        assert_eq!(documents.len(), whole.len());
        let (_, quarantined) = read(&documents);
        assert!(quarantined.iter().any(|one| one.kind == kind), "{quarantined:?}");
    }
    let documents = all(&store).await;
    let (snapshot, _) = read(&documents);
    let closing: Vec<_> = snapshot
        .quarantined_for(snapshot.route(one.id).unwrap())
        .map(|quarantined| (quarantined.kind, quarantined.id))
        .collect();
    assert!(closing.contains(&(SERVICES.name, app.id)), "{closing:?}");
    assert!(
        closing.contains(&("plugins", plugin("cors", &one).id)),
        "{closing:?}"
    );
    // A route that has lost its id is a route that is lost.
    place.say("DELETE FROM link").await;
    place.say("DELETE FROM unique_key").await;
    place
        .say("UPDATE entity SET id = 'x' WHERE kind = 'routes'")
        .await;
    let (snapshot, _) = read(&all(&store).await);
    assert_eq!((snapshot.routes().len(), snapshot.lost_routes().count()), (0, 1));
    // Whoever asks for one of them is told, and whoever puts it anew mends it.
    let found = store.get(&SERVICES, DEFAULT_WORKSPACE, By::Id(app.id)).await;
    assert_eq!(found.unwrap_err().code(), "store.damaged");
    store.apply(vec![Change::Put(app.clone())]).await.unwrap();
    assert!(all(&store).await.contains(&app));
}

of_every_store!(
    what_is_written_is_found_by_id_and_by_name,
    a_workspace_is_there_as_long_as_anything_is_in_it,
    an_id_is_taken_once_and_a_name_once_in_a_workspace,
    some_names_are_taken_once_in_all_workspaces,
    a_name_may_be_longer_than_an_index_holds,
    what_was_read_is_replaced_only_if_it_is_still_there,
    a_plugin_is_there_once_for_each_place,
    links_lead_somewhere_in_the_same_workspace,
    what_is_linked_to_stays_and_what_belongs_to_it_goes,
    changes_are_made_together_or_not_at_all,
    each_change_has_a_revision_and_whoever_waits_is_told,
    what_is_damaged_is_told_and_closes_what_it_could_have_closed,
);
