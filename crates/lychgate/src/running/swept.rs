//! What has expired is swept away.

use std::sync::Weak;
use std::time::Duration;

use tracing::debug;

use super::Running;

/// Between two rounds.
const ROUND: Duration = Duration::from_mins(1);

impl Running {
    /// Sweeps away what has expired in the store, some at a time, so that nobody waits long.
    pub(crate) async fn sweep(&self) {
        let now = self.services.clock.now().millis();
        // A store that is away has its round later.
        while self.store.sweep(now).await.unwrap_or_else(|why| {
            debug!(error.code = why.code(), "nothing is swept away: {why}");
            false
        }) {}
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
