//! What is answered stays, and what is no database is told.

use model::DEFAULT_WORKSPACE;
use store::{By, Change, Revision, Sqlite, StoreError};

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

#[test]
fn a_file_of_a_later_version_is_refused() {
    let file = File::new("newer");
    drop(file.open());
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let opened = Sqlite::open(&file.path(), catalogue());
    let newer = StoreError::Newer { found: 99, known: 1 };
    assert_eq!(opened.err(), Some(newer));
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
