//! What is answered stays, and what is no database is told.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Barrier};

use model::DEFAULT_WORKSPACE;
use store::{By, Change, Revision, Sqlite, StoreError};
use tokio::task::JoinSet;

use crate::documents::{File, catalogue, service};

#[tokio::test]
async fn a_store_that_is_opened_again_has_what_it_had() {
    let file = File::new("again");
    let app = service("app");
    {
        let store = file.open();
        store.apply(vec![Change::Insert(app.clone())]).await.unwrap();
    }
    let store = file.open();
    assert_eq!(store.snapshot().await.unwrap(), (Revision(1), vec![app]));
    assert_eq!(*store.revisions().borrow(), Revision(1));
}

#[tokio::test]
async fn two_who_open_it_see_each_others_changes() {
    let file = File::new("two");
    let (one, other) = (file.open(), file.open());
    one.apply(vec![Change::Insert(service("a"))]).await.unwrap();
    other.apply(vec![Change::Insert(service("b"))]).await.unwrap();
    for store in [&one, &other] {
        for name in ["a", "b"] {
            let found = store
                .get(&model::SERVICES, DEFAULT_WORKSPACE, By::Key(name))
                .await
                .unwrap();
            assert!(found.is_some(), "{name}");
        }
    }
}

#[tokio::test]
async fn whoever_waits_is_told_what_another_process_wrote() {
    let file = File::new("watched");
    let (one, other) = (file.open(), file.open());
    let mut revisions = one.revisions();
    other.apply(vec![Change::Insert(service("a"))]).await.unwrap();
    let told = revisions.wait_for(|revision| *revision == Revision(1)).await;
    assert_eq!(*told.unwrap(), Revision(1));
}

#[test]
fn those_who_start_together_wait_for_each_other() {
    for number in 0..20 {
        let file = File::new(&format!("together-{number}"));
        let together = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    together.wait();
                    file.open()
                });
            }
        });
    }
}

#[test]
fn nobody_else_may_read_it() {
    let file = File::new("mode");
    std::fs::write(file.path(), "").unwrap();
    std::fs::set_permissions(file.path(), Permissions::from_mode(0o644)).unwrap();
    let store = file.open();
    for entry in std::fs::read_dir(file.path().parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.path());
    }
    drop(store);
}

#[test]
fn a_file_of_a_later_version_is_refused() {
    let file = File::new("newer");
    drop(file.open());
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let opened = Sqlite::open(&file.path(), catalogue());
    let newer = StoreError::Newer { found: 99, known: 2 };
    assert_eq!(opened.err(), Some(newer));
}

#[tokio::test]
async fn a_file_of_an_earlier_version_becomes_one_of_the_latest() {
    let file = File::new("older");
    let app = service("app");
    let store = file.open();
    store.apply(vec![Change::Insert(app.clone())]).await.unwrap();
    drop(store);
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .execute_batch("DROP TABLE deposit; PRAGMA user_version = 1;")
        .unwrap();
    drop(connection);
    assert_eq!(Sqlite::version(&file.path()), Ok(Some(1)));
    let store = file.open();
    assert_eq!(Sqlite::version(&file.path()), Ok(Some(2)));
    assert_eq!(store.snapshot().await.unwrap().1, [app]);
    assert_eq!(store.deposited("codes", "a", 0).await, Ok(None));
}

#[test]
fn what_is_no_database_is_left_alone() {
    let file = File::new("none");
    std::fs::write(file.path(), "_format_version: '3.0'\n".repeat(100)).unwrap();
    let opened = Sqlite::open(&file.path(), catalogue());
    assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
    assert!(
        std::fs::read_to_string(file.path())
            .unwrap()
            .starts_with("_format")
    );
    let opened = Sqlite::open(&file.path().join("below/it"), catalogue());
    assert_eq!(opened.unwrap_err().code(), "store.unavailable");
}

#[tokio::test]
async fn whoever_finds_too_many_waiting_is_told_at_once() {
    let file = File::new("crowd");
    let store = Arc::new(file.open());
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The first one waits for the file, and all others for it.
    let mut waiting = JoinSet::new();
    for number in 0..1_100 {
        let store = Arc::clone(&store);
        waiting.spawn(async move {
            match number {
                0 => store.apply(vec![Change::Insert(service("a"))]).await.map(drop),
                _ => store.snapshot().await.map(drop),
            }
        });
    }
    let first = waiting.join_next().await.unwrap().unwrap();
    assert_eq!(first.unwrap_err().code(), "store.unavailable");
    other.execute_batch("ROLLBACK").unwrap();
    let rest: Vec<_> = waiting.join_all().await;
    let done = rest.iter().filter(|answer| answer.is_ok()).count();
    assert!((1_000..=1_001).contains(&done), "{done}");
}
