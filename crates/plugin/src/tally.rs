//! What plugins count besides their work, for whoever tells how a node is.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Numbers by their names. They have their home in [`crate::Services::shared`], and only grow.
#[derive(Debug, Default)]
pub struct Tallies(Mutex<BTreeMap<&'static str, Tally>>);

/// One of them. What is counted is rare on the way of a request: a refusal, or a call to somebody else.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<AtomicU64>);

impl Tallies {
    /// The one of this name, which is that of the metric by which it is told. Whoever asks first makes it.
    #[must_use]
    pub fn the(&self, name: &'static str) -> Tally {
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tallies.entry(name).or_default().clone()
    }

    /// How much was counted under a name; `None` if nobody counts that.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<u64> {
        let tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tallies.get(name).map(Tally::read)
    }
}

impl Tally {
    /// One more.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
