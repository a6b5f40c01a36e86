//! What the data plane leaves with a store.

use model::DEFAULT_WORKSPACE;
use store::{Deposit, Memory, Revision, Store};

use crate::place::{Place, of_every_store};

fn deposit(name: &str, body: &str, expires: Option<u64>) -> Deposit {
    Deposit {
        kind: "codes",
        name: name.to_owned(),
        body: body.to_owned(),
        expires,
    }
}

async fn found(store: &Store, name: &str, now: u64) -> Option<String> {
    store.deposited("codes", name, now).await.unwrap()
}

async fn what_is_left_is_there_until_it_expires(store: &Store) {
    assert_eq!(found(store, "a", 0).await, None);
    store.deposit(deposit("a", "first", None)).await.unwrap();
    store.deposit(deposit("b", "short", Some(1_000))).await.unwrap();
    assert_eq!(found(store, "a", 1 << 50).await.as_deref(), Some("first"));
    assert_eq!(found(store, "b", 999).await.as_deref(), Some("short"));
    assert_eq!(found(store, "b", 1_000).await, None);
    assert_eq!(store.deposited("tokens", "a", 0).await.unwrap(), None);
    store.deposit(deposit("b", "longer", Some(3_000))).await.unwrap();
    assert_eq!(found(store, "b", 2_999).await.as_deref(), Some("longer"));
}

async fn what_is_settled_stays_until_it_expires(store: &Store) {
    let settle = async |body, expires, now| store.settle(deposit("a", body, expires), now).await.unwrap();
    assert_eq!(settle("one", Some(1_000), 0).await, "one");
    assert_eq!(settle("two", None, 999).await, "one");
    assert_eq!(settle("three", None, 1_000).await, "three");
    assert_eq!(settle("four", Some(1), 5_000).await, "three");
    assert_eq!(found(store, "a", 9_000).await.as_deref(), Some("three"));
}

async fn what_is_taken_is_gone(store: &Store) {
    let take = async |name, now| store.take("codes", name, now).await.unwrap();
    assert_eq!(take("c", 0).await, None);
    store.deposit(deposit("c", "once", Some(1_000))).await.unwrap();
    store.deposit(deposit("d", "other", None)).await.unwrap();
    assert_eq!(store.take("tokens", "c", 0).await.unwrap(), None);
    assert_eq!(take("c", 999).await.as_deref(), Some("once"));
    assert_eq!(take("c", 999).await, None);
    assert_eq!(found(store, "c", 0).await, None);
    assert_eq!(found(store, "d", 0).await.as_deref(), Some("other"));
    store.deposit(deposit("c", "late", Some(1_000))).await.unwrap();
    assert_eq!(take("c", 1_000).await, None);
}

async fn what_has_expired_is_swept_away(store: &Store) {
    for number in 0..700 {
        let expires = (number < 600).then_some(1_000);
        store
            .deposit(deposit(&number.to_string(), "x", expires))
            .await
            .unwrap();
    }
    let mut rounds = 0;
    while store.sweep(1_000).await.unwrap() {
        rounds += 1;
        assert!(rounds < 3, "it never ends");
    }
    // Nobody finds what is gone, even at a time when it was still there.
    for number in 0..700 {
        assert_eq!(
            found(store, &number.to_string(), 0).await.is_some(),
            number >= 600
        );
    }
}

async fn deposits_are_no_part_of_the_configuration(store: &Store) {
    let before = store.snapshot().await.unwrap();
    store.deposit(deposit("a", "x", None)).await.unwrap();
    store.settle(deposit("b", "x", None), 0).await.unwrap();
    assert!(store.take("codes", "b", 0).await.unwrap().is_some());
    store.sweep(1).await.unwrap();
    assert_eq!(store.snapshot().await.unwrap(), before);
    let difference = store.difference(before.0).await.unwrap().unwrap();
    assert!(difference.put.is_empty() && difference.deleted.is_empty());
}

async fn deposits_do_all_that(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.revision().await.unwrap(), Revision(0));
    all(&store).await;
    // They outlive the process.
    drop(store);
    let store = place.open().await;
    assert_eq!(found(&store, "kept", 0).await.as_deref(), Some("it"));
    // And are secrets to whoever prints them.
    assert_eq!(format!("{:?}", deposit("a", "x", None)), "codes/a: ***");
}

async fn all(store: &Store) {
    what_is_left_is_there_until_it_expires(store).await;
    let gone = |name: &str| deposit(name, "", Some(0));
    for name in ["a", "b"] {
        store.deposit(gone(name)).await.unwrap();
    }
    what_is_settled_stays_until_it_expires(store).await;
    store.deposit(gone("a")).await.unwrap();
    what_is_taken_is_gone(store).await;
    what_has_expired_is_swept_away(store).await;
    deposits_are_no_part_of_the_configuration(store).await;
    store.deposit(deposit("kept", "it", None)).await.unwrap();
}

async fn several_settle_on_one(place: &Place) {
    let (one, other) = (place.open().await, place.open().await);
    for number in 0..20 {
        let name = number.to_string();
        let (a, b, c) = tokio::join!(
            one.settle(deposit(&name, "a", None), 0),
            other.settle(deposit(&name, "b", None), 0),
            one.settle(deposit(&name, "c", None), 0),
        );
        let settled = a.unwrap();
        assert_eq!((b.unwrap(), c.unwrap()), (settled.clone(), settled));
    }
}

async fn one_of_several_takes_it(place: &Place) {
    let (one, other) = (place.open().await, place.open().await);
    for number in 0..20 {
        let name = number.to_string();
        one.deposit(deposit(&name, "it", None)).await.unwrap();
        let taken = tokio::join!(
            one.take("codes", &name, 0),
            other.take("codes", &name, 0),
            one.take("codes", &name, 0),
            other.take("codes", &name, 0),
        );
        // Whoever comes in the way of another may be told that the store is busy, and has nothing then.
        let taken = [taken.0, taken.1, taken.2, taken.3];
        let taken = taken.into_iter().flatten().flatten();
        assert_eq!(taken.collect::<Vec<_>>(), ["it"]);
    }
}

of_every_store!(
    deposits_do_all_that,
    several_settle_on_one,
    one_of_several_takes_it
);

#[tokio::test]
async fn memory_does_all_that_too() {
    let store = Store::Memory(Memory::new(Vec::new()));
    all(&store).await;
    assert!(store.words().is_none());
    store.tell("anybody").await.unwrap();
    assert!(
        store
            .list(
                &model::SERVICES,
                DEFAULT_WORKSPACE,
                store::Filter::default(),
                store::Page::default()
            )
            .await
            .unwrap()
            .documents
            .is_empty()
    );
}
