//! What a write costs, and what it waits for.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex as Held};
use std::time::Duration;

use model::{DEFAULT_WORKSPACE, Document, Id, NoSecrets, Workspace};
use plugin::Services;
use ports::{Outside, SystemClock, Work};
use proxy::{AccessLog, Cores, Limits, Plan, Rules, Settings};
use serde_json::{Value, json};
use store::{By, Change, Sqlite, Store};

use super::{PATIENCE, Planned, Running};
use crate::catalogue::catalogue;
use crate::entropy::SystemEntropy;
use crate::outside::OutsideRuntime;
use crate::plugins::PLUGINS;
use crate::rehearsal;

fn document(kind: &'static str, name: &str, mut body: Value) -> Change {
    let id = Id::named(kind, name);
    body["id"] = id.to_string().into();
    Change::Put(Document {
        kind,
        id,
        workspace: DEFAULT_WORKSPACE,
        body,
    })
}

fn route(name: &str) -> Change {
    document(
        "routes",
        name,
        json!({ "name": name, "paths": [format!("/{name}")] }),
    )
}

fn consumer(name: &str) -> Change {
    document("consumers", name, json!({ "username": name }))
}

/// A node on a file of its own, which is gone with the test.
struct Node {
    running: Arc<Running>,
    folder: PathBuf,
    cores: Arc<Cores>,
}

