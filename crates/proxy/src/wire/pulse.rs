//! What goes over a connection to an upstream, for the one who waits at its end.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use tokio::sync::Notify;

/// How much went over a connection, and whether it is stuck. Only one core looks at it; it is made of atomics
/// so that a connection can be handed to whoever takes it over after an upgrade.
#[derive(Default)]
pub(super) struct Pulse {
    read: AtomicUsize,
    written: AtomicUsize,
    stuck: AtomicBool,
    stalls: AtomicUsize,
    stall: Notify,
}

/// How many bytes went over a connection so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// From the upstream.
    pub(super) read: usize,
    /// To the upstream.
    pub(super) written: usize,
}

impl Pulse {
    pub(super) fn mark(&self) -> Mark {
        Mark {
            read: self.read.load(Relaxed),
            written: self.written.load(Relaxed),
        }
    }

    /// So many bytes came.
    pub(super) fn read(&self, bytes: usize) {
        grow(&self.read, bytes);
    }

    /// So many bytes went, or `None` had to wait.
    pub(super) fn wrote(&self, bytes: Option<usize>) {
        match bytes {
            Some(bytes) => {
                grow(&self.written, bytes);
                self.flow();
            }
            None if !self.stuck.load(Relaxed) => {
                self.stuck.store(true, Relaxed);
                grow(&self.stalls, 1);
                self.stall.notify_waiters();
            }
            None => {}
        }
    }

    /// The way is free.
    pub(super) fn flow(&self) {
        if self.stuck.load(Relaxed) {
            self.stuck.store(false, Relaxed);
        }
    }

    /// The number of the wait for the upstream to take more, if there is one just now.
    pub(super) fn stall(&self) -> Option<usize> {
        let stuck = self.stuck.load(Relaxed);
        stuck.then(|| self.stalls.load(Relaxed))
    }

    /// Waits for the next time that the upstream takes no more.
    pub(super) async fn stalls(&self) {
        self.stall.notified().await;
    }
}

/// One core writes, so nothing has to be locked.
fn grow(count: &AtomicUsize, by: usize) {
    count.store(count.load(Relaxed).wrapping_add(by), Relaxed);
}
