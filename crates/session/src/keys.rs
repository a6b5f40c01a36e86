//! The keys that one core has worked out of its ring, so that no request derives one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use ports::{Entropy, NoEntropy};

use crate::ring::Secret;

/// Nonces are random, so one key may seal this often before two of them are likely enough to meet
/// to be worth a thought (NIST SP 800-38D section 8.3 allows 2^32).
pub(crate) const SEALS_PER_KEY: u64 = 1 << 28;

/// Keys kept for opening; each belongs to one core of one node since its start.
const KEPT: usize = 64;

/// The keys of one core. Empty at first; filled as they are needed.
#[derive(Default)]
pub struct Keys {
    opening: RefCell<Vec<Kept>>,
    sealing: RefCell<Vec<Rc<Sealing>>>,
}

struct Kept {
    purpose: &'static str,
    id: [u8; 4],
    salt: [u8; 8],
    key: Rc<LessSafeKey>,
}

/// The key that seals on this core, and how often it still may.
pub(crate) struct Sealing {
    purpose: &'static str,
    pub(crate) id: [u8; 4],
    pub(crate) salt: [u8; 8],
    pub(crate) key: LessSafeKey,
    left: Cell<u64>,
}

impl Keys {
    /// The key of that secret, purpose and salt, if it is kept.
    pub(crate) fn find(
        &self,
        secret: &Secret,
        purpose: &'static str,
        salt: [u8; 8],
    ) -> Option<Rc<LessSafeKey>> {
        let mut kept = self.opening.borrow_mut();
        let known = |one: &Kept| one.salt == salt && one.id == secret.id() && one.purpose == purpose;
        let at = kept.iter().position(known)?;
        // The one in use moves to the front by one, so that what nobody uses ends at the end.
        let forward = at.saturating_sub(1);
        kept.swap(at, forward);
        Some(Rc::clone(&kept[forward].key))
    }

    /// Keeps a key that has opened something. Others are not kept: anybody can make up salts,
    /// and they would push out the keys in use.
    pub(crate) fn keep(&self, secret: &Secret, purpose: &'static str, salt: [u8; 8], key: LessSafeKey) {
        let mut kept = self.opening.borrow_mut();
        kept.truncate(KEPT - 1);
        kept.push(Kept {
            purpose,
            id: secret.id(),
            salt,
            key: Rc::new(key),
        });
    }

    /// The key to seal with. Its salt is drawn when the core first seals, and again when the key has sealed enough.
    pub(crate) fn sealing(
        &self,
        secret: &Secret,
        purpose: &'static str,
        entropy: &dyn Entropy,
    ) -> Result<Rc<Sealing>, NoEntropy> {
        let mut sealing = self.sealing.borrow_mut();
        sealing.retain(|one| one.left.get() > 0);
        let known = |one: &&Rc<Sealing>| one.purpose == purpose && one.id == secret.id();
        let key = match sealing.iter().find(known) {
            Some(key) => Rc::clone(key),
            None => {
                let mut salt = [0; 8];
                entropy.fill(&mut salt)?;
                let fresh = Rc::new(Sealing {
                    purpose,
                    id: secret.id(),
                    salt,
                    key: derived(secret, purpose, salt),
                    left: Cell::new(SEALS_PER_KEY),
                });
                sealing.push(Rc::clone(&fresh));
                fresh
            }
        };
        key.left.set(key.left.get() - 1);
        Ok(key)
    }

    #[cfg(test)]
    pub(crate) fn wear_out(&self) {
        for key in self.sealing.borrow().iter() {
            key.left.set(1);
        }
    }
}

/// The key of that secret, purpose and salt, worked out anew.
pub(crate) fn derived(secret: &Secret, purpose: &str, salt: [u8; 8]) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, &secret.key(purpose, salt)).expect("the key has 32 bytes");
    LessSafeKey::new(key)
}

#[cfg(test)]
mod tests;
