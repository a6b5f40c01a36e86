//! A request written out, and its answer taken apart.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use admin::{
    Admin, Admission, Closing, Configured, Configuring, Identity, Listen, Listener, Listeners, Login,
    Manager, Names, Node, NotConfigured, Reach, Role, Server, Serves, Status, Strangers, TagKey, Writing,
};
use axum::Router;
use model::{Catalogue, Document, Id, PluginKind};
use plugin::{Endpoint, EndpointAnswer, EndpointRequest, EndpointWork, Layout, Method};
use schema::{Record, Secret, Violation, Violations};
use serde_json::{Value, json};
use store::declarative;
use store::{Change, Memory, Sqlite, Store};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Options of a plugin, of each kind that forms must be read into.
#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Options {
    /// Words.
    #[field(default = ["openid"])]
    scopes: Option<Vec<String>>,
    /// A number.
    #[field(default = 30)]
    limit: u16,
    /// Yes or no.
    #[field(default = false)]
    strict: bool,
    /// A record.
    nested: Nested,
    /// Whom it trusts.
    ca_certificates: Option<Vec<String>>,
}

#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Nested {
    /// A word.
    #[field(default = "here")]
    place: Option<String>,
    /// Another.
    word: Option<String>,
}

/// Options of a plugin that holds secrets.
#[derive(Record)]
#[expect(dead_code, reason = "the fields are only described")]
struct Secrets {
    /// Who it is.
    user: Option<String>,
    /// What nobody else may know.
    #[field(referenceable)]
    password: Option<Secret>,
    /// Several of them.
    keys: Option<Vec<Secret>>,
}

const SECRETIVE: PluginKind = PluginKind {
    name: "secretive",
    priority: 900,
    schema: Secrets::describe,
    protocols: model::HTTP_PROTOCOLS,
    is_for_consumers: true,
};

const SAMPLE: PluginKind = PluginKind {
    name: "sample",
    priority: 1000,
    schema: Options::describe,
    protocols: model::HTTP_PROTOCOLS,
    is_for_consumers: true,
};

/// Seconds since 1970 when a sample node is first asked for the time.
pub(crate) const BEGINNING: u64 = 1_700_000_000;

/// Words for how much is logged.
const LEVELS: [&str; 2] = ["notice", "debug"];

/// A time for which nothing is changed, so that it shows which one was understood.
const UNLUCKY: Duration = Duration::from_secs(13);

/// A node that is nothing but a catalogue and a store. Each time it is asked for the time, a second has gone by.
struct Sample {
    catalogue: Arc<Catalogue>,
    store: Arc<Store>,
    seconds: AtomicU64,
    ids: AtomicU64,
    asked: AtomicU64,
    admission: Admission,
    names: Names,
    draining: AtomicBool,
    endpoints: Vec<Endpoint>,
    level: AtomicUsize,
    server: Option<Server>,
    tag_key: TagKey,
    closing: Mutex<Vec<Closing>>,
}

impl Node for Sample {
    fn new_secret(&self) -> String {
        "made-up-secret-of-32-characters!".to_owned()
    }

    fn new_key(&self) -> [u8; 32] {
        let number = self.ids.fetch_add(1, Ordering::SeqCst);
        let mut key = [7; 32];
        key[..8].copy_from_slice(&number.to_be_bytes());
        key
    }

    fn tag_key(&self) -> &TagKey {
        &self.tag_key
    }

    fn closing(&self, _: Id) -> Vec<Closing> {
        self.closing.lock().unwrap().clone()
    }

    fn status(&self) -> Status {
        Status {
            connections_accepted: 7,
            connections_active: 3,
            requests: self.asked.fetch_add(1, Ordering::SeqCst) + 40,
            upstream_retries: 1,
            upstream_failures: 2,
            wire_failures: 4,
            panics: 5,
            tasks: 6,
            draining: self.draining.load(Ordering::SeqCst),
            configuration_hash: "0".repeat(32),
        }
    }

    fn identity(&self) -> Identity {
        Identity {
            id: Id::random([1; 16]),
            hostname: "gateway.example".to_owned(),
            version: "0.0.0",
            database: "sqlite",
            proxy_listeners: vec![Listener {
                ip: "127.0.0.1".to_owned(),
                port: 8000,
                ssl: false,
            }],
            admin_listen: vec![SocketAddr::from(([127, 0, 0, 1], 8001))],
            manager_listen: vec![SocketAddr::from(([127, 0, 0, 1], 8002))],
            server: self.server.clone(),
            tells_latency: self.server.is_some(),
        }
    }

