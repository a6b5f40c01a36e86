//! The node that checks are made on, and how many are made there at once.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use model::{Id, Resolved};
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Avoided;

/// Checks that are made at once. Each calls somebody who was only just named.
const AT_ONCE: usize = 4;

/// The node that a check is made on, as far as a check needs it.
pub trait Premises: Send + Sync {
    /// The plugin that is kept in a workspace under this id or instance name; `None` if there is none.
    fn kept<'a>(
        &'a self,
        workspace: Id,
        named: &'a str,
    ) -> Pin<Box<dyn Future<Output = NodeKept> + Send + 'a>>;

    /// Options with what their references lead to, as they would be followed in a workspace.
    fn followed(&self, workspace: Id, config: Value) -> Followed;

    /// Why a check does not go to an address; `None` if it does.
    fn forbids(&self, address: SocketAddr) -> Option<Avoided>;
}

/// What a node says of a plugin, or why nobody can look.
pub type NodeKept = Result<Option<Kept>, String>;

/// A plugin that is kept.
#[derive(Clone)]
pub struct Kept {
    /// The name of the plugin: `openid-connect`, or another one.
    pub name: String,
    /// Its options, with their secrets.
    pub config: Value,
}

impl fmt::Debug for Kept {
    /// Leaves out the options: secrets are among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Options whose references were followed.
#[derive(Clone)]
pub struct Followed {
    /// The options, with what was found in its place.
    pub config: Value,
    /// What they lead to, if it is somewhere.
    pub resolved: Resolved,
}

impl fmt::Debug for Followed {
    /// Leaves out the options: secrets are among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Followed")
            .field("resolved", &self.resolved)
            .finish_non_exhaustive()
    }
}

/// The checks of a node. They have their home in [`plugin::Services::shared`].
pub struct Checks {
    premises: OnceLock<Arc<dyn Premises>>,
    turns: Semaphore,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            premises: OnceLock::new(),
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Checks {
    /// From now on checks are made here. Who was first stays.
    pub fn are_made_on(&self, premises: Arc<dyn Premises>) {
        let _ = self.premises.set(premises);
    }

    /// Where they are made; `None` where nobody said so, and then there are none.
    pub(super) fn premises(&self) -> Option<&dyn Premises> {
        self.premises.get().map(|premises| &**premises)
    }

    /// A turn for one check; `None` if four are under way.
    pub(super) fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.try_acquire().ok()
    }
}

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checks")
    }
}
