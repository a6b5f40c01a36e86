//! What a core knows of each of its clients' connections: what it waits for, and since when.
//!
//! One coarse count of time serves them all. A request starts no timer of its own for any of this.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ahash::RandomState;
use tokio::sync::Notify;

use super::limits::Limits;

/// Time in coarse steps, counted on by the core.
pub(crate) struct Ticks {
    now: Cell<u32>,
    length: Duration,
}

impl Ticks {
    /// Steps that suit `limits`.
    pub(crate) fn new(limits: &Limits) -> Self {
        let shortest = [
            limits.handshake,
            limits.head,
            limits.send,
            limits.idle,
            limits.upstream_keep,
        ];
        let shortest = shortest.into_iter().min().unwrap_or_default();
        Self {
            now: Cell::new(0),
            length: (shortest / 8).clamp(Duration::from_millis(5), Duration::from_secs(1)),
        }
    }

    /// How long a step is.
    pub(crate) fn length(&self) -> Duration {
        self.length
    }

    /// One step further.
    pub(crate) fn advance(&self) {
        self.now.set(self.now.get().wrapping_add(1));
    }

    pub(super) fn now(&self) -> u32 {
        self.now.get()
    }

    /// As many steps as surely make up `time`.
    pub(super) fn count(&self, time: Duration) -> u32 {
        let steps = time.as_nanos().div_ceil(self.length.as_nanos());
        u32::try_from(steps).unwrap_or(u32::MAX)
    }

    /// Whether more than `steps` whole steps have passed.
    pub(super) fn is_over(&self, since: u32, steps: u32) -> bool {
        self.now().wrapping_sub(since) > steps
    }
}

/// The connections of a core.
pub(crate) struct Links {
    ticks: Rc<Ticks>,
    allowed: Allowed,
    open: RefCell<HashMap<u64, Rc<Link>, RandomState>>,
    next: Cell<u64>,
    draining: Cell<bool>,
    drain_begins: Notify,
    all_closed: Notify,
}

/// The limits in steps.
struct Allowed {
    handshake: u32,
    head: u32,
    idle: u32,
    send: u32,
}

/// What is known of a connection.
pub(super) struct Link {
    links: Rc<Links>,
    phase: Cell<Phase>,
    since: Cell<u32>,
    /// Since when the client has taken nothing of what we have to send.
    stuck: Cell<Option<u32>>,
    over: Cell<bool>,
    unread: Cell<bool>,
    ended: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// What a connection waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The end of a TLS handshake.
    Handshake,
    /// The rest of a request's head.
    Head,
    /// Us.
    Busy,
    /// The next request.
    Idle,
}

/// Stands for a connection as long as it is open.
pub(crate) struct Open {
    number: u64,
    link: Rc<Link>,
}

impl Links {
    pub(crate) fn new(limits: &Limits, ticks: Rc<Ticks>) -> Rc<Self> {
        let allowed = Allowed {
            handshake: ticks.count(limits.handshake),
            head: ticks.count(limits.head),
            idle: ticks.count(limits.idle),
            send: ticks.count(limits.send),
        };
        Rc::new(Self {
            ticks,
            allowed,
            open: RefCell::default(),
            next: Cell::new(0),
            draining: Cell::new(false),
            drain_begins: Notify::new(),
            all_closed: Notify::new(),
        })
    }

    /// Notes a new connection.
    pub(crate) fn open(self: &Rc<Self>) -> Open {
        let link = Rc::new(Link {
            links: Rc::clone(self),
            phase: Cell::new(Phase::Head),
            since: Cell::new(self.ticks.now()),
            stuck: Cell::new(None),
            over: Cell::new(false),
            unread: Cell::new(false),
            ended: Cell::new(false),
            waker: RefCell::default(),
        });
        let number = self.next.get();
        self.next.set(number + 1);
        self.open.borrow_mut().insert(number, Rc::clone(&link));
        Open { number, link }
    }

    /// How many connections are open.
    pub(crate) fn count(&self) -> usize {
        self.open.borrow().len()
    }