    fn names(&self) -> &Names {
        &self.names
    }

    fn admission(&self) -> &Admission {
        &self.admission
    }

    fn drain(&self, is_draining: bool) {
        self.draining.store(is_draining, Ordering::SeqCst);
    }

    fn log_level(&self) -> &'static str {
        LEVELS[self.level.load(Ordering::SeqCst)]
    }

    fn set_log_level(&self, level: &str, lasting: Duration) -> bool {
        let known = LEVELS.iter().position(|known| *known == level);
        let known = known.filter(|_| lasting != UNLUCKY);
        known.inspect(|known| self.level.store(*known, Ordering::SeqCst));
        known.is_some()
    }

    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn layout(&self, plugin: &str) -> Option<&'static Layout> {
        static ARRANGED: LazyLock<Layout> = LazyLock::new(|| {
            let all = json!({
                "id": "all", "title": "All", "about": "All options.", "first_screen": true, "options": ["limit"],
            });
            let layout =
                json!({ "sections": [all], "minimum": [], "tables": [], "words": {}, "dangers": [] });
            serde_json::from_value(layout).unwrap()
        });
        (plugin == SAMPLE.name).then_some(&*ARRANGED)
    }

    fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// It tells what it was asked.
    fn ask(&self, endpoint: &Endpoint, request: EndpointRequest) -> EndpointWork {
        let segments: Value = request
            .segments
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = match endpoint.method {
            Method::DELETE => EndpointAnswer::done(),
            _ if endpoint.role == plugin::Role::Watcher => {
                EndpointAnswer::said("text/sample; version=1", "figures 1\n".to_owned())
            }
            _ => EndpointAnswer {
                media_type: "application/sample+json",
                ..EndpointAnswer::told(json!([endpoint.path, segments, request.query, request.body]))
            },
        };
        Box::pin(async { answer })
    }

    /// A limit of 13 is what no schema could refuse.
    fn judge(&self, document: &Document) -> Violations {
        match document.body.pointer("/config/limit") {
            Some(limit) if *limit == 13 => Violations::from(Violation::Own {
                code: "sample.unlucky",
                text: "limit: thirteen is unlucky".to_owned(),
                remedy: "choose another".to_owned(),
            })
            .at("config"),
            _ => Violations::default(),
        }
    }

    /// It runs nothing, so that nothing meets anything.
    fn collides(&self, _: &Document) -> bool {
        false
    }

    fn configure(&self, text: String, _: bool) -> Configuring {
        let (store, catalogue) = (Arc::clone(&self.store), Arc::clone(&self.catalogue));
        Box::pin(async move {
            let read = declarative::read(&text, &catalogue).map_err(NotConfigured::Faults)?;
            if let Store::Memory(memory) = &*store {
                memory.replace(read.documents.clone());
            }
            Ok(Configured::InForce(read.documents))
        })
    }

    fn write(&self, changes: Vec<Change>) -> Writing {
        let store = Arc::clone(&self.store);
        Box::pin(async move { store.apply(changes).await.map(drop) })
    }

    fn now(&self) -> u64 {
        (BEGINNING + self.seconds.fetch_add(1, Ordering::SeqCst)) * 1000
    }

    /// In order, so that lists are in the order in which they were made.
    fn new_id(&self) -> Id {
        let number = self.ids.fetch_add(1, Ordering::SeqCst);
        Id::random((u128::from(number) << 64).to_be_bytes())
    }
}

/// Where the pages of a sample node come from.
pub(crate) const PAGE: &str = "https://gui.example:8445";

/// What the pages of a sample node say.
pub(crate) const PAGES: &str = "these are the pages";

/// What only pages of the Manager send.
pub(crate) const OURS: &str = "lychgate-manager: 1";

/// The token of a sample node.
pub(crate) const TOKEN: &str = "token-of-the-node";

/// The token of who may only read.
pub(crate) const EYES: &str = "token-to-read-with";

fn catalogue() -> Arc<Catalogue> {
    Arc::new(Catalogue::new([SAMPLE, SECRETIVE]))
}

fn listen(serves: Serves) -> Listen {
    Listen::on(SocketAddr::from(([127, 0, 0, 1], 0)), serves)
}

