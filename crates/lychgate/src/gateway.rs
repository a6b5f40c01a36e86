//! A gateway in this process: configuration in, listeners out.
//!
//! `start`, `demo` and the tests of the whole house use it; what differs between them is in [`Options`].

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use admin::{Admin, Listeners};
use model::Catalogue;
use plugin::Services;
use ports::{Clock, Entropy, Http, NodeSecrets, SystemClock};
use proxy::{AccessLog, Cores, Drained, Limits, Listen, Plan, Problem, Rules, compile};
use store::Memory;
use tokio::net::TcpSocket;

use crate::catalogue::catalogue;
use crate::configuration::Configuration;
use crate::entropy::SystemEntropy;
use crate::outside::OutsideRuntime;
use crate::plugins::PLUGINS;
use crate::port_holder::port_holder;

/// What may differ between gateways.
pub struct Options {
    /// Where requests arrive; port 0 takes any free port.
    pub listens: Vec<Listen>,
    /// Where the Admin API answers.
    pub admin_listens: Vec<SocketAddr>,
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
}

impl Options {
    /// One core that listens nowhere and writes no access log, by the machine's own clock and randomness.
    #[must_use]
    pub fn new(http: Arc<dyn Http>, node_secrets: NodeSecrets) -> Self {
        Self {
            listens: Vec::new(),
            admin_listens: Vec::new(),
            cores: NonZeroUsize::MIN,
            rules: Rules::default(),
            limits: Limits::default(),
            access_log: AccessLog::Off,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            http,
            node_secrets,
        }
    }
}

/// A gateway at work. Dropping it ends it at once; [`Gateway::stop`] lets it finish.
pub struct Gateway {
    cores: Arc<Cores>,
    admin: Admin,
    node: Arc<Node>,
    catalogue: Catalogue,
    store: Memory,
    services: Services,
    plan: Arc<Plan>,
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
        let addresses = options.listens.iter().map(|listen| listen.address);
        for address in addresses.chain(options.admin_listens.iter().copied()) {
            claim(address)?;
        }
        let outside = OutsideRuntime::start(options.cores).map_err(NotStarted::Threads)?;
        let services = Services {
            http: options.http,
            clock: Arc::clone(&options.clock),
            entropy: Arc::clone(&options.entropy),
            outside: Arc::new(outside.handle()),
            node_secrets: Arc::new(options.node_secrets),
            shared: Arc::default(),
        };
        let catalogue = catalogue(PLUGINS);
        let store = Memory::new(configuration.documents().to_vec());
        let (revision, _) = store.snapshot();
        let snapshot = configuration.snapshot(&catalogue, revision.0);
        let (plan, problems) = compile(&snapshot, PLUGINS, &services, None);
        let plan = Arc::new(plan);
        let settings = proxy::Settings {
            cores: options.cores,
            listens: options.listens,
            limits: options.limits,
            rules: options.rules,
            access_log: options.access_log,
            clock: options.clock,
            entropy: options.entropy,
        };
        let cores = Arc::new(Cores::start(&settings, &plan).map_err(NotStarted::Cores)?);
        let node = Arc::new(Node {
            cores: Arc::downgrade(&cores),
            configuration: Mutex::new(configuration.hash().to_owned()),
        });
        let asked: Arc<dyn admin::Node> = Arc::clone(&node) as Arc<dyn admin::Node>;
        let addresses = options.admin_listens;
        let opened = outside.handle().wait_for(async move {
            let listeners = Listeners::bind(&addresses).await?;
            Ok::<_, admin::NotBound>(listeners.serve(&asked))
        });
        let admin = opened
            .await
            .map_err(|error| NotStarted::not_bound(error.address, error.why))?;
        let gateway = Self {
            cores,
            admin,
            node,
            catalogue,
            store,
            services,
            plan,
            outside,
        };
        Ok((gateway, problems))
    }

    /// Where requests arrive, in the order of [`Options::listens`].
    #[must_use]
    pub fn bound(&self) -> &[SocketAddr] {
        self.cores.bound()
    }

    /// Where the Admin API answers.
    #[must_use]
    pub fn admin_bound(&self) -> &[SocketAddr] {
        self.admin.bound()
    }

    /// Serves this configuration from now on; every core has acknowledged it. Also tells what of it does not run.
    ///
    /// # Errors
    /// [`proxy::CoreGone`], if a core has ended.
    pub async fn apply(&mut self, configuration: &Configuration) -> Result<Vec<Problem>, proxy::CoreGone> {
        let revision = self.store.replace(configuration.documents().to_vec());
        let snapshot = configuration.snapshot(&self.catalogue, revision.0);
        let (plan, problems) = compile(&snapshot, PLUGINS, &self.services, Some(&self.plan));
        let plan = Arc::new(plan);
        self.cores.apply(&plan).await?;
        self.plan = plan;
        let mut hash = self
            .node
            .configuration
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        configuration.hash().clone_into(&mut hash);
        Ok(problems)
    }

    /// Takes no more connections, lets requests under way finish within `limit`, and ends.
    pub async fn stop(self, limit: Duration) -> Drained {
        let Self {
            cores,
            admin,
            outside,
            ..
        } = self;
        let closing = outside.handle().wait_for(admin.stop(limit));
        let drained = cores.drain(limit).await;
        closing.await;
        drained
    }
}

