//! A gateway in this process: configuration in, listeners out.
//!
//! `start`, `demo` and the tests of the whole house use it; what differs between them is in [`Options`].

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use admin::{Admin, Admission, Listeners, Login, Manager, Names, Server, Serves, Strangers};
use model::{DEFAULT_WORKSPACE, NoSecrets, Secrets, Snapshot, WORKSPACES, Workspace};
use openid_connect::Checks;
use plugin::{OwnTokens, Services};
use plugins::{Dashboard, OAuth2Tokens, Unsent};
use ports::{Clock, Entropy, Http, NodeSecrets, Outside as _, SystemClock};
use proxy::{AccessLog, Cores, Drained, Limits, Listen, Problem, Rules};
use store::{By, Change, Memory, Store, StoreError};
use tokio::net::TcpSocket;
use tracing::warn;

use crate::catalogue::catalogue;
use crate::configuration::Configuration;
use crate::deposits::StoreDeposits;
use crate::entropy::SystemEntropy;
use crate::figures::NodeFigures;
use crate::last_configuration::LastConfiguration;
use crate::logs::Levels;
use crate::node::{Node, Told, identity, listener, secret, tag_key};
pub use crate::not_started::NotStarted;
use crate::outside::OutsideRuntime;
use crate::plugins::PLUGINS;
use crate::premises::NodePremises;
pub use crate::running::{Look, NotInForce};
use crate::running::{Planned, Running, follow, keep_last, keep_looking, keep_sweeping};
use crate::spread::keep_hearing;

/// What may differ between gateways.
pub struct Options {
    /// Where requests arrive; port 0 takes any free port.
    pub listens: Vec<Listen>,
    /// Where the Admin API answers.
    pub admin_listens: Vec<SocketAddr>,
    /// Who may ask it, and for what.
    pub admission: Admission,
    /// By what the Admin API is called, and by whose pages.
    pub names: Names,
    /// Whether services may be at the Admin API of this gateway itself, or at its Manager.
    pub admin_open_to_services: bool,
    /// Where the status alone is told.
    pub status_listens: Vec<SocketAddr>,
    /// Where the Manager answers.
    pub manager_listens: Vec<SocketAddr>,
    /// Who must sign in there.
    pub manager_login: Login,
    /// How many cores serve requests.
    pub cores: NonZeroUsize,
    /// What is decided about every request.
    pub rules: Rules,
    /// How much, and how long, clients and upstreams may take.
    pub limits: Limits,
    /// Where a line per request goes.
    pub access_log: AccessLog,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Calls to providers.
    pub http: Arc<dyn Http>,
    /// The secrets of this node.
    pub node_secrets: NodeSecrets,
    /// Where references to vaults lead.
    pub secrets: Arc<dyn Secrets>,
    /// How much the log tells.
    pub levels: Arc<Levels>,
    /// The server of the database, as it is told.
    pub server: Option<Server>,
    /// The folder for what this node keeps. Without one it starts only when its database is there.
    pub prefix: Option<PathBuf>,
}

impl Options {
    /// One core that listens nowhere, writes no access log and leaves the log to others, by the machine's own clock and
    /// randomness. No reference to a vault leads anywhere.
    #[must_use]
    pub fn new(http: Arc<dyn Http>, node_secrets: NodeSecrets) -> Self {
        Self {
            listens: Vec::new(),
            admin_listens: Vec::new(),
            admission: Admission {
                tokens: Vec::new(),
                strangers: Strangers::ReadStatus,
            },
            names: Names::default(),
            admin_open_to_services: false,
            status_listens: Vec::new(),
            manager_listens: Vec::new(),
            manager_login: Login::WhereOthersReach,
            cores: NonZeroUsize::MIN,
            rules: Rules::default(),
            limits: Limits::default(),
            access_log: AccessLog::Off,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            http,
            node_secrets,
            secrets: Arc::new(NoSecrets),
            levels: Arc::new(Levels::of_nobody()),
            server: None,
            prefix: None,
        }
    }
}

/// What is left of the time to end is at least this long, so that what is at hand can be sent.
const BEHIND: Duration = Duration::from_secs(1);

/// A gateway at work. Dropping it ends it at once; [`Gateway::stop`] lets it finish.
pub struct Gateway {
    cores: Arc<Cores>,
    admin: Admin,
    /// How many of its listeners are the Manager's: the last ones.
    managers: usize,
    running: Arc<Running>,
    outside: OutsideRuntime,
}

impl Gateway {
    /// Opens all listeners and serves this configuration. Also tells which parts of it do not run:
    /// the routes they concern are closed.
    ///
    /// # Errors
    /// [`NotStarted`], if an address cannot be had or the operating system gives no threads.
    pub async fn start(
        configuration: &Configuration,
        options: Options,
    ) -> Result<(Self, Vec<Problem>), NotStarted> {
        let store = Store::Memory(Memory::new(configuration.in_workspaces()));
        let (gateway, problems) = Self::open(store, options).await?;
        gateway.running.recognise_by(configuration.hash());
        Ok((gateway, problems))
    }