/// An Admin API on a port of its own, and a Manager beside it.
pub(crate) struct Api {
    admin: Option<Admin>,
    node: Arc<Sample>,
    folder: Option<PathBuf>,
}

impl Api {
    /// One over a database of its own.
    pub(crate) async fn start() -> Self {
        Self::beside(None).await
    }

    /// One that says where its database is, and how long answers took.
    pub(crate) async fn with_server() -> Self {
        let server = Server {
            host: "db.example".to_owned(),
            port: 5432,
            user: "kong".to_owned(),
            has_password: true,
            database: "kong".to_owned(),
            schema: "public".to_owned(),
            ssl: true,
            ssl_verify: false,
        };
        Self::beside(Some(server)).await
    }

    async fn beside(server: Option<Server>) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("lychgate-admin-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let catalogue = catalogue();
        let sqlite = Sqlite::open(&folder.join("database"), Arc::clone(&catalogue)).unwrap();
        let mut api = Self::over(Store::Sqlite(sqlite), catalogue, server).await;
        api.folder = Some(folder);
        api
    }

    /// One before which something lets strangers through.
    pub(crate) async fn that_others_reach() -> Self {
        let mut listens = [Serves::Everything, Serves::Status, Serves::Manager].map(listen);
        listens.iter_mut().for_each(|listen| listen.reach = Reach::Others);
        let store = Store::Memory(Memory::new(Vec::new()));
        Self::on(&listens, store, catalogue(), None).await
    }

    /// One whose entities come from a file.
    pub(crate) async fn without_database(documents: Vec<Document>) -> Self {
        let store = Store::Memory(Memory::new(documents));
        Self::over(store, catalogue(), None).await
    }

    async fn over(store: Store, catalogue: Arc<Catalogue>, server: Option<Server>) -> Self {
        let listens = [Serves::Everything, Serves::Status, Serves::Manager].map(listen);
        Self::on(&listens, store, catalogue, server).await
    }

    async fn on(listens: &[Listen], store: Store, catalogue: Arc<Catalogue>, server: Option<Server>) -> Self {
        let listeners = Listeners::bind(listens).await.unwrap();
        let node = Arc::new(Sample {
            catalogue,
            store: Arc::new(store),
            seconds: AtomicU64::new(0),
            ids: AtomicU64::new(1),
            asked: AtomicU64::new(0),
            admission: Admission {
                tokens: vec![
                    (Role::Admin, TOKEN.to_owned().into()),
                    (Role::ReadOnly, EYES.to_owned().into()),
                ],
                strangers: Strangers::ReadStatus,
            },
            names: Names {
                pages: vec![PAGE.parse().unwrap()],
                hosts: vec!["gui.example".to_owned()],
            },
            draining: AtomicBool::new(false),
            endpoints: endpoints(),
            level: AtomicUsize::new(0),
            server,
            tag_key: [1; 32].into(),
            closing: Mutex::default(),
        });
        let manager = Manager {
            pages: Router::new().fallback(|| async { PAGES }),
            login: Login::WhereOthersReach,
        };
        let serving: Arc<dyn Node> = Arc::<Sample>::clone(&node);
        Self {
            admin: Some(listeners.serve(&serving, &manager)),
            node,
            folder: None,
        }
    }

