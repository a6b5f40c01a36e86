//! How the node is, for whoever measures it.

use std::sync::Weak;

use plugins::{Figures, FiguresWork, TellsFigures};
use store::Store;

use crate::running::Running;

/// The node, as metrics tell of it.
pub(crate) struct NodeFigures {
    pub(crate) node_id: String,
    pub(crate) version: &'static str,
    /// What it is asked for does not keep the gateway alive.
    pub(crate) running: Weak<Running>,
}

impl TellsFigures for NodeFigures {
    fn figures(&self) -> FiguresWork<'_> {
        Box::pin(async move {
            let Some(running) = self.running.upgrade() else {
                return Figures::default();
            };
            let totals = running.cores.upgrade().map(|cores| cores.totals());
            let totals = totals.unwrap_or_default();
            Figures {
                node_id: self.node_id.clone(),
                version: self.version,
                is_datastore_reachable: match &*running.store {
                    Store::Memory(_) => true,
                    store => store.revision().await.is_ok(),
                },
                revision: running.snapshot().revision(),
                connections_accepted: totals.accepted,
                connections_open: totals.open,
                requests: totals.requests,
                answers: totals.answers,
                switches: totals.switches,
                malformed: totals.wire_failures,
                tls_failures: totals.tls_failures,
                upstream_retries: totals.upstream_retries,
                upstream_failures: totals.upstream_failures,
                panics: totals.panics,
                tasks: totals.tasks,
            }
        })
    }
}
