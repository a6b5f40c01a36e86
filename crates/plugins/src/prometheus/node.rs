//! What the node itself tells, when it is asked.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

/// How a node is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Its id.
    pub node_id: String,
    /// The version of this program.
    pub version: &'static str,
    /// Whether its database answers; true if it has none.
    pub is_datastore_reachable: bool,
    /// The revision of the configuration in force.
    pub revision: u64,
    /// Connections that clients opened since the start.
    pub connections_accepted: u64,
    /// Connections that are open.
    pub connections_open: u64,
    /// Requests since the start.
    pub requests: u64,
    /// Their answers by the first digit of the status, 1 to 5; those of other statuses at 0.
    pub answers: [u64; 6],
    /// Connections that went on in another protocol.
    pub switches: u64,
    /// Connections that ended because what came was not HTTP, or too much of it.
    pub malformed: u64,
    /// TLS handshakes that came to nothing.
    pub tls_failures: u64,
    /// Further attempts to get an answer of an upstream.
    pub upstream_retries: u64,
    /// Requests that no upstream answered.
    pub upstream_failures: u64,
    /// Requests that ended by a mistake of ours.
    pub panics: u64,
    /// Tasks that are alive on all cores.
    pub tasks: u64,
}

/// Tells how a node is.
pub trait TellsFigures: Send + Sync {
    /// At this moment.
    fn figures(&self) -> FiguresWork<'_>;
}

/// Figures on their way.
pub type FiguresWork<'a> = Pin<Box<dyn Future<Output = Figures> + Send + 'a>>;

/// Where a node says who tells how it is. It has its home in [`plugin::Services::shared`].
#[derive(Default)]
pub struct Dashboard(OnceLock<Arc<dyn TellsFigures>>);

impl Dashboard {
    /// From now on this one tells it. Who was first stays.
    pub fn show(&self, node: Arc<dyn TellsFigures>) {
        let _ = self.0.set(node);
    }

    /// How the node is; `None` if nobody tells.
    pub(super) async fn read(&self) -> Option<Figures> {
        match self.0.get() {
            Some(node) => Some(node.figures().await),
            None => None,
        }
    }
}

impl fmt::Debug for Dashboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dashboard")
    }
}
