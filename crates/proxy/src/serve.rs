//! The way of a request.
//!
//! ```text
//! judge, canonical ── welcome ── find ── strip ── chain.access ── read_ahead ── choose ── aim, introduce ── send ─┐
//!                                                  log ── respond ── chain.respond ── receive ─┘
//! ```
//!
//! Whatever ends it early is an [`Ending`]: it becomes an answer, and goes back the same way.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use plugin::{Answer, Directory, Exchange, Head};
use ports::{Clock, Timestamp};
use rustls::ServerConfig;

use crate::access_log::Lines;
use crate::canonical::canonical;
use crate::chain;
use crate::compile::Plan;
use crate::compiled::Compiled;
use crate::counters::Counters;
use crate::ending::Ending;
use crate::forward::{aim, introduce};
use crate::notes::Notes;
use crate::own_cookies;
use crate::read_ahead::{is_worth_it, read_ahead};
use crate::recording::{Asked, Books, Recording, Watched};
use crate::respond::{Trailers, receive, respond};
use crate::rules::Rules;
use crate::sheet::Sheet;
use crate::strip::strip;
use crate::unwanted::welcome;
use crate::wire::Upstream;

/// Serves one request: there, back, and into the log.
pub(crate) async fn serve(core: &Core, mut x: Box<Exchange>) -> Answer {
    let compiled = core.compiled();
    x.directory = core.directory();
    let mut notes = Notes::of(&x, core.rules.error_default_type);
    let answered = {
        let way = pin!(there_and_back(core, &compiled, &mut x, &mut notes));
        caught(way).await
    };
    let mut answer = answered.unwrap_or_else(|Panicked| core.give_up(&mut x, &notes));
    let now = core.clock.now();
    respond(&x, &notes, core.rules.answer_headers, now, &mut answer);
    core.log(*x, &mut notes, &mut answer, now);
    answer
}

async fn there_and_back(core: &Core, compiled: &Compiled, x: &mut Exchange, notes: &mut Notes) -> Answer {
    let answered = there(core, compiled, x, notes).await;
    let answer = answered.unwrap_or_else(|ending| {
        notes.is_of_plugin = ending.is_of_plugin();
        ending.answer(x, &notes.wish)
    });
    x.head = std::mem::take(&mut notes.kept);
    chain::respond(compiled.places(), &notes.ran, &notes.wish, x, answer)
}

async fn there(
    core: &Core,
    compiled: &Compiled,
    x: &mut Exchange,
    notes: &mut Notes,
) -> Result<Answer, Ending> {
    core.rules.proxies.judge(x);
    canonical(x)?;
    welcome(x, core.rules.body)?;
    let found = compiled.find(x);
    if found.is_err() {
        notes.recording = Recording::of(x, compiled.strays(), compiled.places());
    }
    let (destination, prefix) = found?;
    let chain = &destination.chain;
    notes.recording = Recording::of(x, chain, compiled.places());
    strip(x, &destination.reserved);
    own_cookies::withhold(core.rules.own_cookies, &mut x.head);
    let passed = chain.access(compiled.places(), x, &mut notes.ran).await;
    if let Some(recording) = &mut notes.recording {
        recording.know(x, chain, compiled.places());
    }
    notes.kept = chain.keep(&x.head);
    passed?;
    let upstream = destination.upstream.as_ref().ok_or(Ending::NoService)?;
    if destination.route.request_buffering && is_worth_it(x) {
        Box::pin(read_ahead(x)).await?;
    }
    let choice = upstream.choose(x, compiled.turns())?;
    aim(x, &upstream.base, prefix)?;
    introduce(
        x,
        choice.host(),
        prefix,
        core.rules.upstream_request_id,
        &core.sheet,
    );
    let trailers = Trailers::wanted_by(&x.head);
    let asked = core.clock.now();
    let to = choice.to();
    let mut watched = Watched {
        places: choice,
        recording: notes.recording.as_deref_mut(),
        clock: &*core.clock,
        since: asked,
    };
    let sent = core.upstream.send(x, to, &mut watched).await;
    notes.upstream = Some(core.clock.now().since(asked));
    let mut answer = receive(sent?, trailers, core.rules.answer_headers, notes);
    own_cookies::refuse(core.rules.own_cookies, &mut answer.head);
    Ok(answer)
}