    /// The same for what a store holds, now and later.
    ///
    /// # Errors
    /// [`NotStarted`], also if the store cannot be read.
    pub async fn open(store: Store, options: Options) -> Result<(Self, Vec<Problem>), NotStarted> {
        let addresses = options.listens.iter().map(|listen| listen.address);
        let others = options
            .admin_listens
            .iter()
            .chain(&options.status_listens)
            .chain(&options.manager_listens)
            .copied();
        for address in addresses.chain(others) {
            claim(address)?;
        }
        let outside = OutsideRuntime::start(options.cores).map_err(NotStarted::Threads)?;
        // What is kept in a database of its own, or in a file, is there whenever the node is.
        let prefix = options.prefix.filter(|_| matches!(store, Store::Postgres(_)));
        let last = prefix.and_then(|prefix| LastConfiguration::under(&prefix, &options.node_secrets));
        make_default(&store, &*options.clock)
            .await
            .map_err(NotStarted::Store)?;
        let store = Arc::new(store);
        let tag_key = tag_key(&options.node_secrets);
        let services = Services {
            http: options.http,
            clock: Arc::clone(&options.clock),
            entropy: Arc::clone(&options.entropy),
            outside: Arc::new(outside.handle()),
            node_secrets: Arc::new(options.node_secrets),
            deposits: Arc::new(StoreDeposits {
                store: Arc::clone(&store),
                clock: Arc::clone(&options.clock),
            }),
            shared: Arc::default(),
        };
        let own_tokens = services.shared.the::<OwnTokens>();
        own_tokens.are_kept_by(Arc::new(OAuth2Tokens::of(&services)));
        let planned = Planned::of(store, catalogue(PLUGINS), options.secrets, services, last).await?;
        let listen = |serves| move |address| admin::Listen::on(address, serves);
        let wanted = options.admin_listens.iter().copied();
        let wanted = wanted.map(listen(Serves::Everything));
        let others = options.status_listens.iter().copied();
        let managers = options.manager_listens.iter().copied();
        let wanted: Vec<_> = wanted
            .chain(others.map(listen(Serves::Status)))
            .chain(managers.map(listen(Serves::Manager)))
            .collect();
        let opened = outside
            .handle()
            .wait_for(async move { Listeners::bind(&wanted).await });
        let listeners = opened
            .await
            .map_err(|error| NotStarted::not_bound(error.address, error.why))?;
        let all_bound = listeners.bound();
        let (_, managers) = all_bound.split_at(all_bound.len() - options.manager_listens.len());
        let mut rules = options.rules;
        if !options.admin_open_to_services {
            rules.forbidden.own = all_bound.clone();
            rules.own_cookies = &admin::COOKIES;
        }
        let forbidden = rules.forbidden.clone();
        let settings = proxy::Settings {
            cores: options.cores,
            listens: options.listens,
            limits: options.limits,
            rules,
            access_log: options.access_log,
            clock: Arc::clone(&options.clock),
            entropy: Arc::clone(&options.entropy),
        };
        let cores = Cores::start(&settings, planned.plan(), planned.snapshot());
        let cores = Arc::new(cores.map_err(NotStarted::Cores)?);
        let (running, problems) = planned.on(&cores);
        let running = Arc::new(running);
        outside.handle().run(Box::pin(follow(Arc::downgrade(&running))));
        outside
            .handle()
            .run(Box::pin(keep_last(Arc::downgrade(&running))));
        outside
            .handle()
            .run(Box::pin(keep_looking(Arc::downgrade(&running))));
        outside
            .handle()
            .run(Box::pin(keep_sweeping(Arc::downgrade(&running))));
        let told = Told {
            admin_listens: &options.admin_listens,
            manager_listens: managers,
            server: options.server.as_ref(),
            headers: settings.rules.answer_headers,
        };
        let proxy_listeners = settings.listens.iter().zip(cores.bound()).map(listener);
        let node = Node {
            running: Arc::clone(&running),
            identity: identity(&running, proxy_listeners.collect(), told, &options.entropy),
            clock: options.clock,
            entropy: Arc::clone(&options.entropy),
            outside: outside.handle(),
            tag_key,
            admission: options.admission,
            levels: options.levels,
            names: options.names,
            forbidden: forbidden.clone(),
            draining: AtomicBool::new(false),
            endpoints: PLUGINS
                .iter()
                .flat_map(|kind| (kind.endpoints)())
                .cloned()
                .collect(),
        };
        let figures = NodeFigures {
            node_id: node.identity.id.to_string(),
            version: node.identity.version,
            running: Arc::downgrade(&running),
        };
        let dashboard = running.services().shared.the::<Dashboard>();
        dashboard.show(Arc::new(figures));
        running
            .services()
            .shared
            .the::<Checks>()
            .are_made_on(Arc::new(NodePremises {
                running: Arc::downgrade(&running),
                forbidden,
            }));
        let hearing = keep_hearing(Arc::downgrade(&running), node.identity.id, node.endpoints.clone());
        outside.handle().run(Box::pin(hearing));
        let node: Arc<dyn admin::Node> = Arc::new(node);
        let manager = Manager {
            pages: manager::pages(move || secret(&*options.entropy)),
            login: options.manager_login,
        };
        let served = outside
            .handle()
            .wait_for(async move { listeners.serve(&node, &manager) });
        let admin = served.await;
        let gateway = Self {
            cores,
            admin,
            managers: options.manager_listens.len(),
            running,
            outside,
        };
        Ok((gateway, problems))
    }

