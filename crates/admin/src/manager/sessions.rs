//! Who is signed in at the Manager of this node. All of it is gone with the process.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};

use crate::Role;

/// Milliseconds after which a session ends that is not used.
pub(crate) const IDLE: u64 = 15 * 60_000;

/// Milliseconds after which a session ends in any case.
const LONGEST: u64 = 12 * 60 * 60_000;

/// The most sessions of each role at once. Whoever signs in has shown a token, so this bounds a mistake and not an attack;
/// and who may only read ends nobody's session who may write.
const MOST: usize = 1000;

/// By what a session is found: a digest of what its browser shows. Whoever reads the memory of the node cannot show it,
/// and how long it takes to look for one tells nothing of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Of what a browser shows.
    pub(crate) fn of(shown: &str) -> Self {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, shown.as_bytes()).as_ref());
        Self(key)
    }
}

/// Somebody who signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// What they may.
    pub(crate) role: Role,
    /// When they signed in, in milliseconds since 1970.
    began: u64,
    /// When it was last used.
    used: u64,
}

impl Session {
    /// Milliseconds that are left of it if it is not used; none if it has ended.
    pub(crate) fn left(self, now: u64) -> Option<u64> {
        let idle = IDLE.checked_sub(now.saturating_sub(self.used))?;
        let all = LONGEST.checked_sub(now.saturating_sub(self.began))?;
        Some(idle.min(all)).filter(|left| *left > 0)
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Sessions(HashMap<Key, Session>);

impl Sessions {
    /// Somebody signs in.
    pub(crate) fn begin(&mut self, key: Key, role: Role, now: u64) -> Session {
        self.0.retain(|_, session| session.left(now).is_some());
        let alike = || self.0.iter().filter(|(_, session)| session.role == role);
        if alike().count() >= MOST {
            let longest_idle = alike().min_by_key(|(_, session)| session.used);
            let longest_idle = longest_idle.map(|(key, _)| *key);
            longest_idle.and_then(|key| self.0.remove(&key));
        }
        let session = Session {
            role,
            began: now,
            used: now,
        };
        self.0.insert(key, session);
        session
    }

    /// The session that is shown, if it lives. To look at it does not keep it alive.
    pub(crate) fn seen(&self, key: &Key, now: u64) -> Option<Session> {
        let session = self.0.get(key).copied();
        session.filter(|session| session.left(now).is_some())
    }

    /// The session that is shown, if it lives, which is used by that.
    pub(crate) fn used(&mut self, key: &Key, now: u64) -> Option<Session> {
        let session = self.seen(key, now)?;
        let used = Session { used: now, ..session };
        self.0.insert(*key, used);
        Some(used)
    }

    /// Somebody signs out.
    pub(crate) fn end(&mut self, key: &Key) -> Option<Session> {
        self.0.remove(key)
    }
}
