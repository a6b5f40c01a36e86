//! The configuration in force, and how another takes its place.

mod planned;
mod secrets;
mod swept;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex as Held, PoisonError, Weak};
use std::time::Duration;

use model::{Catalogue, Secrets, Snapshot};
use plugin::Services;
use proxy::{Cores, Plan, Problem, compile};
use store::{Change, Revision, Store, StoreError};
use tokio::sync::{Mutex, Notify, oneshot};
use tokio::task::block_in_place;
use tokio::time::timeout;
use tracing::{error, info, warn};

pub(crate) use self::planned::Planned;
pub use self::secrets::Look;
pub(crate) use self::secrets::keep_looking;
pub(crate) use self::swept::keep_sweeping;
use crate::configuration::Configuration;
use crate::last_configuration::LastConfiguration;
use crate::plugins::PLUGINS;

/// How long a writer waits at most until what it wrote is in force.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before a store that could not be read is read again.
const REST: Duration = Duration::from_secs(1);

/// The configuration in force, and where it comes from.
pub(crate) struct Running {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) store: Arc<Store>,
    /// Where references to vaults lead.
    pub(crate) secrets: Arc<dyn Secrets>,
    services: Services,
    /// The gateway alone decides how long they live.
    pub(crate) cores: Weak<Cores>,
    in_force: Mutex<InForce>,
    hash: Held<String>,
    snapshot: Held<Arc<Snapshot>>,
    plan: Held<Arc<Plan>>,
    /// Where what is in force is kept for a start without the database.
    last: Option<LastConfiguration>,
    /// Told when something else is in force.
    changed: Notify,
}

struct InForce {
    /// It was last in force before the start, and stands in for what the store holds until that can be read.
    stands_in: bool,
    /// The store was away, or went back: what it holds may have another history, so that all of it is read.
    is_doubtful: bool,
    /// What does not run, so that it is told once.
    told: HashSet<String>,
}

/// Why a configuration is not in force.
#[derive(Debug)]
pub enum NotInForce {
    /// A core has ended; the others follow it.
    Core(proxy::CoreGone),
    /// It cannot be read.
    Store(StoreError),
    /// Some of its routes cannot be read, and wider ones would take their requests.
    LostRoutes(Vec<String>),
}

impl NotInForce {
    /// The stable name of what happened.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Core(gone) => gone.code(),
            Self::Store(error) => error.code(),
            Self::LostRoutes(_) => "running.lost_routes",
        }
    }
}

impl fmt::Display for NotInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core(gone) => write!(f, "{gone}; the others follow the new configuration"),
            Self::Store(error) => write!(f, "{error}"),
            Self::LostRoutes(routes) => write!(
                f,
                "routes cannot be read, so the gateway stays with the configuration before: {} ({})",
                routes.join("; "),
                self.code()
            ),
        }
    }
}

impl std::error::Error for NotInForce {}

impl Running {
    /// By what the configuration is recognised.
    pub(crate) fn hash(&self) -> String {
        self.hash.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All that is in force.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        let held = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }

    /// What was made of it for the cores, perhaps of a revision before that leads the same way.
    pub(crate) fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// All that is in force, unless it only stands in for what a store holds that is away.
    pub(crate) async fn in_force(&self) -> Option<Arc<Snapshot>> {
        let in_force = self.in_force.lock().await;
        (!in_force.stands_in).then(|| self.snapshot())
    }

    /// What plugins are lent.
    pub(crate) const fn services(&self) -> &Services {
        &self.services
    }

    /// From now on it is recognised by this.
    pub(crate) fn recognise_by(&self, hash: &str) {
        let mut held = self.hash.lock().unwrap_or_else(PoisonError::into_inner);
        hash.clone_into(&mut held);
    }