/// What a core serves its requests with.
pub(crate) struct Core {
    compiled: RefCell<Rc<Compiled>>,
    directory: RefCell<Directory>,
    rules: Rules,
    upstream: Upstream,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
    books: Rc<Books>,
    access_log: Lines,
    sheet: Sheet,
}

impl Core {
    /// A core that follows `plan` from its first request on, and finds people in `directory`.
    pub(crate) fn new(
        plan: Arc<Plan>,
        directory: Directory,
        rules: Rules,
        upstream: Upstream,
        clock: Arc<dyn Clock>,
        counters: Arc<Counters>,
        access_log: Lines,
    ) -> Self {
        Self {
            compiled: RefCell::new(Rc::new(Compiled::new(plan, None))),
            directory: RefCell::new(directory),
            rules,
            upstream,
            books: Rc::new(Books {
                clock: Arc::clone(&clock),
                counters: Arc::clone(&counters),
            }),
            clock,
            counters,
            access_log,
            sheet: Sheet::default(),
        }
    }

    /// Follows another plan from the next request on. Requests under way keep the one they began with.
    pub(crate) fn apply(&self, plan: Arc<Plan>) {
        let next = Rc::new(Compiled::new(plan, Some(&self.compiled())));
        self.compiled.replace(next);
    }

    /// Finds people and what belongs to them there, from the next request on.
    pub(crate) fn look_in(&self, directory: Directory) {
        self.directory.replace(directory);
    }

    /// How TLS is spoken with a client that asks for this name. `None` leaves it to the listener.
    pub(crate) fn tls_for(&self, name: &str) -> Option<Arc<ServerConfig>> {
        self.compiled().certificates().find(name).cloned()
    }

    fn compiled(&self) -> Rc<Compiled> {
        Rc::clone(&self.compiled.borrow())
    }

    fn directory(&self) -> Directory {
        self.directory.borrow().clone()
    }

    /// Whatever a request was when it fell over, neither its headers nor the client's get any further.
    fn give_up(&self, x: &mut Exchange, notes: &Notes) -> Answer {
        self.counters.panicked();
        x.head = Head::new();
        x.downstream = Head::new();
        Ending::Panicked.answer(x, &notes.wish)
    }

    fn log(&self, x: Exchange, notes: &mut Notes, answer: &mut Answer, now: Timestamp) {
        let mut recording = notes.recording.take();
        if self.access_log.is_off() && recording.is_none() {
            return;
        }
        let asked = notes.upstream.map_or(Asked::Nobody, |_| Asked::Somebody);
        let particulars = recording
            .as_mut()
            .and_then(|recording| recording.particulars(&x, answer, asked));
        let finished = notes.finished(x, answer, particulars, now);
        self.access_log.write(&finished, notes, answer.body.size());
        if let Some(recording) = recording {
            recording.show(finished, now, answer, &self.books);
        }
    }
}

/// Somebody's mistake ended one request. What it had borrowed was given back by unwinding.
struct Panicked;

/// Polls `way`, and stops at its first panic: the other requests of the core go on. It is borrowed, because what is
/// handed on by value lies in the future of a request once for each hand.
async fn caught(mut way: Pin<&mut impl Future<Output = Answer>>) -> Result<Answer, Panicked> {
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| way.as_mut().poll(cx)));
        polled.map_or(Poll::Ready(Err(Panicked)), |polled| polled.map(Ok))
    })
    .await
}

#[cfg(test)]
mod tests;
