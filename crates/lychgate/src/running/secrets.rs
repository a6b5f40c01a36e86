//! References to vaults are followed again: what they lead to changes without a word to the store.

use std::sync::Weak;
use std::time::Duration;

use tracing::{error, info};

use super::{NotInForce, Running, read};

/// Between two looks.
const LOOK: Duration = Duration::from_mins(1);

/// Whether a look found something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// All references lead to what they led to before.
    Same,
    /// What they lead to now is in force.
    Other,
}

impl Running {
    /// Follows all references again, and puts what they lead to in force if it is something else.
    pub(crate) async fn look_again(&self) -> Result<Look, NotInForce> {
        let mut in_force = self.in_force.lock().await;
        let before = self.snapshot();
        if in_force.stands_in || !before.has_references() {
            return Ok(Look::Same);
        }
        let snapshot = read(&self.store, &self.catalogue, &*self.secrets)
            .await
            .map_err(NotInForce::Store)?;
        if snapshot.has_secrets_of(&before) {
            return Ok(Look::Same);
        }
        self.put_in_force(&mut in_force, snapshot).await?;
        info!("references to vaults lead to something else, which is in force");
        Ok(Look::Other)
    }
}

/// Follows references again from time to time, as long as the gateway lives.
pub(crate) async fn keep_looking(running: Weak<Running>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(running) = running.upgrade() else { return };
        if let Err(why) = running.look_again().await {
            error!(error.code = why.code(), "{why}");
        }
    }
}