    /// Ends those that have waited for too long.
    pub(crate) fn sweep(&self) {
        for link in self.open.borrow().values().filter(|link| self.is_overdue(link)) {
            link.end();
        }
    }

    fn is_overdue(&self, link: &Link) -> bool {
        let stuck = link
            .stuck
            .get()
            .is_some_and(|since| self.ticks.is_over(since, self.allowed.send));
        let allowed = match link.phase.get() {
            Phase::Handshake => self.allowed.handshake,
            Phase::Head => self.allowed.head,
            Phase::Idle => self.allowed.idle,
            Phase::Busy => return stuck,
        };
        stuck || self.ticks.is_over(link.since.get(), allowed)
    }

    /// Lets no connection take another request. Those that wait for one close at once.
    pub(crate) fn drain(&self) {
        self.draining.set(true);
        self.drain_begins.notify_waiters();
        self.open.borrow().values().for_each(|link| link.wake());
    }

    /// Ends all connections, whatever they are doing.
    pub(crate) fn cut(&self) {
        self.open.borrow().values().for_each(|link| link.end());
    }

    /// Waits until [`Links::drain`] was called.
    pub(crate) async fn draining(&self) {
        while !self.is_draining() {
            self.drain_begins.notified().await;
        }
    }

    /// Waits until no connection is open.
    pub(crate) async fn all_closed(&self) {
        while self.count() > 0 {
            self.all_closed.notified().await;
        }
    }

    pub(super) fn is_draining(&self) -> bool {
        self.draining.get()
    }
}

impl Open {
    /// Lets a TLS handshake take its time, but not too much: `None` if it did.
    pub(crate) async fn shaking_hands<F: Future>(&self, handshake: F) -> Option<F::Output> {
        self.link.turn(Phase::Handshake);
        let mut handshake = pin!(handshake);
        let output = poll_fn(|cx| match self.link.poll_over(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => handshake.as_mut().poll(cx).map(Some),
        });
        let output = output.await;
        self.link.turn(Phase::Head);
        output
    }

    pub(super) fn link(&self) -> Rc<Link> {
        Rc::clone(&self.link)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let links = &self.link.links;
        links.open.borrow_mut().remove(&self.number);
        if links.count() == 0 {
            links.all_closed.notify_waiters();
        }
    }
}

impl Link {
    /// Ready when the connection must end. Call it each time its task is polled.
    pub(super) fn poll_over(&self, cx: &Context<'_>) -> Poll<()> {
        if self.over.get() {
            return Poll::Ready(());
        }
        let mut waker = self.waker.borrow_mut();
        if !waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            *waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    pub(super) fn is_draining(&self) -> bool {
        self.links.is_draining()
    }

    /// A request's head is complete.
    pub(super) fn work(&self) {
        self.phase.set(Phase::Busy);
    }

    /// The answer is on its way.
    pub(super) fn rest(&self) {
        self.turn(Phase::Idle);
    }

    /// So many bytes came; none means that the client sends no more.
    pub(super) fn read(&self, bytes: usize) {
        if bytes == 0 {
            self.ended.set(true);
        } else if self.phase.get() == Phase::Idle {
            self.turn(Phase::Head);
        }
    }

    /// Whether what we write has to wait for the client.
    pub(super) fn wrote(&self, waits: bool) {
        match (waits, self.stuck.get()) {
            (true, None) => self.stuck.set(Some(self.links.ticks.now())),
            (false, Some(_)) => self.stuck.set(None),
            _ => {}
        }
    }

    /// A request's body was not read to its end.
    pub(super) fn leave_unread(&self) {
        self.unread.set(true);
    }

    /// Whether the client may still be sending what nobody reads.
    pub(super) fn has_unread(&self) -> bool {
        self.unread.get() && !self.ended.get()
    }

    fn turn(&self, phase: Phase) {
        self.phase.set(phase);
        self.since.set(self.links.ticks.now());
    }

    fn end(&self) {
        self.over.set(true);
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = &*self.waker.borrow() {
            waker.wake_by_ref();
        }
    }
}
