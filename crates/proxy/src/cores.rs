//! The threads of the data plane. Each serves its own connections and shares nothing that is written to.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use model::Snapshot;
use plugin::{Directory, Exchange};
use ports::{Clock, Entropy};
use tokio::net::TcpListener;
use tokio::runtime::{Handle, LocalOptions, LocalRuntime};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_local;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::access_log::{AccessLog, Lines, Writer};
use crate::compile::Plan;
use crate::counters::{Counters, Totals};
use crate::listener::{Door, Listen, Secured, bind};
use crate::numbers::Numbers;
use crate::rules::Rules;
use crate::serve::{Core, serve};
use crate::wire::{Context, Limits, Links, Ticks, Upstream};

/// How the data plane is to run.
pub struct Settings {
    /// How many threads.
    pub cores: NonZeroUsize,
    /// Where clients connect to.
    pub listens: Vec<Listen>,
    /// How much, and how long, they may take.
    pub limits: Limits,
    /// What is decided about every request.
    pub rules: Rules,
    /// Where requests are written down.
    pub access_log: AccessLog,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness; asked when the cores start.
    pub entropy: Arc<dyn Entropy>,
}

/// The running data plane. Dropping it ends all connections and frees the ports.
pub struct Cores {
    threads: Vec<Thread>,
    bound: Vec<SocketAddr>,
    /// Dropped last: it writes the last lines of the others.
    _access_log: Writer,
}

/// A core does not do what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreGone {
    /// Its thread has ended. The others go on.
    Ended {
        /// The number in the thread's name.
        core: usize,
    },
    /// It did not answer in time. It may follow later.
    Late {
        /// The number in the thread's name.
        core: usize,
    },
}

impl CoreGone {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ended { .. } => "core.ended",
            Self::Late { .. } => "core.late",
        }
    }
}

impl fmt::Display for CoreGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended { core } => write!(f, "core-{core} has ended; restart the gateway (core.ended)"),
            Self::Late { core } => write!(
                f,
                "core-{core} has not followed the change within {} s; it may still do so (core.late)",
                PATIENCE.as_secs()
            ),
        }
    }
}

impl std::error::Error for CoreGone {}

/// How many connections ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were idle or finished what they were doing.
    pub finished: usize,
    /// Connections that were cut off at the limit.
    pub cut: usize,
}

/// How long a core may take to follow a plan.
const PATIENCE: Duration = Duration::from_secs(2);

struct Thread {
    orders: mpsc::UnboundedSender<Order>,
    counters: Arc<Counters>,
    handle: JoinHandle<()>,
}

/// What a core is told from outside. When no order can come any more, it ends.
enum Order {
    Follow {
        /// Nothing if requests go the same way as before.
        plan: Option<Arc<Plan>>,
        snapshot: Arc<Snapshot>,
        done: oneshot::Sender<()>,
    },
    Drain {
        limit: Duration,
        done: oneshot::Sender<Drained>,
    },
}

