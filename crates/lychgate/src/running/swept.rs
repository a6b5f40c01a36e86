//! What has expired is swept away.

use std::sync::{Arc, Weak};
use std::time::Duration;

use store::{By, Change, Store, StoreError};
use tracing::debug;

use super::Running;

/// How many entities are deleted at once.
const BATCH: usize = 100;

/// Between two rounds.
const ROUND: Duration = Duration::from_mins(1);

impl Running {
    /// Sweeps away what has expired in the store, some at a time, so that nobody waits long.
    pub(crate) async fn sweep(self: &Arc<Self>) {
        let now = self.services.clock.now().millis();
        // A store that is away has its round later.
        while self.store.sweep(now).await.unwrap_or_else(|why| {
            debug!(error.code = why.code(), "nothing is swept away: {why}");
            false
        }) {}
        if let Err(why) = self.sweep_ended(now / 1000).await {
            debug!(error.code = why.code(), "what has ended stays for now: {why}");
        }
    }

    /// Deletes entities that have ended, a hundred at a time. They are good nowhere before that.
    async fn sweep_ended(self: &Arc<Self>, now: u64) -> Result<(), StoreError> {
        // What a file says is not changed.
        if matches!(*self.store, Store::Memory(_)) {
            return Ok(());
        }
        let snapshot = self.snapshot();
        let ended: Vec<_> = snapshot.ended(now).collect();
        for some in ended.chunks(BATCH) {
            let mut changes = Vec::new();
            for (kind, workspace, id) in some {
                let Some(entity) = self.catalogue.entity(kind) else {
                    continue;
                };
                let there = self.store.get(entity, *workspace, By::Id(*id)).await?;
                let Some(was) = there.filter(|there| there.has_ended(now)) else {
                    continue;
                };
                // Only if nobody has put another one in its place meanwhile.
                changes.push(Change::Replace {
                    document: was.clone(),
                    was,
                });
                changes.push(Change::Delete {
                    kind,
                    workspace: *workspace,
                    id: *id,
                });
            }
            if !changes.is_empty() {
                self.write(changes).await?;
            }
        }
        Ok(())
    }
}

/// Sweeps again and again, as long as the gateway lives.
pub(crate) async fn keep_sweeping(running: Weak<Running>) {
    loop {
        tokio::time::sleep(ROUND).await;
        let Some(running) = running.upgrade() else { return };
        running.sweep().await;
    }
}
