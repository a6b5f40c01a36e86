//! What is queued outside and should have been sent before the node ends.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;

/// All queues of a node. It has its home in [`plugin::Services::shared`].
#[derive(Debug, Default)]
pub struct Unsent {
    ends: watch::Sender<bool>,
    dropped: AtomicU64,
}

/// One queue, for as long as there may be something in it.
#[derive(Debug)]
pub(crate) struct Queue {
    ends: watch::Receiver<bool>,
    all: Arc<Unsent>,
}

impl Unsent {
    /// One more queue.
    pub(crate) fn queue(self: &Arc<Self>) -> Queue {
        Queue {
            ends: self.ends.subscribe(),
            all: Arc::clone(self),
        }
    }

    /// Asks all queues to send what is left and end, and waits for so long. The number of those that have not.
    pub async fn send_within(&self, limit: Duration) -> usize {
        self.ends.send_replace(true);
        // When the last one is gone. If it takes too long, so be it.
        let _ = tokio::time::timeout(limit, self.ends.closed()).await;
        self.ends.receiver_count()
    }

    /// How many entries of logs were dropped since the node began: there was no room, or nobody took them.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

impl Queue {
    /// Whether the node ends.
    pub(crate) fn must_end(&self) -> bool {
        *self.ends.borrow()
    }

    /// Waits until the node ends.
    pub(crate) async fn ends(&mut self) {
        // An error means that the node is gone.
        drop(self.ends.wait_for(|ends| *ends).await);
    }

    /// So many entries were dropped.
    pub(crate) fn lose(&self, entries: u64) {
        self.all.dropped.fetch_add(entries, Ordering::Relaxed);
    }
}