impl Cores {
    /// Opens all sockets and starts the threads, which follow `plan`, and find people in the snapshot it was made of.
    ///
    /// # Errors
    /// If an address cannot be listened on (the message names it), the access log cannot be opened,
    /// there is no randomness, or a thread cannot be started.
    pub fn start(settings: &Settings, plan: &Arc<Plan>, snapshot: &Arc<Snapshot>) -> io::Result<Self> {
        let access_log = Writer::start(&settings.access_log)?;
        let mut bound = Vec::new();
        let mut doors: Vec<Vec<Bound>> = (0..settings.cores.get()).map(|_| Vec::new()).collect();
        for listen in &settings.listens {
            let sockets = bind(listen.address, settings.cores)?;
            let address = sockets[0].local_addr()?;
            bound.push(address);
            for (doors, socket) in doors.iter_mut().zip(sockets) {
                doors.push(Bound {
                    socket,
                    address,
                    tls: listen.tls.clone(),
                });
            }
        }
        let starts = doors.into_iter().enumerate();
        let threads = starts
            .map(|(core, doors)| Start::new(settings, (plan, snapshot), doors, &access_log)?.thread(core))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            threads,
            bound,
            _access_log: access_log,
        })
    }

    /// The addresses that clients can connect to, in the order of [`Settings::listens`], with their true ports.
    #[must_use]
    pub fn bound(&self) -> &[SocketAddr] {
        &self.bound
    }

    /// Lets all cores follow another plan, and the snapshot it was made of. Requests under way keep theirs. When it
    /// returns, every new request is served by them.
    ///
    /// # Errors
    /// [`CoreGone`] if a core did not confirm it within two seconds. All others were told nevertheless.
    pub async fn apply(&self, plan: &Arc<Plan>, snapshot: &Arc<Snapshot>) -> Result<(), CoreGone> {
        self.follow(Some(plan), snapshot).await
    }

    /// Lets all cores find people in another snapshot, by which requests go the same way as before.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub async fn look_in(&self, snapshot: &Arc<Snapshot>) -> Result<(), CoreGone> {
        self.follow(None, snapshot).await
    }

    async fn follow(&self, plan: Option<&Arc<Plan>>, snapshot: &Arc<Snapshot>) -> Result<(), CoreGone> {
        let tell = |thread: &Thread| {
            let (done, told) = oneshot::channel();
            // If the thread has ended, `told` says so.
            let _ = thread.orders.send(Order::Follow {
                plan: plan.cloned(),
                snapshot: Arc::clone(snapshot),
                done,
            });
            told
        };
        let told: Vec<_> = self.threads.iter().map(tell).collect();
        let limit = tokio::time::sleep(PATIENCE);
        tokio::pin!(limit);
        let mut gone = Ok(());
        for (core, told) in told.into_iter().enumerate() {
            let followed = tokio::select! {
                biased;
                told = told => told.map_err(|_| CoreGone::Ended { core }),
                () = &mut limit => Err(CoreGone::Late { core }),
            };
            gone = gone.and(followed);
        }
        gone
    }

    /// What has been counted on all cores since they started.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut sum = Totals::default();
        for thread in &self.threads {
            thread.counters.add_to(&mut sum);
        }
        sum
    }

    /// Takes no more connections, closes those that are idle, and lets requests under way finish for at most
    /// `limit`. Then it cuts off what is left.
    pub async fn drain(&self, limit: Duration) -> Drained {
        let tell = |thread: &Thread| {
            let (done, drained) = oneshot::channel();
            let _ = thread.orders.send(Order::Drain { limit, done });
            drained
        };
        let drained: Vec<_> = self.threads.iter().map(tell).collect();
        let mut sum = Drained::default();
        for drained in drained {
            // A thread that has ended has no connections.
            let drained = drained.await.unwrap_or_default();
            sum.finished += drained.finished;
            sum.cut += drained.cut;
        }
        sum
    }
}

impl Drop for Cores {
    fn drop(&mut self) {
        let threads = std::mem::take(&mut self.threads);
        let handles: Vec<_> = threads.into_iter().map(|thread| thread.handle).collect();
        for handle in handles {
            // One that fell over has said so already.
            let _ = handle.join();
        }
    }
}

impl fmt::Debug for Cores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cores({} threads on {:?})", self.threads.len(), self.bound)
    }
}

/// A socket of one core before its thread runs.
struct Bound {
    socket: std::net::TcpListener,
    address: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
}

impl Bound {
    /// Listens, on the runtime that is entered.
    fn open(self, core: &Rc<Core>) -> io::Result<Door> {
        let secured = |otherwise| {
            let core = Rc::clone(core);
            Secured {
                otherwise,
                named: Rc::new(move |name| core.tls_for(name)),
            }
        };
        Ok(Door {
            listener: TcpListener::from_std(self.socket)?,
            address: self.address,
            tls: self.tls.map(secured),
        })
    }
}

/// What a thread starts with.
struct Start {
    doors: Vec<Bound>,
    limits: Limits,
    rules: Rules,
    plan: Arc<Plan>,
    snapshot: Arc<Snapshot>,
    clock: Arc<dyn Clock>,
    numbers: Numbers,
    counters: Arc<Counters>,
    lines: Lines,
}

impl Start {
    fn new(
        settings: &Settings,
        (plan, snapshot): (&Arc<Plan>, &Arc<Snapshot>),
        doors: Vec<Bound>,
        log: &Writer,
    ) -> io::Result<Self> {
        Ok(Self {
            doors,
            limits: settings.limits.clone(),
            rules: settings.rules.clone(),
            plan: Arc::clone(plan),
            snapshot: Arc::clone(snapshot),
            clock: Arc::clone(&settings.clock),
            numbers: Numbers::new(&*settings.entropy).map_err(io::Error::other)?,
            counters: Arc::default(),
            lines: log.lines(),
        })
    }

