//! The one place that calls a provider: each thing once, and not too many at a time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use oidc::Provider;
use ports::{Clock, Http, HttpReply, Outside, Timestamp};
use tokio::sync::{mpsc, oneshot};
use tracing::{info, warn};

use super::discovery::{Endpoint, NotFound, discover};
use super::{Ask, Board, OnceCall, Posted, Unavailable};

/// Calls under way to one provider. A new call beyond them is refused; an asker of a running call joins it.
const CALLS: usize = 64;

/// Requests that may wait for one call.
const ASKERS: usize = 1024;

/// How long a reply is kept for those who ask for the same call again, such as a reloaded callback.
const KEPT: Duration = Duration::from_secs(30);

/// How long a call stays known as made after its reply was dropped. A code is only good once (RFC 6749 4.1.2);
/// asking the provider again would make it revoke the tokens of the one who came first.
const REMEMBERED: Duration = Duration::from_secs(600);

/// Calls remembered at most; beyond them the oldest is forgotten, and the provider refuses its code by itself.
const MEMORY: usize = 10_000;

/// After a failed attempt the next may follow this soon.
const RETRY: Duration = Duration::from_secs(5);

/// The desk of one provider.
pub(super) struct Desk {
    endpoint: Arc<Endpoint>,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    outside: Arc<dyn Outside>,
    board: Arc<Board>,
    search: Search,
    calls: HashMap<[u8; 32], Call>,
    under_way: usize,
    results: mpsc::UnboundedSender<Done>,
    done: Option<mpsc::UnboundedReceiver<Done>>,
}

/// How far the search for metadata and keys is.
#[derive(Default)]
struct Search {
    waiting: Vec<oneshot::Sender<()>>,
    under_way: bool,
    not_before: Timestamp,
}

/// A call that was asked for.
enum Call {
    UnderWay(Vec<oneshot::Sender<Result<HttpReply, Unavailable>>>),
    Replied {
        at: Timestamp,
        reply: Result<HttpReply, Unavailable>,
    },
    Spent {
        at: Timestamp,
    },
}

/// What comes back from work outside.
enum Done {
    Search(Result<Provider, NotFound>),
    Call([u8; 32], Result<HttpReply, Unavailable>),
}

impl Desk {
    pub(super) fn new(endpoint: Endpoint, services: &plugin::Services, board: Arc<Board>) -> Self {
        // Unbounded is bounded here: at most CALLS calls and one search are ever under way.
        let (results, done) = mpsc::unbounded_channel();
        Self {
            endpoint: Arc::new(endpoint),
            http: Arc::clone(&services.http),
            clock: Arc::clone(&services.clock),
            outside: Arc::clone(&services.outside),
            board,
            search: Search::default(),
            calls: HashMap::new(),
            under_way: 0,
            results,
            done: Some(done),
        }
    }

    /// Answers questions until no line leads here any more.
    pub(super) async fn serve(mut self, mut asked: mpsc::Receiver<Ask>) {
        let Some(mut done) = self.done.take() else { return };
        loop {
            tokio::select! {
                ask = asked.recv() => match ask {
                    Some(Ask::Provider { newer_than, answer }) => self.find(newer_than, answer),
                    Some(Ask::Once { call, answer }) => self.call(call, answer),
                    None => return,
                },
                Some(done) = done.recv() => match done {
                    Done::Search(found) => self.found(found),
                    Done::Call(digest, reply) => self.replied(digest, reply),
                },
            }
        }
    }

    fn find(&mut self, newer_than: u64, answer: oneshot::Sender<()>) {
        let cooling = self.clock.now() < self.search.not_before;
        if self.board.generation() > newer_than || (cooling && !self.search.under_way) {
            let _ = answer.send(());
            return;
        }
        self.search.waiting.retain(|waiting| !waiting.is_closed());
        self.search.waiting.push(answer);
        if self.search.under_way {
            return;
        }
        self.search.under_way = true;
        let (endpoint, http, results) = (
            Arc::clone(&self.endpoint),
            Arc::clone(&self.http),
            self.results.clone(),
        );
        self.outside.run(Box::pin(async move {
            let _ = results.send(Done::Search(discover(&endpoint, &*http).await));
        }));
    }

    fn found(&mut self, found: Result<Provider, NotFound>) {
        let now = self.clock.now();
        self.search.under_way = false;
        match found {
            Ok(provider) => {
                info!(issuer = %self.endpoint.issuer, keys = provider.keys.len(), "provider found");
                self.search.not_before = now.plus(self.endpoint.cool_down);
                self.board.post(Posted::Known(Arc::new(provider)));
            }
            Err(why) => {
                warn!(issuer = %self.endpoint.issuer, error.code = why.code(), "provider not found: {why}");
                self.search.not_before = now.plus(RETRY);
                if let Posted::Known(last_good) | Posted::Stale(last_good) = self.board.read() {
                    self.board.post(Posted::Stale(last_good));
                }
            }
        }
        for waiting in self.search.waiting.drain(..) {
            let _ = waiting.send(());
        }
    }

    fn call(&mut self, call: OnceCall, answer: oneshot::Sender<Result<HttpReply, Unavailable>>) {
        self.forget();
        match self.calls.get_mut(&call.digest) {
            Some(Call::UnderWay(askers)) if askers.len() < ASKERS => askers.push(answer),
            Some(Call::UnderWay(_)) => drop(answer.send(Err(Unavailable::TooManyCalls))),
            Some(Call::Replied { reply, .. }) => drop(answer.send(reply.clone())),
            Some(Call::Spent { .. }) => drop(answer.send(Err(Unavailable::AlreadyMade))),
            None if self.under_way >= CALLS => drop(answer.send(Err(Unavailable::TooManyCalls))),
            None => self.begin(call, answer),
        }
    }

    fn begin(&mut self, call: OnceCall, answer: oneshot::Sender<Result<HttpReply, Unavailable>>) {
        self.under_way += 1;
        self.calls.insert(call.digest, Call::UnderWay(vec![answer]));
        let (http, results) = (Arc::clone(&self.http), self.results.clone());
        self.outside.run(Box::pin(async move {
            let reply = http.send(call.request).await.map_err(Unavailable::Http);
            let _ = results.send(Done::Call(call.digest, reply));
        }));
    }

    fn replied(&mut self, digest: [u8; 32], reply: Result<HttpReply, Unavailable>) {
        self.under_way -= 1;
        if let Some(Call::UnderWay(askers)) = self.calls.remove(&digest) {
            for asker in askers {
                let _ = asker.send(reply.clone());
            }
        }
        let at = self.clock.now();
        self.calls.insert(digest, Call::Replied { at, reply });
    }

    /// Drops replies nobody should get any more, then calls nobody will repeat.
    fn forget(&mut self) {
        let now = self.clock.now();
        self.calls.retain(|_, call| match call {
            Call::Replied { at, .. } if now.since(*at) > KEPT => {
                *call = Call::Spent { at: *at };
                true
            }
            Call::UnderWay(_) | Call::Replied { .. } => true,
            Call::Spent { at } => now.since(*at) <= REMEMBERED,
        });
        while self.calls.len() > MEMORY {
            let oldest = self.calls.iter().filter_map(|(digest, call)| match call {
                Call::Spent { at } | Call::Replied { at, .. } => Some((*at, *digest)),
                Call::UnderWay(_) => None,
            });
            let Some((_, digest)) = oldest.min() else { return };
            self.calls.remove(&digest);
        }
    }
}
