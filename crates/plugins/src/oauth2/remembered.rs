//! The tokens that a core has seen a moment ago.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use ports::Timestamp;

use super::kept::AccessToken;

/// How long a token is remembered: until then one that was revoked may still pass on a core that has seen it.
const LIFETIME: Duration = Duration::from_secs(3);
/// How many are remembered on a core.
const MOST: usize = 10_000;

/// The tokens that a core has seen a moment ago: what they are for, never whether they were good.
#[derive(Default)]
pub(super) struct Remembered(RefCell<HashMap<String, (Timestamp, Rc<AccessToken>)>>);

impl Remembered {
    /// The token that is kept under this name, if it was looked up a moment ago.
    pub(super) fn recall(&self, name: &str, now: Timestamp) -> Option<Rc<AccessToken>> {
        let seen = self.0.borrow();
        let (at, token) = seen.get(name)?;
        // A clock that was put back makes nothing young again.
        let is_fresh = *at <= now && now.since(*at) < LIFETIME;
        is_fresh.then(|| Rc::clone(token))
    }

    /// It was looked up now.
    pub(super) fn note(&self, name: String, token: &Rc<AccessToken>, now: Timestamp) {
        let mut seen = self.0.borrow_mut();
        if seen.len() >= MOST {
            seen.retain(|_, (at, _)| now.since(*at) < LIFETIME);
        }
        if seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(name, (now, Rc::clone(token)));
    }
}