    fn thread(self, core: usize) -> io::Result<Thread> {
        let (orders, received) = mpsc::unbounded_channel();
        let counters = Arc::clone(&self.counters);
        let (ready, begun) = std::sync::mpsc::sync_channel(1);
        let handle = thread::Builder::new()
            .name(format!("core-{core}"))
            .spawn(move || match runtime() {
                Ok(runtime) => self.run(runtime, received, |opened| drop(ready.send(opened))),
                Err(error) => drop(ready.send(Err(error))),
            })?;
        let ended = |_| io::Error::other(format!("core-{core} ended before it began"));
        begun.recv().map_err(ended)??;
        Ok(Thread {
            orders,
            counters,
            handle,
        })
    }

    /// The whole life of a core. It says when it is open, or why it cannot be.
    fn run(
        self,
        runtime: LocalRuntime,
        orders: mpsc::UnboundedReceiver<Order>,
        ready: impl FnOnce(io::Result<()>),
    ) {
        let inside = runtime.enter();
        let ticks = Rc::new(Ticks::new(&self.limits));
        let links = Links::new(&self.limits, Rc::clone(&ticks));
        let upstream = Upstream::new(&self.limits, Rc::clone(&ticks), Arc::clone(&self.counters))
            .never_to(self.rules.forbidden.clone());
        let core = Core::new(
            self.plan,
            Directory::of(self.snapshot),
            self.rules,
            upstream.clone(),
            Arc::clone(&self.clock),
            Arc::clone(&self.counters),
            self.lines,
        );
        let core = Rc::new(core);
        let doors = match self
            .doors
            .into_iter()
            .map(|door| door.open(&core))
            .collect::<io::Result<Vec<_>>>()
        {
            Ok(doors) => doors,
            Err(error) => return ready(Err(error)),
        };
        let counters = Arc::clone(&self.counters);
        let context = Rc::new(Context::new(
            &self.limits,
            self.clock,
            self.numbers,
            self.counters,
            Rc::clone(&links),
        ));
        let way = {
            let core = Rc::clone(&core);
            Rc::new(async move |x: Box<Exchange>| serve(&core, x).await)
        };
        for door in doors {
            runtime.spawn_local(door.attend(Rc::clone(&context), Rc::clone(&way)));
        }
        runtime.spawn_local(keep_time(ticks, Rc::clone(&links), upstream, counters));
        drop(inside);
        ready(Ok(()));
        runtime.block_on(obey(orders, core, links));
        // All connections end here; a look-up of a name that hangs must not hold us up.
        runtime.shutdown_background();
    }
}

/// Tasks of a core stay on it. The few blocking threads look up the names of upstreams.
fn runtime() -> io::Result<LocalRuntime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(4)
        .build_local(LocalOptions::default())
}

async fn obey(mut orders: mpsc::UnboundedReceiver<Order>, core: Rc<Core>, links: Rc<Links>) {
    while let Some(order) = orders.recv().await {
        match order {
            Order::Follow { plan, snapshot, done } => {
                if let Some(plan) = plan {
                    core.apply(plan);
                }
                core.look_in(Directory::of(snapshot));
                // Who has stopped waiting does not mind.
                let _ = done.send(());
            }
            Order::Drain { limit, done } => {
                spawn_local(drain(Rc::clone(&links), limit, done));
            }
        }
    }
}

async fn drain(links: Rc<Links>, limit: Duration, done: oneshot::Sender<Drained>) {
    let before = links.count();
    links.drain();
    let closed = timeout(limit, links.all_closed()).await;
    let cut = if closed.is_ok() { 0 } else { links.count() };
    links.cut();
    let finished = before.saturating_sub(cut);
    let _ = done.send(Drained { finished, cut });
}

async fn keep_time(ticks: Rc<Ticks>, links: Rc<Links>, upstream: Upstream, counters: Arc<Counters>) {
    let tasks = Handle::current().metrics();
    let mut steps = interval(ticks.length());
    steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        steps.tick().await;
        ticks.advance();
        links.sweep();
        upstream.sweep();
        counters.alive(tasks.num_alive_tasks());
    }
}

#[cfg(test)]
mod tests;
