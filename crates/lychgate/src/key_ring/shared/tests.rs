use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use model::Catalogue;
use store::{Memory, Postgres, PostgresSettings};
use testkit::entropy::{Counted, Dry};
use testkit::postgres::{PORT, Server};

use super::*;
use crate::scratch::Folder;

fn exposed(secrets: &NodeSecrets) -> Vec<Vec<u8>> {
    secrets.expose().map(<[u8]>::to_vec).collect()
}

fn memory() -> Store {
    Store::Memory(Memory::new(Vec::new()))
}

#[tokio::test]
async fn the_first_node_makes_it_and_all_have_it() {
    let store = memory();
    let entropy = Counted::default();
    let (one, other) = (Folder::new("one"), Folder::new("other"));
    let first = shared(&store, one.path(), &entropy).await.unwrap();
    let second = shared(&store, other.path(), &entropy).await.unwrap();
    assert_eq!(exposed(&first), exposed(&second));
    assert_eq!(exposed(&first)[0].len(), 32);
    for folder in [&one, &other] {
        let copy = folder.path().join(COPY);
        let mode = fs::metadata(&copy).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no draft is left"
        );
    }
    // Another database has another ring, and the copy follows it.
    let third = shared(&memory(), one.path(), &entropy).await.unwrap();
    assert_ne!(exposed(&third), exposed(&first));
    let copy = File::open(one.path().join(COPY)).unwrap();
    assert_eq!(exposed(&read(copy).unwrap()), exposed(&third));
}

#[tokio::test]
async fn without_randomness_there_is_none() {
    let folder = Folder::new("dry");
    let made = shared(&memory(), folder.path(), &Dry).await;
    assert!(matches!(made, Err(NotShared::Copy(bad)) if bad.code() == "entropy.none"));
}

#[tokio::test]
async fn a_damaged_one_is_left_alone() {
    let store = memory();
    let folder = Folder::new("damaged");
    let damaged = Deposit {
        kind: KIND,
        name: NAME.to_owned(),
        body: "short".to_owned(),
        expires: None,
    };
    store.deposit(damaged).await.unwrap();
    let made = shared(&store, folder.path(), &Counted::default()).await;
    assert!(matches!(made, Err(NotShared::Store(why)) if why.code() == "store.damaged"));
    let kept = store.deposited(KIND, NAME, 0).await.unwrap();
    assert_eq!(kept.as_deref(), Some("short"));
    assert!(!folder.path().join(COPY).exists());
}

#[tokio::test]
async fn while_the_database_is_away_the_copy_counts() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let settings = PostgresSettings {
        host: server.folder().to_str().unwrap().to_owned(),
        port: PORT,
        database: "postgres".to_owned(),
        ..PostgresSettings::default()
    };
    let catalogue = Arc::new(Catalogue::new([]));
    let store = Store::Postgres(Postgres::open(settings, catalogue).await.unwrap());
    let (entropy, folder, newcomer) = (Counted::default(), Folder::new("copy"), Folder::new("new"));
    let made = shared(&store, folder.path(), &entropy).await.unwrap();
    server.crash();
    let copied = shared(&store, folder.path(), &entropy).await.unwrap();
    assert_eq!(exposed(&copied), exposed(&made));
    // Who was never there knows none.
    let none = shared(&store, newcomer.path(), &entropy).await;
    assert!(matches!(none, Err(NotShared::Store(why)) if why.code() == "store.unavailable"));
    // A copy that others can read is no secret.
    let copy = folder.path().join(COPY);
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o644)).unwrap();
    let exposed = shared(&store, folder.path(), &entropy).await;
    assert!(matches!(exposed, Err(NotShared::Copy(bad)) if bad.code() == "key_ring.exposed"));
}