    /// Where requests arrive, in the order of [`Options::listens`].
    #[must_use]
    pub fn bound(&self) -> &[SocketAddr] {
        self.cores.bound()
    }

    /// Where the Admin API answers, and behind those addresses where the status alone is told.
    #[must_use]
    pub fn admin_bound(&self) -> &[SocketAddr] {
        let (others, _) = self.listeners();
        others
    }

    /// Where the Manager answers, in the order of [`Options::manager_listens`].
    #[must_use]
    pub fn manager_bound(&self) -> &[SocketAddr] {
        let (_, managers) = self.listeners();
        managers
    }

    fn listeners(&self) -> (&[SocketAddr], &[SocketAddr]) {
        let bound = self.admin.bound();
        bound.split_at(bound.len() - self.managers)
    }

    /// Draws a code with which somebody may sign in at the Manager as an admin, once and within 15 minutes; none where
    /// nobody needs to sign in. Of the codes that were drawn only the last one is good.
    #[must_use]
    pub fn invite(&self) -> Option<String> {
        self.admin.invite()
    }

    /// What its store says, as it is in force; nothing if something else stands in for a store that is away.
    pub(crate) async fn in_force(&self) -> Option<Arc<Snapshot>> {
        self.running.in_force().await
    }

    /// Serves this configuration from now on; every core has acknowledged it. Also tells what of it does not run.
    ///
    /// # Errors
    /// [`NotInForce`], if a core has ended, or the entities come from a database.
    pub async fn apply(&mut self, configuration: &Configuration) -> Result<Vec<Problem>, NotInForce> {
        self.running.replace(configuration).await
    }

    /// Follows all references to vaults again. What they lead to now is in force when this returns.
    ///
    /// # Errors
    /// [`NotInForce`], if a core has ended, or the store cannot be read.
    pub async fn look_again(&self) -> Result<Look, NotInForce> {
        self.running.look_again().await
    }

    /// Where references to vaults lead.
    pub(crate) fn secrets(&self) -> &Arc<dyn Secrets> {
        &self.running.secrets
    }

    /// Takes no more connections, lets requests under way finish within `limit`, sends within the same time what logs
    /// have still to send, and ends.
    pub async fn stop(self, limit: Duration) -> Drained {
        let Self {
            cores,
            admin,
            running,
            outside,
            ..
        } = self;
        let unsent = running.services().shared.the::<Unsent>();
        let mut drained = Drained::default();
        let closing = outside.handle().wait_for(admin.stop(limit));
        let finish = async {
            drained = cores.drain(limit).await;
            closing.await;
            // What the last requests have left is on its way when the cores have ended.
            drop(cores);
            unsent.send_within(limit).await
        };
        let left = match tokio::time::timeout(limit + BEHIND, finish).await {
            Ok(left) => left,
            Err(_) => unsent.send_within(Duration::ZERO).await,
        };
        if left > 0 {
            warn!(
                error.code = "stop.unsent",
                "{left} logs could not be emptied in time; what was left in them is lost"
            );
        }
        drained
    }
}

/// Makes sure that there is the workspace that everything belongs to unless it says otherwise.
async fn make_default(store: &Store, clock: &dyn Clock) -> Result<(), StoreError> {
    let there = store
        .get(&WORKSPACES, DEFAULT_WORKSPACE, By::Id(DEFAULT_WORKSPACE))
        .await;
    let made = clock.now().millis() / 1000;
    match there {
        Ok(None) => match store
            .apply(vec![Change::Insert(Workspace::default_document(made))])
            .await
        {
            // Another node was faster.
            Err(StoreError::Refused(_)) | Ok(_) => Ok(()),
            Err(why) => Err(why),
        },
        // Where it cannot be looked for, it was made before.
        Ok(Some(_)) | Err(StoreError::Unavailable(_)) => Ok(()),
        Err(why) => Err(why),
    }
}

/// Makes sure that nobody listens there. The cores share their ports, so they would share one
/// with another gateway of this user as well, and each would get half of the requests.
///
/// It takes the port without listening: whoever connected in that moment would be cut off.
fn claim(address: SocketAddr) -> Result<(), NotStarted> {
    if address.port() == 0 {
        return Ok(());
    }
    take(address).map_err(|why| NotStarted::not_bound(address, why))
}

fn take(address: SocketAddr) -> io::Result<()> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of an earlier run that still linger are no reason not to start.
    socket.set_reuseaddr(true)?;
    socket.bind(address)
}
