//! The one who sends what the cores leave, outside of them: one for each instance, for the whole node.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use plugin::Services;
use ports::{Clock, Http, HttpRequest, Outside, Timestamp};
use tokio::sync::mpsc;
use tracing::{info, warn};

use super::config::Terms;
use super::delivery::{NotTaken, deliver};
use crate::Unsent;
use crate::losses::{Losses, WHILE};
use crate::queue::{Bounds, Desk, Pile};
use crate::unsent::Queue;

/// Sends batches, until nothing can come any more and all are sent or given up.
pub(super) struct Sender {
    call: HttpRequest,
    terms: Terms,
    desk: Arc<Desk>,
    pile: Pile,
    /// When the first of the batch to come was laid there.
    since: Option<Timestamp>,
    under_way: UnderWay,
    queue: Queue,
    losses: Losses,
    /// Whether the last batch was not taken, so that it is told once.
    fails: bool,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    outside: Arc<dyn Outside>,
}

/// What is being sent.
#[derive(Clone, Copy, Debug, Default)]
struct UnderWay {
    calls: usize,
    entries: usize,
    bytes: usize,
}

/// What became of a batch.
struct Done {
    entries: usize,
    bytes: usize,
    outcome: Result<(), NotTaken>,
}

impl Sender {
    pub(super) fn new(call: HttpRequest, terms: Terms, desk: Arc<Desk>, services: &Services) -> Self {
        Self {
            call,
            terms,
            desk,
            pile: Pile::default(),
            since: None,
            under_way: UnderWay::default(),
            queue: services.shared.the::<Unsent>().queue(),
            losses: Losses::default(),
            fails: false,
            http: Arc::clone(&services.http),
            clock: Arc::clone(&services.clock),
            outside: Arc::clone(&services.outside),
        }
    }

    /// Sends until nothing can come any more. At the end nobody waits for a batch to be full.
    pub(super) async fn send(mut self) {
        let (done, mut finished) = mpsc::unbounded_channel();
        loop {
            let is_over = self.desk.is_over();
            let hurry = is_over || self.queue.must_end();
            let room = self.room();
            self.desk.empty_into(&mut self.pile, room);
            let dropped = self.pile.dropped();
            self.lose(dropped);
            self.start(hurry, &done);
            let ends = hurry && self.pile.len() == 0 && self.under_way.calls == 0;
            let due = match ends {
                true => self.losses.rest(),
                false => self.losses.due(self.clock.now()),
            };
            due.into_iter().for_each(|entries| self.tell(entries));
            if ends {
                return;
            }
            let rest = self.rest();
            let desk = Arc::clone(&self.desk);
            tokio::select! {
                () = desk.rung() => {}
                Some(done) = finished.recv() => self.end(done),
                () = self.queue.ends(), if !hurry => {}
                () = tokio::time::sleep(rest.unwrap_or_default()), if rest.is_some() => {}
            }
        }
    }

    /// What may lie on the pile, beside what is being sent.
    fn room(&self) -> Bounds {
        Bounds {
            entries: self
                .terms
                .bounds
                .entries
                .saturating_sub(self.under_way.entries)
                .max(1),
            bytes: self.terms.bounds.bytes.saturating_sub(self.under_way.bytes),
        }
    }

    /// Begins as many calls as may be.
    fn start(&mut self, hurry: bool, done: &mpsc::UnboundedSender<Done>) {
        let now = self.clock.now();
        if self.pile.len() > 0 && self.since.is_none() {
            self.since = Some(now);
        }
        while self.pile.len() > 0 && self.under_way.calls < self.terms.calls {
            let waited = self.since.map_or(Duration::ZERO, |since| now.since(since));
            if self.pile.len() < self.terms.batch && waited < self.terms.delay && !hurry {
                return;
            }
            let batch = self.pile.take(self.terms.batch);
            self.since = (self.pile.len() > 0).then_some(now);
            self.begin(&batch, done.clone());
        }
    }

    fn begin(&mut self, batch: &[String], done: mpsc::UnboundedSender<Done>) {
        let entries = batch.len();
        let bytes = batch.iter().map(String::len).sum();
        self.under_way.calls += 1;
        self.under_way.entries += entries;
        self.under_way.bytes += bytes;
        let request = HttpRequest {
            body: body(batch, self.terms.batch),
            ..self.call.clone()
        };
        let (http, clock, pace) = (Arc::clone(&self.http), Arc::clone(&self.clock), self.terms.pace);
        self.outside.run(Box::pin(async move {
            let outcome = deliver(&*http, &*clock, request, pace).await;
            // Who has ended waits for nothing any more.
            let _ = done.send(Done {
                entries,
                bytes,
                outcome,
            });
        }));
    }

    fn end(&mut self, done: Done) {
        self.under_way.calls -= 1;
        self.under_way.entries -= done.entries;
        self.under_way.bytes -= done.bytes;
        let url = &self.call.url;
        match done.outcome {
            Ok(()) => {
                if std::mem::take(&mut self.fails) {
                    info!("{} takes entries again", place(url));
                }
            }
            Err(why) => {
                if !std::mem::replace(&mut self.fails, true) {
                    warn!(
                        error.code = "http_log.not_sent",
                        "requests cannot be sent to {}: {why}; entries that it does not take in time are dropped",
                        place(url)
                    );
                }
                self.lose(done.entries as u64);
            }
        }
    }

    /// How long nothing is to be done if nothing happens; `None` for as long as that is.
    fn rest(&self) -> Option<Duration> {
        let may_call = self.under_way.calls < self.terms.calls;
        let waited = self.since.filter(|_| may_call);
        let waited = waited.map(|since| self.clock.now().since(since));
        let batch = waited.map(|waited| self.terms.delay.saturating_sub(waited));
        let untold = self.losses.are_untold().then_some(WHILE);
        batch.into_iter().chain(untold).min()
    }

    fn lose(&mut self, entries: u64) {
        self.queue.lose(entries);
        self.losses.add(entries);
    }

    fn tell(&self, entries: u64) {
        warn!(
            error.code = "http_log.dropped",
            entries,
            "{entries} entries for {} were dropped: it takes them too slowly, or not at all",
            place(&self.call.url)
        );
    }
}

/// As with Kong, entries that are sent one by one are no lists.
fn body(batch: &[String], most: usize) -> Bytes {
    match batch {
        [only] if most == 1 => Bytes::from(only.clone()),
        batch => Bytes::from(format!("[{}]", batch.join(","))),
    }
}

/// Where a URL leads, without what may be a secret in it: some servers put a key in the path.
fn place(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| host + at);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_server_is_told_without_its_paths() {
        for (url, expected) in [
            ("http://logs.test/v1/key?token=a", "http://logs.test"),
            ("https://logs.test:8443?token=a", "https://logs.test:8443"),
            ("https://[::1]:1/#a", "https://[::1]:1"),
            ("http://logs.test", "http://logs.test"),
        ] {
            assert_eq!(place(url), expected);
        }
    }
}
