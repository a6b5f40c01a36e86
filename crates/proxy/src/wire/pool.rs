//! Connections to upstreams that wait for their next request, on one core.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;

use ahash::RandomState;
use hyper::client::conn::http1::SendRequest;

use super::link::Ticks;
use super::outgoing::ToUpstream;
use super::pulse::Pulse;

/// Our end of a connection to an upstream.
pub(super) struct Sender {
    pub(super) http: SendRequest<ToUpstream>,
    pub(super) pulse: Rc<Pulse>,
    /// The address at its other end, if the system tells it.
    pub(super) peer: Option<IpAddr>,
}

/// A shelf for each address; over TLS, for each address, name and identity (SM-26).
pub(super) struct Pool {
    shelves: RefCell<HashMap<Box<str>, Rc<Shelf>, RandomState>>,
    ticks: Rc<Ticks>,
    most: usize,
    keep: u32,
}

/// The idle connections to one address. The one used last is taken first: it is warm, and the others can age.
pub(super) struct Shelf {
    idle: RefCell<Vec<Idle>>,
    ticks: Rc<Ticks>,
    most: usize,
    keep: u32,
}

struct Idle {
    sender: Sender,
    since: u32,
}

/// A connection in use, and the shelf it belongs to, if it does to any. Dropping it closes the connection.
pub(super) struct Lease {
    pub(super) sender: Sender,
    pub(super) shelf: Option<Rc<Shelf>>,
}

impl Lease {
    /// Puts the connection back, if another request may follow on it.
    pub(super) fn give_back(self) {
        let Self { sender, shelf } = self;
        let Some(shelf) = shelf else {
            return;
        };
        let mut idle = shelf.idle.borrow_mut();
        // Not ready: the upstream closes it, or the request's body is still on its way.
        if sender.http.is_ready() && idle.len() < shelf.most {
            let since = shelf.ticks.now();
            idle.push(Idle { sender, since });
        }
    }
}

impl Shelf {
    /// A connection that was open a moment ago.
    pub(super) fn take(&self) -> Option<Sender> {
        let mut idle = self.idle.borrow_mut();
        while let Some(Idle { sender, since }) = idle.pop() {
            if sender.http.is_ready() && !self.ticks.is_over(since, self.keep) {
                return Some(sender);
            }
        }
        None
    }
}

impl Pool {
    pub(super) fn new(ticks: Rc<Ticks>, most: usize, keep: u32) -> Self {
        Self {
            shelves: RefCell::default(),
            ticks,
            most,
            keep,
        }
    }

    /// The shelf of `address`.
    pub(super) fn shelf(&self, address: &str) -> Rc<Shelf> {
        let mut shelves = self.shelves.borrow_mut();
        if let Some(shelf) = shelves.get(address) {
            return Rc::clone(shelf);
        }
        let shelf = Rc::new(Shelf {
            idle: RefCell::default(),
            ticks: Rc::clone(&self.ticks),
            most: self.most,
            keep: self.keep,
        });
        shelves.insert(address.into(), Rc::clone(&shelf));
        shelf
    }

    /// Closes what has waited too long, and forgets addresses that nobody asks for any more.
    pub(super) fn sweep(&self) {
        self.shelves.borrow_mut().retain(|_, shelf| {
            let mut idle = shelf.idle.borrow_mut();
            idle.retain(|idle| idle.sender.http.is_ready() && !self.ticks.is_over(idle.since, self.keep));
            !idle.is_empty() || Rc::strong_count(shelf) > 1
        });
    }
}
