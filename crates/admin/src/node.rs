//! What the Admin API asks of the node.

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use model::{Catalogue, Document, Id};
use plugin::{Endpoint, EndpointRequest, EndpointWork, Layout};
use schema::Violations;
use store::declarative::Faults;
use store::{Change, Store, StoreError};

use crate::{Admission, Names, TagKey};

/// The node, as far as the Admin API must know it.
pub trait Node: Send + Sync + 'static {
    /// How it is at this moment. Called once per request, outside the cores.
    fn status(&self) -> Status;

    /// What never changes about it.
    fn identity(&self) -> Identity;

    /// By what its Admin API is called, and by whose pages.
    fn names(&self) -> &Names;

    /// Who may ask its Admin API, and for what.
    fn admission(&self) -> &Admission;

    /// From now on it is not ready for more, or is again.
    fn drain(&self, is_draining: bool);

    /// How much is told in its log, in Kong's word for it: `notice`.
    fn log_level(&self) -> &'static str;

    /// From now on the log tells as much as this word says, for so long; then again what the settings say. False if there
    /// is no such word.
    fn set_log_level(&self, level: &str, lasting: Duration) -> bool;

    /// What can be configured.
    fn catalogue(&self) -> &Catalogue;

    /// Where it is kept.
    fn store(&self) -> &Store;

    /// What is wrong with a document that its schema cannot tell: options of a plugin that do not go together.
    fn judge(&self, document: &Document) -> Violations;

    /// Whether a route of another workspace wants the very requests that this one wants.
    fn collides(&self, route: &Document) -> bool;

    /// What keeps the requests of this route from being served at this moment: they are answered 500. Nothing, if they are
    /// served, or if nobody knows the route yet.
    fn closing(&self, route: Id) -> Vec<Closing>;

    /// Makes all of these changes, or none. When it says that they are made, they are kept and in force.
    /// Once begun it goes on, whether or not anybody waits.
    fn write(&self, changes: Vec<Change>) -> Writing;

    /// Puts a declarative configuration in the place of the one before, where there is no database; if wanted, only if
    /// it is another text. Once begun it goes on, whether or not anybody waits.
    fn configure(&self, text: String, unless_same: bool) -> Configuring;

    /// How the form of this plugin's options is arranged, if the plugin says so.
    fn layout(&self, plugin: &str) -> Option<&'static Layout>;

    /// What plugins answer of the Admin API.
    fn endpoints(&self) -> &[Endpoint];

    /// Has a plugin answer. Once begun it goes on, whether or not anybody waits.
    fn ask(&self, endpoint: &Endpoint, request: EndpointRequest) -> EndpointWork;

    /// The time in milliseconds since 1970.
    fn now(&self) -> u64;

    /// An id that nobody has.
    fn new_id(&self) -> Id;

    /// 32 letters and digits that nobody can guess.
    fn new_secret(&self) -> String;

    /// 32 bytes that nobody can guess.
    fn new_key(&self) -> [u8; 32];

    /// With which key entities are tagged. Nodes that share a store have the same.
    fn tag_key(&self) -> &TagKey;
}

/// A change on its way.
pub type Writing = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>;

/// A configuration on its way.
pub type Configuring = Pin<Box<dyn Future<Output = Result<Configured, NotConfigured>> + Send>>;

/// What became of a configuration.
#[derive(Debug)]
pub enum Configured {
    /// It is in force, and holds these.
    InForce(Vec<Document>),
    /// It was in force already.
    Same,
}

/// Why the configuration before stays.
#[derive(Debug)]
pub enum NotConfigured {
    /// There is something wrong with the text.
    Faults(Faults),
    /// Parts of it could not run.
    Unfit(Vec<String>),
    /// It is not in force on all cores.
    NotInForce(String),
}

/// What never changes about a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its id, drawn when it starts.
    pub id: Id,
    /// The name of its machine.
    pub hostname: String,
    /// The version of this program.
    pub version: &'static str,
    /// Kong's word for where entities are kept: `off`, or the name of a database.
    pub database: &'static str,
    /// Where requests arrive.
    pub proxy_listeners: Vec<Listener>,
    /// Where the Admin API answers, as in the settings.
    pub admin_listen: Vec<SocketAddr>,
    /// Where the Manager answers.
    pub manager_listen: Vec<SocketAddr>,
    /// The server of the database, if other nodes can use it too.
    pub server: Option<Server>,
    /// Whether answers of the Admin API say how long they took.
    pub tells_latency: bool,
}

/// Where a database is. Whoever reads it learns no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name or address, or a folder.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who the node is there.
    pub user: String,
    /// Whether a password proves that.
    pub has_password: bool,
    /// The database.
    pub database: String,
    /// The schema.
    pub schema: String,
    /// Whether TLS is spoken.
    pub ssl: bool,
    /// Whether its certificate is verified.
    pub ssl_verify: bool,
}

/// Where something listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The address.
    pub ip: String,
    /// The port.
    pub port: u16,
    /// Whether it is for https.
    pub ssl: bool,
}

/// What keeps the requests of a route from being served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The kind of entity that is to blame, such as `plugins`.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// The stable name of what is wrong with it.
    pub code: &'static str,
}

/// How a node is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Connections that clients opened since the start.
    pub connections_accepted: u64,
    /// Connections that are open.
    pub connections_active: u64,
    /// Requests since the start.
    pub requests: u64,
    /// Requests that were sent to an upstream once more.
    pub upstream_retries: u64,
    /// Requests that no upstream answered.
    pub upstream_failures: u64,
    /// Connections that ended because what came was not HTTP, or too much of it.
    pub wire_failures: u64,
    /// Requests that ended by a mistake of ours.
    pub panics: u64,
    /// Tasks that are alive on all cores: one for each connection, and a few more.
    pub tasks: u64,
    /// Whether it is about to end, so that nobody should send it more.
    pub draining: bool,
    /// By what the running configuration is recognised: 32 hexadecimal digits, all zero before the first.
    pub configuration_hash: String,
}
