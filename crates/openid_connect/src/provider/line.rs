//! The line from a core to what happens outside.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use oidc::Standing;
use ports::Clock;
use tokio::sync::{mpsc, oneshot};

use super::calls::{self, Desk, Desks, Repeat, Reply};
use super::search::{self, Search};
use super::{Board, Boards, Endpoint, Outgoing, Posted, Unavailable};

/// Wishes for a search that may wait.
const WAITING: usize = 256;

/// How a core asks for a search, or for a call. The waiting core's own timer bounds each question;
/// giving up never ends a call that is under way.
pub(crate) struct Line {
    searches: mpsc::Sender<search::Wish>,
    calls: mpsc::Sender<calls::Wish>,
    questions: mpsc::Sender<calls::Wish>,
    board: Arc<Board>,
    clock: Arc<dyn Clock>,
    lifetime: Option<Duration>,
    patience: Duration,
}

/// What one core knows of the provider.
#[derive(Default)]
pub(crate) struct Copy {
    generation: Cell<u64>,
    posted: RefCell<Posted>,
}

impl Line {
    /// Begins to look after this provider. What was begun ends when the line is dropped.
    pub(crate) fn open(endpoint: Endpoint, services: &plugin::Services) -> Self {
        let (searches, wishes) = mpsc::channel(WAITING);
        let board = Arc::new(Board::new(endpoint.issuer.clone(), services.clock.now()));
        services.shared.the::<Boards>().hang(&board);
        // Discovery is two calls in a row, and a core may have to wait for both.
        let patience = endpoint.timeout * 3;
        let lifetime = endpoint.lifetime;
        let desks = services.shared.the::<Desks>();
        let desk = |desk| desks.of(&endpoint, desk, services);
        let (calls, questions) = (desk(Desk::Logins), desk(Desk::Strangers));
        let search = Search::new(endpoint, services, Arc::clone(&board));
        services.outside.run(Box::pin(search.serve(wishes)));
        Self {
            searches,
            calls,
            questions,
            board,
            clock: Arc::clone(&services.clock),
            lifetime,
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

    /// Which picture of the provider is the newest.
    pub(crate) fn generation(&self) -> u64 {
        self.board.generation()
    }

    /// Waits until the provider is known, or until it is clear that it is not to be had now. What has been known
    /// for long is looked up anew beside it: a key that was withdrawn must not count for ever.
    pub(crate) async fn find(&self, copy: &Copy) {
        if self.look(copy, |standing| matches!(standing, Standing::Absent)) {
            self.renew(copy).await;
        } else if self
            .lifetime
            .is_some_and(|lifetime| self.clock.now().since(self.board.found()) > lifetime)
        {
            let (answer, _) = oneshot::channel();
            let newer_than = copy.generation.get();
            // If too many wish for it already, it comes all the same.
            let _ = self.searches.try_send(search::Wish { newer_than, answer });
        }
    }

    /// Waits for something newer than this core knows, as far as the cool-down allows.
    pub(crate) async fn renew(&self, copy: &Copy) {
        let (answer, answered) = oneshot::channel();
        let wish = search::Wish {
            newer_than: copy.generation.get(),
            answer,
        };
        if self.searches.try_send(wish).is_ok() {
            // Whatever came of it stands on the board.
            let _ = tokio::time::timeout(self.patience, answered).await;
        }
    }

    /// Has a call made. It is the same call as another if its address and `occasion` are the same.
    pub(crate) async fn call(
        &self,
        desk: Desk,
        call: impl Into<Outgoing>,
        occasion: &[u8],
        repeat: Repeat,
    ) -> Result<Reply, Unavailable> {
        let call = call.into();
        let digest = jose::sha256(&[call.request.url.as_bytes(), b"\n", occasion].concat());
        let (answer, answered) = oneshot::channel();
        let wish = calls::Wish {
            digest,
            call,
            repeat,
            answer,
        };
        let calls = match desk {
            Desk::Logins => &self.calls,
            Desk::Strangers => &self.questions,
        };
        calls.try_send(wish).map_err(|_| Unavailable::TooManyCalls)?;
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(reply)) => reply,
            _ => Err(Unavailable::NoAnswer),
        }
    }
}
