//! The logins of this node that have been ended. A session that travels in a cookie cannot be taken back:
//! whoever kept a copy could show it until its time is over. So a node remembers whom it has signed out.
//!
//! There is one list on a node, which only grows at its end and is shortened at its beginning; each core keeps a copy
//! of it, and sees by one number whether there is something new. Another node does not know of it.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ahash::RandomState;
use ports::Timestamp;

/// The longest that an ended login is remembered, where sessions may last for ever.
const LONGEST: Duration = Duration::from_secs(7 * 86_400);

/// Logins remembered at most; beyond them the oldest is forgotten.
const MOST: usize = 200_000;

/// The list of a node.
#[derive(Default)]
pub(crate) struct Ended {
    /// How many logins have ever been ended.
    count: AtomicU64,
    list: Mutex<VecDeque<(Arc<str>, Timestamp)>>,
}

/// What one core knows of it.
#[derive(Default)]
pub(crate) struct Copy {
    count: Cell<u64>,
    logins: RefCell<HashSet<Arc<str>, RandomState>>,
}

impl Ended {
    /// Ends a login, whose sessions last no longer than `limit`.
    pub(crate) fn end(&self, login: &str, limit: Option<Duration>, now: Timestamp) {
        let until = now.plus(limit.map_or(LONGEST, |limit| limit.min(LONGEST)));
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        while list.front().is_some_and(|(_, until)| *until < now) || list.len() >= MOST {
            list.pop_front();
        }
        list.push_back((login.into(), until));
        self.count.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether a login was ended.
    pub(crate) fn has(&self, copy: &Copy, login: &str) -> bool {
        if self.count.load(Ordering::Acquire) != copy.count.get() {
            self.catch_up(copy);
        }
        let logins = copy.logins.borrow();
        !logins.is_empty() && logins.contains(login)
    }

    /// Takes over what is new. A copy that has become much longer than the list is made anew.
    fn catch_up(&self, copy: &Copy) {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        // It only changes under the lock, with the list.
        let count = self.count.load(Ordering::Acquire);
        let mut logins = copy.logins.borrow_mut();
        let new = usize::try_from(count - copy.count.get()).unwrap_or(usize::MAX);
        let known = match logins.len() > 2 * list.len() + 64 {
            true => {
                logins.clear();
                0
            }
            false => list.len().saturating_sub(new),
        };
        logins.extend(list.iter().skip(known).map(|(login, _)| Arc::clone(login)));
        copy.count.set(count);
    }
}

#[cfg(test)]
mod tests;
