//! Several nodes on one database.

use std::time::Duration;

use model::{DEFAULT_WORKSPACE, SERVICES};
use store::{By, Change, Postgres, PostgresSettings, Revision, StoreError};
use tokio::time::timeout;

use crate::documents::service;
use crate::place::{Place, postgres};

use crate::server::say;

fn place() -> Option<(Place, PostgresSettings)> {
    let place = Place::schema()?;
    let Place::Schema(settings) = &place else {
        panic!("it is a schema")
    };
    let settings = settings.clone();
    Some((place, settings))
}

#[tokio::test]
async fn what_one_node_writes_the_others_are_told_within_a_second() {
    let Some((_, settings)) = place() else {
        return;
    };
    let one = postgres(&settings).await.unwrap();
    let other = postgres(&settings).await.unwrap();
    for (number, (writer, reader)) in (1..).zip([(&one, &other), (&other, &one), (&one, &one)]) {
        let mut revisions = reader.revisions();
        let document = service(&format!("s{number}"));
        writer.apply(vec![Change::Insert(document)]).await.unwrap();
        let told = revisions.wait_for(|revision| *revision == Revision(number));
        timeout(Duration::from_millis(900), told).await.unwrap().unwrap();
        let name = format!("s{number}");
        let found = reader.get(&SERVICES, DEFAULT_WORKSPACE, By::Key(&name)).await;
        assert!(found.unwrap().is_some());
    }
}

#[tokio::test]
async fn those_who_start_together_make_the_tables_once() {
    for _ in 0..5 {
        let Some((_, settings)) = place() else {
            return;
        };
        let (a, b, c) = tokio::join!(postgres(&settings), postgres(&settings), postgres(&settings));
        for store in [a, b, c] {
            assert_eq!(store.unwrap().snapshot().await.unwrap(), (Revision(0), vec![]));
        }
    }
}

#[tokio::test]
async fn those_who_write_together_write_one_after_the_other() {
    let Some((_, settings)) = place() else {
        return;
    };
    let one = postgres(&settings).await.unwrap();
    let other = postgres(&settings).await.unwrap();
    let write = async |store: &Postgres| {
        let mut made = Vec::new();
        for number in 0..20 {
            let app = service(&format!("s{number}"));
            if let Ok(revision) = store.apply(vec![Change::Insert(app)]).await {
                made.push(revision);
            }
        }
        made
    };
    let (mut made, others) = tokio::join!(write(&one), write(&other));
    made.extend(others);
    made.sort();
    let expected: Vec<_> = (1..=20).map(Revision).collect();
    assert_eq!(made, expected);
    assert_eq!(one.snapshot().await.unwrap().1.len(), 20);
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    let Some((place, settings)) = place() else {
        return;
    };
    drop(postgres(&settings).await.unwrap());
    place.say("UPDATE version SET number = 99").await;
    let newer = StoreError::Newer { found: 99, known: 2 };
    assert_eq!(postgres(&settings).await.err(), Some(newer));
}

#[tokio::test]
async fn a_database_of_an_earlier_version_becomes_one_of_the_latest_once() {
    let Some((place, settings)) = place() else {
        return;
    };
    let app = service("app");
    let store = postgres(&settings).await.unwrap();
    store.apply(vec![Change::Insert(app.clone())]).await.unwrap();
    drop(store);
    place
        .say("DROP TABLE deposit; UPDATE version SET number = 1")
        .await;
    assert_eq!(Postgres::version(settings.clone()).await, Ok(Some(1)));
    let (a, b) = tokio::join!(postgres(&settings), postgres(&settings));
    for store in [a, b] {
        let store = store.unwrap();
        assert_eq!(store.snapshot().await.unwrap().1, std::slice::from_ref(&app));
        assert_eq!(store.deposited("codes", "a", 0).await, Ok(None));
    }
    assert_eq!(Postgres::version(settings).await, Ok(Some(2)));
}

#[tokio::test]
async fn what_one_node_says_all_nodes_of_its_schema_hear() {
    let Some((place, settings)) = place() else {
        return;
    };
    let Place::Schema(others) = place.beside() else {
        panic!("it is a schema")
    };
    let one = postgres(&settings).await.unwrap();
    let other = postgres(&settings).await.unwrap();
    let stranger = postgres(&others).await.unwrap();
    let mut heard = [one.words(), other.words()];
    for (speaker, word) in [
        (&stranger, "none of yours"),
        (&one, "first"),
        (&other, "second\nline"),
    ] {
        speaker.tell(word).await.unwrap();
    }
    for words in &mut heard {
        for word in ["first", "second\nline"] {
            let next = timeout(Duration::from_secs(10), words.next()).await;
            assert_eq!(next.unwrap().as_deref(), Some(word));
        }
    }
    let long = one.tell(&"x".repeat(9_000)).await;
    assert_eq!(long.unwrap_err().code(), "store.unavailable");
    one.tell("and on").await.unwrap();
}

#[tokio::test]
async fn tables_of_somebody_else_are_left_alone() {
    let Some((place, settings)) = place() else {
        return;
    };
    let schema = settings.schema.replace('"', "\"\"");
    say(&settings, &format!("CREATE SCHEMA \"{schema}\"")).await;
    place.say("CREATE TABLE tag (word TEXT)").await;
    let refused = postgres(&settings).await.err().unwrap();
    assert_eq!(refused.code(), "store.unavailable");
    let count = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";
    let name = settings.schema.replace('\'', "''");
    let told = say(&settings, &format!("{count} WHERE nspname = '{name}'")).await;
    assert_eq!(told, ["1"]);
}
