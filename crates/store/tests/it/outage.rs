//! A database that is gone for a while.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use model::{DEFAULT_WORKSPACE, SERVICES};
use std::process::Command;
use store::{By, Change, Postgres, PostgresSettings, Revision, StoreError};
use tokio::time::{sleep, timeout};

use crate::documents::service;
use crate::place::postgres;
use testkit::postgres::Server;

use crate::server::{say, settings};

/// Longer than the longest rest between two tries.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks until it is answered.
async fn answered<T, F: Future<Output = Result<T, StoreError>>>(ask: impl Fn() -> F) -> T {
    let asked = async {
        loop {
            match ask().await {
                Ok(answer) => return answer,
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
    };
    timeout(PATIENCE, asked).await.unwrap()
}

#[tokio::test]
async fn a_store_whose_server_comes_back_comes_back_too() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let settings = settings(&server);
    let (store, other) = (
        postgres(&settings).await.unwrap(),
        postgres(&settings).await.unwrap(),
    );
    let app = service("app");
    store.apply(vec![Change::Insert(app.clone())]).await.unwrap();
    let mut revisions = store.revisions();
    server.crash();
    for _ in 0..10 {
        let asked = timeout(Duration::from_secs(1), store.snapshot()).await;
        assert_eq!(asked.unwrap().unwrap_err().code(), "store.unavailable");
        let changed = timeout(Duration::from_secs(1), store.apply(vec![])).await;
        assert_eq!(changed.unwrap().unwrap_err().code(), "store.unavailable");
    }
    server.start_again();
    let (revision, documents) = answered(|| store.snapshot()).await;
    assert_eq!((revision, documents), (Revision(1), vec![app]));
    answered(|| other.apply(vec![Change::Insert(service("b"))])).await;
    let told = revisions.wait_for(|revision| *revision == Revision(2));
    timeout(PATIENCE, told).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_server_that_dies_while_it_is_written_to_has_no_half_of_anything() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let store = Arc::new(postgres(&settings(&server)).await.unwrap());
    let writing = Arc::clone(&store);
    let writer = tokio::spawn(async move {
        let mut kept = 0;
        loop {
            let pair = ["a", "b"].map(|side| Change::Insert(service(&format!("{side}{kept}"))));
            match writing.apply(pair.into()).await {
                Ok(_) => kept += 1,
                Err(_) => return kept,
            }
        }
    });
    let mut revisions = store.revisions();
    revisions
        .wait_for(|revision| *revision > Revision(30))
        .await
        .unwrap();
    server.crash();
    let kept: u64 = writer.await.unwrap();
    server.start_again();
    let (revision, documents) = answered(|| store.snapshot()).await;
    // The last one may have been kept without anybody having been told.
    assert!([kept, kept + 1].contains(&revision.0), "{kept} {revision:?}");
    assert_eq!(documents.len() as u64, revision.0 * 2);
    for number in 0..revision.0 {
        for side in ["a", "b"] {
            let name = format!("{side}{number}");
            let found = store.get(&SERVICES, DEFAULT_WORKSPACE, By::Key(&name)).await;
            assert!(found.unwrap().is_some(), "{name}");
        }
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_keeps_nobody() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let settings = PostgresSettings {
        timeout: Duration::from_millis(300),
        ..settings(&server)
    };
    let store: Postgres = postgres(&settings).await.unwrap();
    let ours = "SELECT pid FROM pg_stat_activity WHERE application_name = 'lychgate'";
    let pids = say(&settings, ours).await;
    assert_eq!(pids.len(), 2);
    signal("STOP", &pids);
    let asked = timeout(Duration::from_secs(3), store.snapshot()).await;
    let changed = timeout(Duration::from_secs(3), store.apply(vec![])).await;
    // Others are there, and it turns to them.
    let found = answered(|| store.snapshot()).await;
    signal("CONT", &pids);
    assert_eq!(asked.unwrap().unwrap_err().code(), "store.unavailable");
    assert_eq!(changed.unwrap().unwrap_err().code(), "store.unavailable");
    assert_eq!(found, (Revision(0), vec![]));
}

fn signal(name: &str, pids: &[String]) {
    let sent = Command::new("kill").args(["-s", name]).args(pids).status();
    assert!(sent.unwrap().success());
}

#[tokio::test]
async fn where_nobody_listens_nothing_is_opened() {
    let settings = PostgresSettings {
        host: "/nowhere".to_owned(),
        ..PostgresSettings::default()
    };
    let opened = timeout(Duration::from_secs(6), postgres(&settings))
        .await
        .unwrap();
    assert_eq!(opened.unwrap_err().code(), "store.unavailable");
}