    /// So many seconds go by.
    pub(crate) fn pass(&self, seconds: u64) {
        self.node.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// From now on this keeps the requests of all routes from being served.
    pub(crate) fn close(&self, closing: Closing) {
        self.node.closing.lock().unwrap().push(closing);
    }

    /// Puts a document into the store that the API would not take.
    pub(crate) async fn smuggle(&self, document: Document) {
        self.node.store.apply(vec![Change::Put(document)]).await.unwrap();
    }

    /// The code of a link to sign in with, if anybody must sign in.
    pub(crate) fn invite(&self) -> Option<String> {
        self.admin.as_ref().expect("it is at work").invite()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.admin.as_ref().expect("it is at work").bound()[0]
    }

    /// Where the status alone is told.
    pub(crate) fn status_address(&self) -> SocketAddr {
        self.admin.as_ref().expect("it is at work").bound()[1]
    }

    /// Where the Manager is.
    pub(crate) fn manager_address(&self) -> SocketAddr {
        self.admin.as_ref().expect("it is at work").bound()[2]
    }

    /// Asks the Manager as a page of it does, with these headers more, and perhaps with JSON.
    pub(crate) async fn page_asks(&self, request: &str, headers: &[&str], body: Option<Value>) -> Reply {
        let line = format!("{request} HTTP/1.1");
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let length = format!("content-length: {}", body.len());
        let json = "content-type: application/json";
        let mut lines = vec![&*line, HOST, OURS, "sec-fetch-site: same-origin", json, &length];
        lines.extend(headers);
        say_at(self.manager_address(), &lines, &body).await
    }

    /// Asks the Manager with these lines alone.
    pub(crate) async fn say_to_manager(&self, lines: &[&str]) -> Reply {
        say_at(self.manager_address(), lines, "").await
    }

    /// Sends `request line` and headers, each without its line end, and reads until the server closes.
    pub(crate) async fn say(&self, lines: &[&str]) -> Reply {
        self.say_with(lines, "").await
    }

    pub(crate) async fn say_with(&self, lines: &[&str], body: impl AsRef<[u8]>) -> Reply {
        say_at(self.address(), lines, body).await
    }

    /// Asks with a token, perhaps with JSON.
    pub(crate) async fn ask_as(&self, token: &str, request: &str, body: Option<Value>) -> Reply {
        let (line, token) = (
            format!("{request} HTTP/1.1"),
            format!("kong-admin-token: {token}"),
        );
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let length = format!("content-length: {}", body.len());
        let lines = [&line, HOST, &token, "content-type: application/json", &length];
        self.say_with(&lines, &body).await
    }

    /// Asks on another listener.
    pub(crate) async fn ask_at(&self, listener: SocketAddr, request: &str) -> Reply {
        say_at(listener, &[&format!("{request} HTTP/1.1"), HOST], "").await
    }
}

async fn say_at(listener: SocketAddr, lines: &[&str], body: impl AsRef<[u8]>) -> Reply {
    let mut stream = TcpStream::connect(listener).await.unwrap();
    let head = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_ref()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

impl Api {
    /// Asks without a body: `GET /services`.
    pub(crate) async fn ask(&self, request: &str) -> Reply {
        self.say(&[&format!("{request} HTTP/1.1"), HOST]).await
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, request: &str, body: Value) -> Reply {
        self.bring(request, "application/json", &body.to_string()).await
    }

    /// Sends a form.
    pub(crate) async fn fill_in(&self, request: &str, form: &str) -> Reply {
        self.bring(request, "application/x-www-form-urlencoded", form)
            .await
    }

    /// Sends a body of some type.
    pub(crate) async fn bring(&self, request: &str, media_type: &str, body: impl AsRef<[u8]>) -> Reply {
        let body = body.as_ref();
        let lines = [
            &format!("{request} HTTP/1.1"),
            HOST,
            &format!("content-type: {media_type}"),
            &format!("content-length: {}", body.len()),
        ];
        self.say_with(&lines, body).await
    }

    /// What it answers when it does what it is told.
    pub(crate) async fn made(&self, request: &str, body: Value) -> Value {
        let reply = self.send(request, body).await;
        assert!(matches!(reply.status, 200 | 201), "{request}: {}", reply.body);
        reply.json()
    }

    /// Takes no more connections.
    pub(crate) async fn stop(&mut self) {
        let admin = self.admin.take().expect("it is stopped once");
        admin.stop(Duration::from_secs(10)).await;
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// The name it is called by.
pub(crate) const HOST: &str = "host: localhost:8001";

/// An answer as it came.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("it is no JSON: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Its status and what it says.
    pub(crate) fn told(&self) -> (u16, String) {
        let message = self.json()["message"].as_str().unwrap_or_default().to_owned();
        (self.status, message)
    }
}

/// What a sample plugin answers.
fn endpoints() -> Vec<Endpoint> {
    let endpoint = |method, path| Endpoint {
        method,
        path,
        role: plugin::Role::Writer,
        spreads: false,
        handler: |_, _| unreachable!("the sample node answers itself"),
    };
    vec![
        Endpoint {
            role: plugin::Role::Reader,
            ..endpoint(Method::GET, "/sample/seen")
        },
        endpoint(Method::GET, "/sample/things/{thing}"),
        endpoint(Method::DELETE, "/sample/things/{thing}"),
        endpoint(Method::POST, "/sample/check"),
        Endpoint {
            role: plugin::Role::Watcher,
            ..endpoint(Method::GET, "/sample/figures")
        },
    ]
}
