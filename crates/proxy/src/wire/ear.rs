//! Spares looks at a socket on which nothing has come.
//!
//! The codec looks for bytes many times in the course of a request, and nearly always there are none. Each look would
//! go all the way to the registration of the socket. Who has heard nothing since the last look need not look.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Listens to one direction of a connection.
pub(super) struct Ear {
    heard: Arc<Heard>,
    waker: Waker,
    /// Who is told; the same as in `heard`.
    told: Option<Waker>,
    /// Whether the last look found nothing, and so the socket knows whom to wake.
    waits: bool,
}

/// Only one core looks at it; wakers have to be made of this.
#[derive(Default)]
struct Heard {
    something: AtomicBool,
    tell: Mutex<Option<Waker>>,
}

impl Default for Ear {
    fn default() -> Self {
        let heard = Arc::<Heard>::default();
        Self {
            waker: Waker::from(Arc::clone(&heard)),
            heard,
            told: None,
            waits: false,
        }
    }
}

impl Ear {
    /// Looks, unless it is known that nothing has come.
    pub(super) fn poll<T>(
        &mut self,
        cx: &Context<'_>,
        look: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.tell(cx.waker());
        if self.waits && !self.heard.something.load(SeqCst) {
            return Poll::Pending;
        }
        self.heard.something.store(false, SeqCst);
        let seen = look(&mut Context::from_waker(&self.waker));
        self.waits = seen.is_pending();
        seen
    }

    fn tell(&mut self, waker: &Waker) {
        if self.told.as_ref().is_some_and(|told| told.will_wake(waker)) {
            return;
        }
        self.told = Some(waker.clone());
        *self.heard.lock() = Some(waker.clone());
    }
}

impl Heard {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Waker>> {
        self.tell.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Heard {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.something.store(true, SeqCst);
        let told = self.lock().clone();
        if let Some(told) = told {
            told.wake();
        }
    }
}

#[cfg(test)]
mod tests;
