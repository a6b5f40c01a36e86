//! The keys of this gateway as they were last read on this node, for whoever needs them with many calls.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use jose::{Algorithm, DecryptionKeys, SigningKey};
use plugin::Services;
use ports::Timestamp;
use tokio::sync::Mutex;
use tracing::warn;

use super::{KeyUse, NoKeys, OwnKeys};

/// How long keys are used before they are read again: another node may have made newer ones.
pub(crate) const USED_FOR: Duration = Duration::from_secs(60);

/// How soon they may be read again for a key that may not be among them, or after they could not be read.
pub(crate) const READ_AGAIN: Duration = Duration::from_secs(5);

/// The private halves of the keys of one use.
pub(crate) trait PrivateHalves {
    /// The use.
    const OF: KeyUse;

    /// Those that count at this time.
    fn of(own: &OwnKeys, now: Timestamp) -> Self;
}

impl PrivateHalves for DecryptionKeys {
    const OF: KeyUse = KeyUse::Encryption;

    fn of(own: &OwnKeys, now: Timestamp) -> Self {
        own.decrypting(now)
    }
}

/// The private halves that sign, one for each algorithm.
pub(crate) struct SigningKeys(Vec<Arc<SigningKey>>);

impl SigningKeys {
    /// The one for an algorithm.
    pub(crate) fn key(&self, algorithm: Algorithm) -> Option<Arc<SigningKey>> {
        self.0.iter().find(|key| key.algorithm() == algorithm).cloned()
    }
}

impl PrivateHalves for SigningKeys {
    const OF: KeyUse = KeyUse::Signature;

    fn of(own: &OwnKeys, _: Timestamp) -> Self {
        Self(own.signing().map(Arc::new).collect())
    }
}

/// Keys as they were last read on this node.
pub(crate) struct Recent<K>(Mutex<Option<Known<K>>>);

struct Known<K> {
    keys: Arc<K>,
    read: Timestamp,
    /// When they were last asked for, whether they could be read or not.
    asked: Timestamp,
}

impl<K> Default for Recent<K> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<K: PrivateHalves> Recent<K> {
    /// The keys, as they were read within `age` or now. While they cannot be read, those that were last read do: they are
    /// changed rarely, and stay published for a day after that.
    ///
    /// # Errors
    /// [`NoKeys`] if they cannot be read, and never were.
    pub(crate) async fn read(&self, services: &Services, age: Duration) -> Result<Arc<K>, NoKeys> {
        let now = services.clock.now();
        let mut known = self.0.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.will_do(age, now)) {
            return Ok(Arc::clone(&known.keys));
        }
        match (OwnKeys::used(K::OF, services).await, &mut *known) {
            (Ok(own), known) => {
                let keys = Arc::new(K::of(&own, now));
                *known = Some(Known {
                    keys: Arc::clone(&keys),
                    read: now,
                    asked: now,
                });
                Ok(keys)
            }
            (Err(why), Some(known)) => {
                known.asked_in_vain(&why, now);
                Ok(Arc::clone(&known.keys))
            }
            (Err(why), None) => Err(why),
        }
    }
}

impl<K> Known<K> {
    /// Whether they are not read again, if those of that age do.
    fn will_do(&self, age: Duration, now: Timestamp) -> bool {
        now.since(self.read) < age || now.since(self.asked) < READ_AGAIN
    }

    /// It is told once, until they can be read again.
    fn asked_in_vain(&mut self, why: &NoKeys, now: Timestamp) {
        if self.asked == self.read {
            warn!(
                error.code = why.code(),
                "the keys of this gateway cannot be read, those of before are used: {why}"
            );
        }
        self.asked = now;
    }
}