    /// Puts a declarative configuration in the place of the one before. Also tells what of it does not run.
    pub(crate) async fn replace(&self, configuration: &Configuration) -> Result<Vec<Problem>, NotInForce> {
        let Store::Memory(memory) = &*self.store else {
            return Err(NotInForce::Store(StoreError::ReadOnly));
        };
        let revision = memory.replace(configuration.in_workspaces());
        let problems = self.enforce(revision).await?;
        self.recognise_by(configuration.hash());
        Ok(problems)
    }

    /// Makes all of these changes or none. What is made is in force on every core when this returns, unless that takes
    /// too long; of several that come at once, one compilation takes in all.
    pub(crate) async fn write(self: &Arc<Self>, changes: Vec<Change>) -> Result<(), StoreError> {
        self.write_within(PATIENCE, changes).await
    }

    async fn write_within(self: &Arc<Self>, limit: Duration, changes: Vec<Change>) -> Result<(), StoreError> {
        let revision = self.store.apply(changes).await?;
        let (done, told) = oneshot::channel();
        let running = Arc::clone(self);
        self.services.outside.run(Box::pin(async move {
            running.keep_up(revision).await;
            // Whoever has stopped waiting does not mind.
            let _ = done.send(());
        }));
        if !matches!(timeout(limit, told).await, Ok(Ok(()))) {
            warn!(
                error.code = "running.late",
                "revision {} is written, and not in force after {} s; it will be",
                revision.0,
                limit.as_secs()
            );
        }
        Ok(())
    }

    async fn keep(&self) -> Result<(), String> {
        let Some(last) = &self.last else { return Ok(()) };
        // What cannot be read now was kept before, or is kept when it can.
        let Ok((_, documents)) = self.store.snapshot().await else {
            return Ok(());
        };
        block_in_place(|| last.keep(&documents, &*self.services.entropy)).map_err(|why| why.to_string())
    }

    /// Puts in force what the store holds, unless it is already. Says what of it does not run.
    async fn keep_up(&self, revision: Revision) {
        if let Err(why) = self.enforce(revision).await {
            error!(error.code = why.code(), "{why}");
        }
    }

    /// Puts in force what the store holds, if that is not older than `revision`. Tells what of it does not run, and
    /// says what of that is news.
    async fn enforce(&self, revision: Revision) -> Result<Vec<Problem>, NotInForce> {
        let mut in_force = self.in_force.lock().await;
        let before = self.snapshot();
        // Whoever waited for another's turn finds that done.
        let is_done = !in_force.stands_in && before.revision() >= revision.0;
        if is_done && !in_force.is_doubtful {
            return Ok(Vec::new());
        }
        let read = self.read_after(&before, &in_force).await;
        // What is read after a store was away may have been restored meanwhile.
        in_force.is_doubtful |= read.is_err();
        let snapshot = read.map_err(NotInForce::Store)?;
        self.put_in_force(&mut in_force, snapshot).await
    }

    async fn put_in_force(
        &self,
        in_force: &mut InForce,
        snapshot: Arc<Snapshot>,
    ) -> Result<Vec<Problem>, NotInForce> {
        let lost = lost_routes(&snapshot);
        if !lost.is_empty() {
            return Err(NotInForce::LostRoutes(lost));
        }
        let cores = self.cores.upgrade();
        if snapshot.leads_like(&self.snapshot()) {
            if let Some(cores) = cores {
                cores.look_in(&snapshot).await.map_err(NotInForce::Core)?;
            }
            self.hold(snapshot);
            return Ok(Vec::new());
        }
        let (plan, problems) = compile(&snapshot, PLUGINS, &self.services, Some(&self.plan()));
        let plan = Arc::new(plan);
        if let Some(cores) = cores {
            cores.apply(&plan, &snapshot).await.map_err(NotInForce::Core)?;
        }
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = plan;
        in_force.is_doubtful = false;
        self.hold(snapshot);
        if std::mem::take(&mut in_force.stands_in) {
            info!("the database is back, and what it holds is in force");
        }
        in_force.tell_news(&problems);
        Ok(problems)
    }

