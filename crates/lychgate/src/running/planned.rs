//! The first configuration, before there are cores to serve it.

use std::sync::{Arc, Mutex as Held};

use model::{Catalogue, Secrets, Snapshot};
use plugin::Services;
use proxy::{Cores, Plan, Problem, compile};
use store::{Store, StoreError};
use tokio::sync::{Mutex, Notify};
use tracing::warn;

use super::{InForce, Running, lost_routes, read};
use crate::configuration::NO_CONFIGURATION;
use crate::last_configuration::LastConfiguration;
use crate::not_started::NotStarted;
use crate::plugins::PLUGINS;

/// The first configuration, before there are cores to serve it.
pub(crate) struct Planned {
    store: Arc<Store>,
    catalogue: Arc<Catalogue>,
    secrets: Arc<dyn Secrets>,
    services: Services,
    plan: Arc<Plan>,
    snapshot: Arc<Snapshot>,
    stands_in: bool,
    problems: Vec<Problem>,
    last: Option<LastConfiguration>,
}

impl Planned {
    /// What a store holds now; if it cannot be read, what was last in force on this node.
    pub(crate) async fn of(
        store: Arc<Store>,
        catalogue: Catalogue,
        secrets: Arc<dyn Secrets>,
        services: Services,
        last: Option<LastConfiguration>,
    ) -> Result<Self, NotStarted> {
        let (snapshot, stands_in) = match read(&store, &catalogue, &*secrets).await {
            Ok(snapshot) => (snapshot, false),
            Err(why) => (stand_in(last.as_ref(), &catalogue, &*secrets, why)?, true),
        };
        let lost = lost_routes(&snapshot);
        if !lost.is_empty() {
            return Err(NotStarted::LostRoutes(lost));
        }
        let (plan, problems) = compile(&snapshot, PLUGINS, &services, None);
        Ok(Self {
            store,
            catalogue: Arc::new(catalogue),
            secrets,
            services,
            plan: Arc::new(plan),
            snapshot,
            stands_in,
            problems,
            last,
        })
    }

    /// What the cores begin with.
    pub(crate) const fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What it was made of.
    pub(crate) const fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The same on these cores, which serve it. Also tells what of it does not run.
    pub(crate) fn on(self, cores: &Arc<Cores>) -> (Running, Vec<Problem>) {
        let running = Running {
            catalogue: self.catalogue,
            store: self.store,
            secrets: self.secrets,
            services: self.services,
            cores: Arc::downgrade(cores),
            in_force: Mutex::new(InForce {
                stands_in: self.stands_in,
                is_doubtful: false,
                told: self.problems.iter().map(ToString::to_string).collect(),
            }),
            hash: Held::new(NO_CONFIGURATION.to_owned()),
            snapshot: Held::new(self.snapshot),
            plan: Held::new(self.plan),
            last: self.last,
            changed: Notify::new(),
        };
        if !self.stands_in {
            running.changed.notify_one();
        }
        (running, self.problems)
    }
}

/// What was last in force, since the store cannot be read.
fn stand_in(
    last: Option<&LastConfiguration>,
    catalogue: &Catalogue,
    secrets: &dyn Secrets,
    why: StoreError,
) -> Result<Arc<Snapshot>, NotStarted> {
    // A database of a later version is there, and what it holds is not what was in force.
    let Some(last) = last.filter(|_| matches!(why, StoreError::Unavailable(_))) else {
        return Err(NotStarted::Store(why));
    };
    let place = last.path().display();
    match last.read(catalogue) {
        Ok(Some(documents)) => {
            warn!(
                error.code = why.code(),
                "{why}; until it is back the gateway goes on with what was last in force, of {place}"
            );
            let (snapshot, _) = Snapshot::with_secrets(catalogue, 0, &documents, secrets);
            Ok(Arc::new(snapshot))
        }
        Ok(None) => Err(NotStarted::Store(why)),
        Err(unreadable) => {
            warn!(
                error.code = "running.not_kept",
                "what was last in force cannot be read from {place}: {unreadable}"
            );
            Err(NotStarted::Store(why))
        }
    }
}
