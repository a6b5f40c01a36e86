//! What a gateway is told that ran on an earlier revision.

use model::{Document, Snapshot};
use serde_json::json;
use store::{Change, Difference, Revision, Store};

use crate::documents::{catalogue, consumer, delete, in_workspace, plugin, route, service};
use crate::place::{Place, of_every_store};

async fn put(store: &Store, documents: &[&Document]) -> Revision {
    let changes = documents.iter().map(|document| Change::Put((*document).clone()));
    store.apply(changes.collect()).await.unwrap()
}

async fn since(store: &Store, revision: Revision) -> Option<Difference> {
    store.difference(revision).await.unwrap()
}

async fn each_document_is_told_once_as_it_is_now(place: &Place) {
    let store = place.open().await;
    let (app, one) = (service("app"), route("one", &service("app")));
    let (cors, ada) = (plugin("cors", &one), consumer("ada"));
    let before = put(&store, &[&app, &one, &cors, &ada]).await;
    let nothing = Difference {
        revision: before,
        ..Difference::default()
    };
    assert_eq!(since(&store, before).await, Some(nothing));
    let mut other = app.clone();
    other.body["host"] = json!("b.example");
    put(&store, &[&other]).await;
    other.body["host"] = json!("c.example");
    put(&store, &[&other, &consumer("bob")]).await;
    // Its plugin goes with a route; who came and went is not there.
    let gone = vec![delete(&one), delete(&consumer("bob"))];
    let now = store.apply(gone).await.unwrap();
    let told = since(&store, before).await.unwrap();
    assert_eq!((told.revision, told.put), (now, vec![other]));
    let mut deleted = told.deleted;
    deleted.sort_unstable();
    let bob = consumer("bob").id;
    let mut expected = [("consumers", bob), ("plugins", cors.id), ("routes", one.id)];
    expected.sort_unstable();
    assert_eq!(deleted, expected);
    // Whoever is not behind lacks nothing, and whoever is ahead has another history.
    assert_eq!(since(&store, now).await.unwrap().put, []);
    assert_eq!(since(&store, Revision(now.0 + 1)).await, None);
}

async fn what_is_made_of_it_is_what_is_made_of_all(place: &Place) {
    let store = place.open().await;
    let read = |(revision, documents): (Revision, Vec<Document>)| {
        Snapshot::build(&catalogue(), revision.0, &documents).0
    };
    let mut followed = read(store.snapshot().await.unwrap());
    let mut at = Revision(0);
    let (app, away) = (
        service("app"),
        in_workspace(crate::documents::elsewhere(), service("app")),
    );
    let (one, two) = (route("one", &app), route("two", &app));
    for changes in [
        vec![Change::Put(app.clone()), Change::Put(one.clone())],
        vec![Change::Put(away.clone()), Change::Put(consumer("ada"))],
        // In one revision, in both orders.
        vec![delete(&one), Change::Put(two.clone()), Change::Put(one.clone())],
        vec![Change::Put(plugin("cors", &one)), delete(&two)],
        vec![delete(&one), delete(&away)],
    ] {
        store.apply(changes).await.unwrap();
        let told = since(&store, at).await.unwrap();
        at = told.revision;
        followed = followed
            .after(&catalogue(), at.0, &told.put, &told.deleted, &model::NoSecrets)
            .unwrap();
        let built = read(store.snapshot().await.unwrap());
        assert_eq!(followed.revision(), built.revision());
        assert_eq!(
            format!(
                "{:?}{:?}{:?}",
                followed.services(),
                followed.routes(),
                followed.consumers()
            ),
            format!(
                "{:?}{:?}{:?}",
                built.services(),
                built.routes(),
                built.consumers()
            ),
        );
        for route in built.routes() {
            let closing = |snapshot: &Snapshot| Vec::from_iter(snapshot.quarantined_for(route).cloned());
            assert_eq!(closing(&followed), closing(&built));
        }
    }
}

async fn what_is_damaged_is_told_as_damaged(place: &Place) {
    let store = place.open().await;
    let before = store.revision().await.unwrap();
    let app = service("app");
    let now = put(&store, &[&app]).await;
    place
        .say("UPDATE entity SET body = '{\"name\"' WHERE kind = 'services'")
        .await;
    let told = since(&store, before).await.unwrap();
    assert_eq!(told.put, store.snapshot().await.unwrap().1);
    let next = Snapshot::build(&catalogue(), before.0, &[]).0;
    let next = next
        .after(&catalogue(), now.0, &told.put, &told.deleted, &model::NoSecrets)
        .unwrap();
    assert!(next.services().is_empty());
}

/// Doubt reads all: each of these could hide a plugin that is there.
async fn what_cannot_be_told_for_certain_is_not_told(place: &Place) {
    for doubt in [
        // It is said to be there and is not found under its id.
        "UPDATE entity SET id = upper(id) WHERE kind = 'consumers'",
        // It is said to be gone and is there.
        "UPDATE change SET op = 'delete'",
        // Nobody can say what it was, or knows its kind.
        "UPDATE change SET id = 'x'",
        "UPDATE change SET kind = 'strangers'",
        // Somebody has forgotten too much.
        "DELETE FROM change",
    ] {
        let place = place.beside();
        let store = place.open().await;
        put(&store, &[&service("app")]).await;
        let before = put(&store, &[&service("other")]).await;
        put(&store, &[&consumer("ada")]).await;
        for forget in ["DELETE FROM unique_key", "DELETE FROM tag", "DELETE FROM link"] {
            place.say(forget).await;
        }
        assert!(since(&store, before).await.is_some());
        place.say(doubt).await;
        assert_eq!(since(&store, before).await, None, "{doubt}");
        place.say("DELETE FROM entity").await;
        place.say("DELETE FROM change").await;
        place.say("UPDATE revision SET number = 0").await;
    }
}

async fn whoever_has_missed_very_much_reads_all(place: &Place) {
    let store = place.open().await;
    let people: Vec<_> = (0..1_001).map(|number| consumer(&number.to_string())).collect();
    let people: Vec<&Document> = people.iter().collect();
    let most = put(&store, &people[1..]).await;
    assert_eq!(since(&store, Revision(0)).await.unwrap().put.len(), 1_000);
    put(&store, &people[..1]).await;
    assert_eq!(since(&store, Revision(0)).await, None);
    assert_eq!(since(&store, most).await.unwrap().put.len(), 1);
}

of_every_store!(
    each_document_is_told_once_as_it_is_now,
    what_is_made_of_it_is_what_is_made_of_all,
    what_is_damaged_is_told_as_damaged,
    what_cannot_be_told_for_certain_is_not_told,
    whoever_has_missed_very_much_reads_all,
);
