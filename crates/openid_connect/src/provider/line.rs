//! The line from a core to the desk.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use oidc::Standing;
use ports::HttpReply;
use tokio::sync::{mpsc, oneshot};

use super::desk::Desk;
use super::{Ask, Board, Endpoint, OnceCall, Posted, Unavailable};

/// Questions that may wait at the desk; when they are more, the answer is "unavailable" at once.
const WAITING: usize = 256;

/// How a core asks the desk. The waiting core's own timer bounds each question;
/// giving up never ends a call that is under way.
pub(crate) struct Line {
    asks: mpsc::Sender<Ask>,
    board: Arc<Board>,
    patience: Duration,
}

/// What one core knows of the provider.
#[derive(Default)]
pub(crate) struct Copy {
    generation: Cell<u64>,
    posted: RefCell<Posted>,
}

impl Line {
    /// Opens a desk outside for this provider. The desk closes when the line is dropped.
    pub(crate) fn open(endpoint: Endpoint, services: &plugin::Services) -> Self {
        let (asks, asked) = mpsc::channel(WAITING);
        let board = Arc::new(Board::default());
        // Discovery is two calls in a row, and the desk may have to wait for both.
        let patience = endpoint.timeout * 3;
        let desk = Desk::new(endpoint, services, Arc::clone(&board));
        services.outside.run(Box::pin(desk.serve(asked)));
        Self {
            asks,
            board,
            patience,
        }
    }

    /// What this core knows of the provider, newest first.
    pub(crate) fn look<R>(&self, copy: &Copy, with: impl FnOnce(Standing<'_>) -> R) -> R {
        let generation = self.board.generation();
        if copy.generation.get() != generation {
            copy.posted.replace(self.board.read());
            copy.generation.set(generation);
        }
        match &*copy.posted.borrow() {
            Posted::Absent => with(Standing::Absent),
            Posted::Known(provider) => with(Standing::Known(provider)),
            Posted::Stale(provider) => with(Standing::Stale(provider)),
        }
    }

    /// Waits until the provider is known, or until it is clear that it is not to be had now.
    pub(crate) async fn find(&self, copy: &Copy) {
        if self.look(copy, |standing| matches!(standing, Standing::Absent)) {
            self.renew(copy).await;
        }
    }

    /// Waits for something newer than this core knows, as far as the cool-down allows.
    pub(crate) async fn renew(&self, copy: &Copy) {
        let (answer, answered) = oneshot::channel();
        let ask = Ask::Provider {
            newer_than: copy.generation.get(),
            answer,
        };
        if self.asks.try_send(ask).is_ok() {
            // Whatever came of it stands on the board.
            let _ = tokio::time::timeout(self.patience, answered).await;
        }
    }

    /// Has a call made that must happen once, however many requests ask for it.
    pub(crate) async fn once(&self, request: ports::HttpRequest) -> Result<HttpReply, Unavailable> {
        let digest = jose::sha256(&[request.url.as_bytes(), b"\n", &request.body].concat());
        let (answer, answered) = oneshot::channel();
        let ask = Ask::Once {
            call: OnceCall { digest, request },
            answer,
        };
        self.asks.try_send(ask).map_err(|_| Unavailable::TooManyCalls)?;
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(reply)) => reply,
            _ => Err(Unavailable::NoAnswer),
        }
    }
}
