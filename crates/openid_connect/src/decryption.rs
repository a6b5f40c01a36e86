//! Decrypting what providers encrypt for this gateway: outside of the cores, since with an RSA key it takes a millisecond or
//! two in which nobody else's request would move.
//!
//! What is to be decrypted may have been written by anybody. So it has bounds, for all instances of this node together:
//! whoever comes when all places are taken is told so at once, and holds up nobody. What comes with a browser has a queue of
//! its own: anybody can send it again and again, and must not take the places of what a provider says.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use jose::{DecryptionKeys, JweError, Secret};
use oidc::{CallReply, Channel};
use plugin::Services;
use tokio::sync::{Semaphore, oneshot};

use crate::own_keys::{NoKeys, READ_AGAIN, Recent, USED_FOR};

/// Decryptions of a queue that are under way on this node; the next ones wait for their turn.
const AT_ONCE: usize = 2;

/// Those of a queue that may be under way or wait.
const PLACES: usize = 64;

/// What decrypts, for one instance.
pub(crate) struct Decryption {
    desk: Arc<Desk>,
    services: Services,
    patience: Duration,
}

/// The bounds of this node, and the keys as they were last read.
#[derive(Default)]
struct Desk {
    front: Queue,
    back: Queue,
    keys: Recent<DecryptionKeys>,
}

/// What waits to be decrypted.
struct Queue {
    places: Arc<Semaphore>,
    turns: Semaphore,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            turns: Semaphore::new(AT_ONCE),
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

    /// Decrypts a token that came this way, with the keys of this gateway.
    pub(crate) async fn decrypt(&self, token: Secret, channel: Channel) -> CallReply {
        let Ok(place) = Arc::clone(&self.desk.queue(channel).places).try_acquire_owned() else {
            return CallReply::Unavailable("decryption.busy");
        };
        let (answer, answered) = oneshot::channel();
        let (desk, services) = (Arc::clone(&self.desk), self.services.clone());
        self.services.outside.run(Box::pin(async move {
            let decrypted = desk.decrypt(token, channel, &services).await;
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
    const fn queue(&self, channel: Channel) -> &Queue {
        match channel {
            Channel::Front => &self.front,
            Channel::Back => &self.back,
        }
    }

    async fn decrypt(
        &self,
        token: Secret,
        channel: Channel,
        services: &Services,
    ) -> Result<Result<Secret, JweError>, NoKeys> {
        let turns = &self.queue(channel).turns;
        let _turn = turns.acquire().await.map_err(|_| NoKeys::NotMade)?;
        let token = Arc::new(token);
        let known = self.keys.read(services, USED_FOR).await?;
        let decrypted = opened(&token, Arc::clone(&known)).await?;
        // Another node may have made its key a moment ago. A token that names no key was tried with those that are known.
        if !matches!(
            decrypted,
            Err(JweError::KeyNotFound { .. } | JweError::Undecryptable)
        ) {
            return Ok(decrypted);
        }
        let newer = self.keys.read(services, READ_AGAIN).await?;
        match Arc::ptr_eq(&known, &newer) {
            true => Ok(decrypted),
            false => opened(&token, newer).await,
        }
    }
}

/// What is in a token, found out on a thread that may take its time.
async fn opened(token: &Arc<Secret>, keys: Arc<DecryptionKeys>) -> Result<Result<Secret, JweError>, NoKeys> {
    let token = Arc::clone(token);
    let opened = tokio::task::spawn_blocking(move || oidc::decrypt(&token, &keys)).await;
    opened.map_err(|_| NoKeys::NotMade)
}
