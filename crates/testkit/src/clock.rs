//! A clock that moves only when a test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ports::{Clock, Timestamp};

/// A clock that stands still until it is moved. Clones show the same time.
#[derive(Clone, Debug)]
pub struct SettableClock(Arc<AtomicU64>);

impl SettableClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn at(moment: Timestamp) -> Self {
        Self(Arc::new(AtomicU64::new(moment.millis())))
    }

    /// Moves the hands to a moment, forwards or back.
    pub fn set(&self, moment: Timestamp) {
        self.0.store(moment.millis(), Ordering::SeqCst);
    }

    /// Lets a while pass at once.
    pub fn advance(&self, while_: Duration) {
        self.set(self.now().plus(while_));
    }
}

impl Default for SettableClock {
    /// The first moment of the year 2026, UTC.
    fn default() -> Self {
        Self::at(Timestamp::from_millis(1_767_225_600_000))
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