    /// What the store holds now: what has changed is read, or all if that cannot be told.
    async fn read_after(&self, before: &Snapshot, in_force: &InForce) -> Result<Arc<Snapshot>, StoreError> {
        if !in_force.stands_in
            && !in_force.is_doubtful
            && let Some(told) = self.store.difference(Revision(before.revision())).await?
            && let Some(next) = before.after(
                &self.catalogue,
                told.revision.0,
                &told.put,
                &told.deleted,
                &*self.secrets,
            )
        {
            return Ok(Arc::new(next));
        }
        read(&self.store, &self.catalogue, &*self.secrets).await
    }

    /// From now on this is in force.
    fn hold(&self, snapshot: Arc<Snapshot>) {
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = snapshot;
        self.changed.notify_one();
    }

    /// Puts in force what a store holds that tells this revision, though it be an older one: it was restored.
    async fn follow_to(&self, revision: Revision) -> Result<(), NotInForce> {
        // What was told may be older than what this node has written since.
        if revision.0 < self.snapshot().revision() {
            let now = self.store.revision().await.map_err(NotInForce::Store)?;
            let mut in_force = self.in_force.lock().await;
            in_force.is_doubtful |= now.0 < self.snapshot().revision();
        }
        self.enforce(revision).await.map(drop)
    }
}

impl InForce {
    fn tell_news(&mut self, problems: &[Problem]) {
        let now: HashSet<String> = problems.iter().map(ToString::to_string).collect();
        for problem in problems {
            if !self.told.contains(&problem.to_string()) {
                error!(error.code = problem.code, "{problem}");
            }
        }
        self.told = now;
    }
}

/// Puts in force what others write, as long as the gateway lives.
pub(crate) async fn follow(running: Weak<Running>) {
    // A declarative configuration changes by `replace` alone, which puts it in force itself.
    let shared = |running: Arc<Running>| match &*running.store {
        Store::Memory(_) => None,
        store => Some(store.revisions()),
    };
    let Some(mut revisions) = running.upgrade().and_then(shared) else {
        return;
    };
    while revisions.changed().await.is_ok() {
        loop {
            let revision = *revisions.borrow_and_update();
            let Some(running) = running.upgrade() else { return };
            match running.follow_to(revision).await {
                Ok(()) => break,
                Err(NotInForce::Store(why)) => {
                    warn!(
                        error.code = why.code(),
                        "{why}; the gateway goes on with the configuration before"
                    );
                }
                Err(why) => {
                    error!(error.code = why.code(), "{why}");
                    break;
                }
            }
            drop(running);
            tokio::time::sleep(REST).await;
        }
    }
}

/// Between two times that what is in force is kept.
const KEEP: Duration = Duration::from_secs(1);

/// Keeps what is in force for a start without the database, as long as the gateway lives.
pub(crate) async fn keep_last(running: Weak<Running>) {
    loop {
        let Some(now) = running.upgrade().filter(|running| running.last.is_some()) else {
            return;
        };
        // Whoever waits for it would keep the gateway alive.
        let changed = timeout(KEEP, now.changed.notified()).await;
        if changed.is_ok()
            && let Err(why) = now.keep().await
        {
            warn!(
                error.code = "running.not_kept",
                "what is in force cannot be kept for a start without the database: {why}"
            );
        }
        drop(now);
        // Of many changes in a moment the last is kept.
        tokio::time::sleep(KEEP).await;
    }
}

async fn read(
    store: &Store,
    catalogue: &Catalogue,
    secrets: &dyn Secrets,
) -> Result<Arc<Snapshot>, StoreError> {
    let (revision, documents) = store.snapshot().await?;
    // What is quarantined stands in the snapshot too, and is told when it is compiled.
    let (snapshot, _) = Snapshot::with_secrets(catalogue, revision.0, &documents, secrets);
    Ok(Arc::new(snapshot))
}

fn lost_routes(snapshot: &Snapshot) -> Vec<String> {
    let lost = snapshot.lost_routes();
    lost.map(|route| format!("{}/{}: {}", route.kind, route.id, route.why))
        .collect()
}
