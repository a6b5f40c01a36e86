//! Decrypting what providers encrypt for this gateway: outside of the cores, since with an RSA key it takes a millisecond or
//! two in which nobody else's request would move.
//!
//! What is to be decrypted may have been written by anybody. So it has bounds, for all instances of this node together:
//! whoever comes when all places are taken is told so at once, and holds up nobody.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use jose::{DecryptionKeys, JweError, Secret};
use oidc::CallReply;
use plugin::Services;
use ports::Timestamp;
use tokio::sync::{Mutex, Semaphore, oneshot};

use crate::own_keys::{KeyUse, NoKeys, OwnKeys};

/// Decryptions under way on this node; the next ones wait for their turn.
const AT_ONCE: usize = 2;

/// Those that may be under way or wait.
const PLACES: usize = 64;

/// How long keys are used before they are read again: another node may have made newer ones.
const USED_FOR: Duration = Duration::from_secs(60);

/// How soon they may be read again for a key that is not among them.
const READ_AGAIN: Duration = Duration::from_secs(5);

/// What decrypts, for one instance.
pub(crate) struct Decryption {
    desk: Arc<Desk>,
    services: Services,
    patience: Duration,
}

/// The bounds of this node, and the keys as they were last read.
struct Desk {
    places: Arc<Semaphore>,
    turns: Semaphore,
    keys: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<DecryptionKeys>,
    read: Timestamp,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            turns: Semaphore::new(AT_ONCE),
            keys: Mutex::default(),
        }
    }
}

impl Decryption {
    /// What decrypts on this node. A request waits for it no longer than `patience`.
    pub(crate) fn of(services: &Services, patience: Duration) -> Self {
        Self {
            desk: services.shared.the(),
            services: services.clone(),
            patience,
        }
    }

    /// Decrypts a token with the keys of this gateway.
    pub(crate) async fn decrypt(&self, token: Secret) -> CallReply {
        let Ok(place) = Arc::clone(&self.desk.places).try_acquire_owned() else {
            return CallReply::Unavailable("decryption.busy");
        };
        let (answer, answered) = oneshot::channel();
        let (desk, services) = (Arc::clone(&self.desk), self.services.clone());
        self.services.outside.run(Box::pin(async move {
            let decrypted = desk.decrypt(token, &services).await;
            drop(place);
            let _ = answer.send(decrypted);
        }));
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(Ok(decrypted))) => CallReply::Decrypted(decrypted),
            Ok(Ok(Err(why))) => CallReply::Unavailable(why.code()),
            _ => CallReply::Unavailable("decryption.busy"),
        }
    }
}

impl Desk {
    async fn decrypt(&self, token: Secret, services: &Services) -> Result<Result<Secret, JweError>, NoKeys> {
        let _turn = self.turns.acquire().await.map_err(|_| NoKeys::NotMade)?;
        let token = Arc::new(token);
        let decrypted = opened(&token, self.keys(services, USED_FOR).await?).await?;
        if !matches!(decrypted, Err(JweError::KeyNotFound { .. })) {
            return Ok(decrypted);
        }
        // Another node may have made it a moment ago.
        opened(&token, self.keys(services, READ_AGAIN).await?).await
    }

    /// The keys, as they were read so short ago or now.
    async fn keys(&self, services: &Services, age: Duration) -> Result<Arc<DecryptionKeys>, NoKeys> {
        let now = services.clock.now();
        let mut known = self.keys.lock().await;
        if let Some(known) = known.as_ref().filter(|known| now.since(known.read) < age) {
            return Ok(Arc::clone(&known.keys));
        }
        let own = OwnKeys::used(KeyUse::Encryption, services).await?;
        let keys = Arc::new(own.decrypting(now));
        *known = Some(Known {
            keys: Arc::clone(&keys),
            read: now,
        });
        Ok(keys)
    }
}

/// What is in a token, found out on a thread that may take its time.
async fn opened(token: &Arc<Secret>, keys: Arc<DecryptionKeys>) -> Result<Result<Secret, JweError>, NoKeys> {
    let token = Arc::clone(token);
    let opened = tokio::task::spawn_blocking(move || oidc::decrypt(&token, &keys)).await;
    opened.map_err(|_| NoKeys::NotMade)
}
