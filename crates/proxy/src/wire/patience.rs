//! A limit to how long one waits for the next piece of a body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Sleep;

/// Ends a wait that is longer than its limit. It costs nothing as long as nobody has to wait.
pub(super) struct Patience {
    limit: Duration,
    alarm: Option<Pin<Box<Sleep>>>,
    waiting: bool,
}

impl Patience {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit,
            alarm: None,
            waiting: false,
        }
    }

    /// Something came: the next wait counts from its own beginning.
    pub(super) fn rest(&mut self) {
        self.waiting = false;
    }

    /// Ready when the wait has lasted too long.
    pub(super) fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let limit = self.limit;
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        if !self.waiting {
            self.waiting = true;
            alarm.set(tokio::time::sleep(limit));
        }
        ready!(alarm.as_mut().poll(cx));
        Poll::Ready(())
    }
}
