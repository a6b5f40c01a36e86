//! What is noted of a request for those who are shown it when it is over, and the moment when it is.
//!
//! It is over when the body of its answer has ended or broke off. Until then the body holds their seats and what was
//! noted, and never the plan: that may change as often as it likes while a long answer flows.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderValue;
use plugin::{
    Answer, Body, BodyError, Exchange, Finished, Head, Logs, Particulars, Piece, Seat, Source, Try,
};
use ports::{Clock, Timestamp};

use crate::chain::Chain;
use crate::compiled::Place;
use crate::counters::Counters;
use crate::wire::{Elsewhere, To};

/// What is noted of a request on its way.
#[derive(Debug)]
pub(crate) struct Recording {
    logs: Logs,
    onlookers: Vec<Seat>,
    head: Head,
    proofs: Arc<[String]>,
    head_size: u64,
    body: Rc<Cell<u64>>,
    tries: Vec<Try>,
}

impl Recording {
    /// Begins with the request as it was received, if anybody wants to be shown it. Its body is counted from now on.
    pub(crate) fn of(x: &mut Exchange, chain: &Chain, places: &[Place]) -> Option<Box<Self>> {
        let logs = chain.logs();
        if logs == Logs::Nothing {
            return None;
        }
        let body = Rc::<Cell<u64>>::default();
        if x.body.in_memory().is_none() {
            x.body = Body::stream(Counting {
                body: std::mem::take(&mut x.body),
                count: Rc::clone(&body),
            });
        }
        Some(Box::new(Self {
            logs,
            onlookers: chain.onlookers(places, x),
            head: match logs {
                Logs::Particulars => x.head.clone(),
                Logs::Nothing | Logs::Figures => Head::new(),
            },
            proofs: Arc::clone(chain.proofs()),
            head_size: size_of_request(x),
            body,
            tries: Vec::new(),
        }))
    }

    /// Now that it is known whose request it is, others may want to be shown it.
    pub(crate) fn know(&mut self, x: &Exchange, chain: &Chain, places: &[Place]) {
        if x.consumer.is_some() {
            self.onlookers = chain.onlookers(places, x);
        }
    }

    /// What only those want to know who write whole requests down.
    pub(crate) fn particulars(
        &mut self,
        x: &Exchange,
        answer: &Answer,
        asked: Asked,
    ) -> Option<Box<Particulars>> {
        (self.logs == Logs::Particulars).then(|| {
            Box::new(Particulars {
                scheme: x.received.scheme,
                authority: x.received.authority.clone(),
                port: x.received.port,
                connection: Rc::clone(&x.received.connection),
                request: std::mem::take(&mut self.head),
                answer: answer.head.clone(),
                forwarded: (asked == Asked::Somebody).then(|| x.forward.target.clone()),
                tries: std::mem::take(&mut self.tries),
                proofs: Arc::clone(&self.proofs),
            })
        })
    }

    /// Lets the onlookers see the request when this answer's body is over.
    pub(crate) fn show(
        self,
        finished: Finished,
        head_since: Timestamp,
        answer: &mut Answer,
        books: &Rc<Books>,
    ) {
        let body = std::mem::take(&mut answer.body);
        let head = size_of_answer(answer);
        answer.body = Body::stream(Recorded {
            body,
            finished,
            onlookers: self.onlookers,
            request_head: self.head_size,
            request_body: self.body,
            answer_head: head,
            answer_body: 0,
            head_since,
            books: Rc::clone(books),
        });
    }
}

/// Whether an upstream was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It did not come so far.
    Nobody,
    /// One was.
    Somebody,
}

/// By what a core tells the time, and where it counts.
pub(crate) struct Books {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) counters: Arc<Counters>,
}

/// The places that a request may go to, and what comes of it.
pub(crate) struct Watched<'a, E> {
    pub(crate) places: E,
    pub(crate) recording: Option<&'a mut Recording>,
    pub(crate) clock: &'a dyn Clock,
    /// When the attempt under way began.
    pub(crate) since: Timestamp,
}

impl<'a, E: Elsewhere<'a>> Elsewhere<'a> for Watched<'_, E> {
    fn next(&mut self) -> Option<(&'a To, HeaderValue)> {
        self.places.next()
    }

    fn tried(&mut self, to: &To, ip: Option<std::net::IpAddr>, failed: Option<&'static str>) {
        let Some(recording) = self.recording.as_deref_mut() else {
            return;
        };
        if recording.logs != Logs::Particulars {
            return;
        }
        let now = self.clock.now();
        recording.tries.push(Try {
            at: self.since,
            took: now.since(self.since),
            host: to.host().into(),
            ip,
            port: to.port(),
            failed,
        });
        self.since = now;
    }
}

/// A request's body that is counted on its way.
struct Counting {
    body: Body,
    count: Rc<Cell<u64>>,
}

impl Source for Counting {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let polled = self.body.poll_piece(cx);
        if let Poll::Ready(Some(Ok(Piece::Data(data)))) = &polled {
            self.count.set(self.count.get() + data.len() as u64);
        }
        polled
    }

    fn size(&self) -> Option<u64> {
        self.body.size()
    }
}

/// An answer's body, with everything that is told of its request when it is over.
struct Recorded {
    body: Body,
    finished: Finished,
    onlookers: Vec<Seat>,
    request_head: u64,
    request_body: Rc<Cell<u64>>,
    answer_head: u64,
    answer_body: u64,
    head_since: Timestamp,
    books: Rc<Books>,
}

impl Source for Recorded {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let polled = self.body.poll_piece(cx);
        if let Poll::Ready(Some(Ok(Piece::Data(data)))) = &polled {
            self.answer_body += data.len() as u64;
        }
        polled
    }

    fn size(&self) -> Option<u64> {
        self.body.size()
    }

    /// Behind a 101 the client's bytes are those of its request.
    fn poll_feed(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), BodyError>> {
        let before = bytes.len();
        let fed = self.body.poll_feed(cx, bytes);
        let taken = (before - bytes.len()) as u64;
        self.request_body.set(self.request_body.get() + taken);
        fed
    }
}

impl Drop for Recorded {
    /// Whoever falls over here has cost nobody an answer.
    fn drop(&mut self) {
        let finished = &mut self.finished;
        finished.sending = self.books.clock.now().since(self.head_since);
        finished.request_size = self.request_head + self.request_body.get();
        finished.answer_size = self.answer_head + self.answer_body;
        for seat in &self.onlookers {
            if catch_unwind(AssertUnwindSafe(|| seat.log(&self.finished))).is_err() {
                self.books.counters.panicked();
            }
        }
    }
}

/// `GET /path HTTP/1.1` and the headers, with the ends of lines.
fn size_of_request(x: &Exchange) -> u64 {
    let received = &x.received;
    let line =
        received.method.as_str().len() + received.target.as_str().len() + received.version.as_str().len();
    size_of_head(line + 4, &x.head)
}

/// `HTTP/1.1 200 OK` and the headers, with the ends of lines.
fn size_of_answer(answer: &Answer) -> u64 {
    let reason = answer.status.canonical_reason().unwrap_or_default();
    size_of_head("HTTP/1.1 200 \r\n".len() + reason.len(), &answer.head)
}

fn size_of_head(line: usize, head: &Head) -> u64 {
    let lines = head
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    (line + lines.sum::<usize>() + "\r\n".len()) as u64
}