/// The node, as the Admin API asks it.
struct Node {
    /// The gateway alone decides how long they live.
    cores: Weak<Cores>,
    configuration: Mutex<String>,
}

impl admin::Node for Node {
    fn status(&self) -> admin::Status {
        let totals = self
            .cores
            .upgrade()
            .map(|cores| cores.totals())
            .unwrap_or_default();
        let configuration = self.configuration.lock().unwrap_or_else(PoisonError::into_inner);
        admin::Status {
            connections_accepted: totals.accepted,
            connections_active: totals.open,
            requests: totals.requests,
            upstream_retries: totals.upstream_retries,
            upstream_failures: totals.upstream_failures,
            wire_failures: totals.wire_failures,
            panics: totals.panics,
            tasks: totals.tasks,
            configuration_hash: configuration.clone(),
        }
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

/// Why a gateway did not start.
#[derive(Debug)]
pub enum NotStarted {
    /// Somebody else listens there.
    PortInUse {
        /// The address.
        address: SocketAddr,
        /// Who, as far as the system tells.
        holder: Option<String>,
    },
    /// The address cannot be had.
    NotBound {
        /// The address.
        address: SocketAddr,
        /// Why not.
        why: io::Error,
    },
    /// The cores did not start.
    Cores(io::Error),
    /// There are no threads for what waits.
    Threads(io::Error),
}

impl NotStarted {
    /// Why nothing listens there; asks who does if somebody else was first.
    pub(crate) fn not_bound(address: SocketAddr, why: io::Error) -> Self {
        match why.kind() {
            io::ErrorKind::AddrInUse => Self::PortInUse {
                address,
                holder: port_holder(address),
            },
            _ => Self::NotBound { address, why },
        }
    }

    /// The stable name of what happened.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PortInUse { .. } => "start.port_in_use",
            Self::NotBound { .. } => "start.not_bound",
            Self::Cores(_) => "start.cores",
            Self::Threads(_) => "start.threads",
        }
    }

    /// Where it happened.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::PortInUse { address, .. } | Self::NotBound { address, .. } => address.to_string(),
            Self::Cores(_) | Self::Threads(_) => "this machine".to_owned(),
        }
    }

    /// What happened.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::PortInUse { holder, .. } => {
                let holder = holder.as_deref().unwrap_or("another process");
                format!("the port is taken: {holder} listens there")
            }
            Self::NotBound { why, .. } => format!("cannot listen there: {why}"),
            Self::Cores(why) => format!("the cores did not start: {why}"),
            Self::Threads(why) => format!("there are no threads: {why}"),
        }
    }

    /// What would help.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::PortInUse { .. } => "end it, or choose another port",
            Self::NotBound { .. } => "choose an address of this machine, and a port this user may have",
            Self::Cores(_) | Self::Threads(_) => {
                "raise the limits of this user, or lower nginx_worker_processes"
            }
        }
    }
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, what, code) = (self.place(), self.what(), self.code());
        write!(f, "{place}: {what} — {} ({code})", self.remedy())
    }
}

impl std::error::Error for NotStarted {}