impl Node {
    async fn start(name: &str, outside: Arc<dyn Outside>) -> Self {
        let folder = std::env::temp_dir().join(format!("running-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = Sqlite::open(&folder.join("lychgate.sqlite"), Arc::new(catalogue(PLUGINS))).unwrap();
        let store = Store::Sqlite(file);
        let first = vec![
            Change::Put(Workspace::default_document(0)),
            route("first"),
            consumer("ada"),
        ];
        store.apply(first).await.unwrap();
        let services = Services {
            outside,
            ..rehearsal::services()
        };
        let planned = Planned::of(
            Arc::new(store),
            catalogue(PLUGINS),
            Arc::new(NoSecrets),
            services,
            None,
        )
        .await
        .unwrap();
        let settings = Settings {
            cores: NonZeroUsize::MIN,
            listens: Vec::new(),
            limits: Limits::default(),
            rules: Rules::default(),
            access_log: AccessLog::Off,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        };
        let cores = Arc::new(Cores::start(&settings, planned.plan(), planned.snapshot()).unwrap());
        let (running, problems) = planned.on(&cores);
        assert_eq!(problems, []);
        Self {
            running: Arc::new(running),
            folder,
            cores,
        }
    }

    fn plan(&self) -> Arc<Plan> {
        self.running.plan()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn outside() -> OutsideRuntime {
    OutsideRuntime::start(NonZeroUsize::MIN).unwrap()
}

#[tokio::test]
async fn a_consumer_is_written_without_a_compilation_and_a_route_with_one() {
    let outside = outside();
    let node = Node::start("compiles", Arc::new(outside.handle())).await;
    let (plan, before) = (node.plan(), node.running.snapshot());
    node.running.write(vec![consumer("bob")]).await.unwrap();
    let after = node.running.snapshot();
    assert_eq!((before.consumers().len(), after.consumers().len()), (1, 2));
    assert_eq!(after.revision(), before.revision() + 1);
    assert!(Arc::ptr_eq(&plan, &node.plan()));
    node.running.write(vec![route("second")]).await.unwrap();
    let plan = node.plan();
    assert_eq!(plan.revision(), after.revision() + 1);
    let delete = Change::Delete {
        kind: "routes",
        workspace: DEFAULT_WORKSPACE,
        id: Id::named("routes", "second"),
    };
    node.running.write(vec![delete, consumer("eve")]).await.unwrap();
    assert!(!Arc::ptr_eq(&plan, &node.plan()));
    assert_eq!(node.running.snapshot().routes().len(), 1);
}

#[tokio::test]
async fn a_key_that_has_ended_is_swept_away() {
    let outside = outside();
    let node = Node::start("ended", Arc::new(outside.handle())).await;
    let ada = Id::named("consumers", "ada").to_string();
    let key = |name: &str, ends: Value| {
        document(
            "keyauth_credentials",
            name,
            json!({ "key": name, "consumer": { "id": ada }, "lychgate_expires_at": ends }),
        )
    };
    let written = vec![
        key("over", 1.into()),
        key("soon", 1.into()),
        key("later", 253_402_300_799_u64.into()),
        key("never", Value::Null),
    ];
    node.running.write(written).await.unwrap();
    // Another one in its place is not the one that has ended.
    node.running
        .write(vec![key("soon", 253_402_300_799_u64.into())])
        .await
        .unwrap();
    let plan = node.plan();
    node.running.sweep().await;
    for (name, is_there) in [("over", false), ("soon", true), ("later", true), ("never", true)] {
        let id = By::Id(Id::named("keyauth_credentials", name));
        let entity = node.running.catalogue.entity("keyauth_credentials").unwrap();
        let found = node
            .running
            .store
            .get(entity, DEFAULT_WORKSPACE, id)
            .await
            .unwrap();
        assert_eq!(found.is_some(), is_there, "{name}");
    }
    assert_eq!(node.running.snapshot().ended(u64::MAX).count(), 2);
    assert!(Arc::ptr_eq(&plan, &node.plan()));
    // And nothing is written where nothing has ended.
    let revision = node.running.snapshot().revision();
    node.running.sweep().await;
    assert_eq!(node.running.snapshot().revision(), revision);
}

#[tokio::test]
async fn what_nobody_has_written_is_not_read_again() {
    let outside = outside();
    let node = Node::start("reads", Arc::new(outside.handle())).await;
    let before = node.running.snapshot();
    node.running
        .write(vec![route("second"), consumer("bob")])
        .await
        .unwrap();
    let after = node.running.snapshot();
    let (first, ada) = (Id::named("routes", "first"), Id::named("consumers", "ada"));
    let routes = (before.route(first).unwrap(), after.route(first).unwrap());
    let consumers = (before.consumer(ada).unwrap(), after.consumer(ada).unwrap());
    // Whatever is read is another one.
    assert!(Arc::ptr_eq(routes.0, routes.1) && Arc::ptr_eq(consumers.0, consumers.1));
    assert_eq!((after.routes().len(), after.consumers().len()), (2, 2));
}

#[tokio::test]
async fn of_a_store_that_may_have_been_restored_all_is_read() {
    let outside = outside();
    let node = Node::start("restored", Arc::new(outside.handle())).await;
    let (before, first) = (node.running.snapshot(), Id::named("routes", "first"));
    node.running.in_force.lock().await.is_doubtful = true;
    node.running.write(vec![consumer("bob")]).await.unwrap();
    let after = node.running.snapshot();
    assert!(!Arc::ptr_eq(
        before.route(first).unwrap(),
        after.route(first).unwrap()
    ));
    assert!(!node.running.in_force.lock().await.is_doubtful);
    // A revision that is told late is no such store.
    let early = store::Revision(after.revision() - 1);
    node.running.follow_to(early).await.unwrap();
    assert!(Arc::ptr_eq(&after, &node.running.snapshot()));
}

/// Work that is done when the test says so.
#[derive(Default)]
struct Later(Held<Vec<Work>>);

impl Outside for Later {
    fn run(&self, work: Work) {
        self.0.lock().unwrap().push(work);
    }
}

#[tokio::test]
async fn whoever_has_waited_long_enough_is_answered_and_the_change_goes_on() {
    let later = Arc::new(Later::default());
    let node = Node::start("late", Arc::clone(&later) as Arc<dyn Outside>).await;
    let written = node.running.write_within(Duration::ZERO, vec![route("second")]);
    written.await.unwrap();
    assert_eq!(node.running.snapshot().routes().len(), 1);
    let work = later.0.lock().unwrap().pop().unwrap();
    work.await;
    assert_eq!(node.running.snapshot().routes().len(), 2);
    assert_eq!(node.plan().revision(), node.running.snapshot().revision());
    assert_eq!(PATIENCE, Duration::from_secs(2));
    assert_eq!(node.cores.bound(), []);
}
