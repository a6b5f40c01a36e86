//! The search for a provider, outside of the cores: one at a time, and not too often.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use oidc::Provider;
use ports::{Clock, Http, Outside, Timestamp};
use tokio::sync::{mpsc, oneshot};
use tracing::{info, warn};

use super::discovery::{Endpoint, MoreKeys, NotFound, discover};
use super::{Board, Posted};

/// After a failed attempt the next may follow this soon.
const RETRY: Duration = Duration::from_secs(5);

/// A core wishes for a provider newer than that generation of the board, as far as the cool-down allows.
pub(super) struct Wish {
    pub(super) newer_than: u64,
    pub(super) answer: oneshot::Sender<()>,
}

/// The search for one provider.
pub(super) struct Search {
    endpoint: Arc<Endpoint>,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    outside: Arc<dyn Outside>,
    board: Arc<Board>,
    waiting: Vec<oneshot::Sender<()>>,
    under_way: bool,
    more_keys: MoreKeys,
}

/// What came of a search.
type Found = Result<(Provider, MoreKeys), NotFound>;

impl Search {
    pub(super) fn new(endpoint: Endpoint, services: &plugin::Services, board: Arc<Board>) -> Self {
        Self {
            endpoint: Arc::new(endpoint),
            http: Arc::clone(&services.http),
            clock: Arc::clone(&services.clock),
            outside: Arc::clone(&services.outside),
            board,
            waiting: Vec::new(),
            under_way: false,
            more_keys: MoreKeys::new(),
        }
    }

    /// Grants wishes until no line leads here any more.
    pub(super) async fn serve(mut self, mut wishes: mpsc::Receiver<Wish>) {
        // One search is under way at a time.
        let (results, mut found) = mpsc::channel(1);
        loop {
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.grant(wish, &results),
                    None => return,
                },
                Some(found) = found.recv() => self.found(found),
            }
        }
    }

    fn grant(&mut self, wish: Wish, results: &mpsc::Sender<Found>) {
        let cooling = self.clock.now().millis() < self.board.rests_until.load(Ordering::Acquire);
        if self.board.generation() > wish.newer_than || (cooling && !self.under_way) {
            let _ = wish.answer.send(());
            return;
        }
        self.waiting.retain(|waiting| !waiting.is_closed());
        self.waiting.push(wish.answer);
        if self.under_way {
            return;
        }
        self.under_way = true;
        let (endpoint, http, results) = (
            Arc::clone(&self.endpoint),
            Arc::clone(&self.http),
            results.clone(),
        );
        let known = self.more_keys.clone();
        self.outside.run(Box::pin(async move {
            let _ = results.send(discover(&endpoint, &*http, &known).await).await;
        }));
    }

    fn found(&mut self, found: Found) {
        let now = self.clock.now();
        let issuer = &self.endpoint.issuer;
        self.under_way = false;
        match found {
            Ok((provider, more_keys)) => {
                self.more_keys = more_keys;
                info!(%issuer, keys = provider.keys.len(), "provider found");
                self.tell_of_moves(&provider);
                self.rest_until(now.plus(self.endpoint.cool_down));
                self.board.found.store(now.millis(), Ordering::Release);
                self.board.post(Posted::Known(Arc::new(provider)));
            }
            Err(why) => {
                warn!(%issuer, error.code = why.code(), "provider not found: {why}");
                self.rest_until(now.plus(RETRY));
                if let Posted::Known(last_good) | Posted::Stale(last_good) = self.board.read() {
                    self.board.post(Posted::Stale(last_good));
                }
            }
        }
        for waiting in self.waiting.drain(..) {
            let _ = waiting.send(());
        }
    }

    fn rest_until(&self, then: Timestamp) {
        self.board.rests_until.store(then.millis(), Ordering::Release);
    }

    /// An endpoint that moves to another host may be a provider that moves, or one that was taken over.
    fn tell_of_moves(&self, new: &Provider) {
        let (Posted::Known(old) | Posted::Stale(old)) = self.board.read() else {
            return;
        };
        for (endpoint, from, to) in old.metadata.moves_to(&new.metadata) {
            warn!(issuer = %self.endpoint.issuer, endpoint, from, to, "an endpoint of the provider has moved to another host");
        }
    }
}
