//! What goes over a connection to an upstream, for the one who waits at its end.

use std::cell::{Cell, RefCell};
use std::task::{Context, Waker};

/// How much went over a connection, and whether it is stuck.
#[derive(Default)]
pub(super) struct Pulse {
    read: Cell<usize>,
    written: Cell<usize>,
    stuck: Cell<bool>,
    stalls: Cell<usize>,
    waiting: RefCell<Option<Waker>>,
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
            read: self.read.get(),
            written: self.written.get(),
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
            None if !self.stuck.get() => {
                self.stuck.set(true);
                grow(&self.stalls, 1);
                if let Some(waiting) = self.waiting.take() {
                    waiting.wake();
                }
            }
            None => {}
        }
    }

    /// The way is free.
    pub(super) fn flow(&self) {
        self.stuck.set(false);
    }

    /// The number of the wait for the upstream to take more, if there is one just now.
    pub(super) fn stall(&self) -> Option<usize> {
        self.stuck.get().then(|| self.stalls.get())
    }

    /// The one who waits is woken the next time that the upstream takes no more.
    pub(super) fn wake_at_stall(&self, cx: &Context<'_>) {
        let mut waiting = self.waiting.borrow_mut();
        if !waiting
            .as_ref()
            .is_some_and(|waiting| waiting.will_wake(cx.waker()))
        {
            *waiting = Some(cx.waker().clone());
        }
    }

    /// Nobody waits any more.
    pub(super) fn let_go(&self) {
        self.waiting.take();
    }
}

fn grow(count: &Cell<usize>, by: usize) {
    count.set(count.get().wrapping_add(by));
}
