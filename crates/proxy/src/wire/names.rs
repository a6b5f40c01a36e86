//! The addresses of upstreams, kept on each core, so that a request hardly ever waits for a resolver.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use ahash::RandomState;
use tokio::sync::Notify;

use super::link::Ticks;

/// How long addresses are used without asking again.
const FRESH: Duration = Duration::from_secs(30);
/// How long they are used when nobody can tell newer ones; Kong's `dns_stale_ttl`.
const STALE: Duration = Duration::from_secs(3600);
/// How long a failure is believed; Kong's `dns_error_ttl`.
const FAILED: Duration = Duration::from_secs(1);

/// A look-up of a name.
pub(super) type LookUp = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>>>>;

/// The names of upstreams and their addresses, on one core.
pub(super) struct Names {
    known: RefCell<HashMap<Box<str>, Rc<Name>, RandomState>>,
    ticks: Rc<Ticks>,
    allowed: Allowed,
    look_up: fn(Box<str>) -> LookUp,
    start: fn(Pin<Box<dyn Future<Output = ()>>>),
}

/// The times above in steps.
struct Allowed {
    fresh: u32,
    stale: u32,
    failed: u32,
}

#[derive(Default)]
struct Name {
    addresses: RefCell<Vec<IpAddr>>,
    /// When the addresses were told.
    told: Cell<u32>,
    /// Why the last look-up told none, and when.
    failed: RefCell<Option<(String, u32)>>,
    /// Whether somebody is asking just now. All others wait for the same answer.
    asking: Cell<bool>,
    answered: Notify,
    /// Whose turn it is, so that upstreams with many addresses share the work.
    turn: Cell<usize>,
}

impl Names {
    /// `look_up` asks the resolver; `start` gives it a task, so that it ends whoever stops waiting.
    pub(super) fn new(
        ticks: Rc<Ticks>,
        look_up: fn(Box<str>) -> LookUp,
        start: fn(Pin<Box<dyn Future<Output = ()>>>),
    ) -> Self {
        Self {
            known: RefCell::default(),
            allowed: Allowed {
                fresh: ticks.count(FRESH),
                stale: ticks.count(STALE),
                failed: ticks.count(FAILED),
            },
            ticks,
            look_up,
            start,
        }
    }

    /// The addresses of `host` in the order in which they should be tried. Old ones are used while newer ones
    /// are looked up, and when there are none.
    ///
    /// # Errors
    /// Why there are none.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        let name = self.name(host);
        loop {
            let age = self.age(&name);
            if age == Age::Fresh {
                return Ok(name.in_turn());
            }
            let failed = self.failure(&name);
            if failed.is_none() {
                self.ask(host, &name);
            }
            match (age, failed) {
                (Age::Stale, _) => return Ok(name.in_turn()),
                (_, Some(why)) => return Err(why),
                (_, None) => {}
            }
            if name.asking.get() {
                name.answered.notified().await;
            }
        }
    }

    /// Forgets names that nobody has asked for in a long time.
    pub(super) fn sweep(&self) {
        self.known.borrow_mut().retain(|_, name| {
            name.asking.get() || self.age(name) != Age::Gone || self.failure(name).is_some()
        });
    }

    fn name(&self, host: &str) -> Rc<Name> {
        let mut known = self.known.borrow_mut();
        if let Some(name) = known.get(host) {
            return Rc::clone(name);
        }
        let name = Rc::<Name>::default();
        known.insert(host.into(), Rc::clone(&name));
        name
    }

    fn age(&self, name: &Name) -> Age {
        let is_over = |steps| self.ticks.is_over(name.told.get(), steps);
        match name.addresses.borrow().is_empty() {
            false if !is_over(self.allowed.fresh) => Age::Fresh,
            false if !is_over(self.allowed.stale) => Age::Stale,
            _ => Age::Gone,
        }
    }

    fn failure(&self, name: &Name) -> Option<String> {
        let failed = name.failed.borrow();
        let (why, since) = failed.as_ref()?;
        (!self.ticks.is_over(*since, self.allowed.failed)).then(|| why.clone())
    }

    fn ask(&self, host: &str, name: &Rc<Name>) {
        if name.asking.replace(true) {
            return;
        }
        let (asked, name, ticks) = (
            (self.look_up)(host.into()),
            Rc::clone(name),
            Rc::clone(&self.ticks),
        );
        (self.start)(Box::pin(async move {
            let answer = asked.await;
            name.answer(answer, ticks.now());
        }));
    }
}

/// What addresses are worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Fresh,
    /// Good enough until there are newer ones.
    Stale,
    Gone,
}

impl Name {
    fn answer(&self, answer: io::Result<Vec<IpAddr>>, now: u32) {
        let failed = match answer {
            Ok(addresses) if !addresses.is_empty() => {
                self.addresses.replace(once_each(addresses));
                self.told.set(now);
                None
            }
            Ok(_) => Some(("the name has no address".to_owned(), now)),
            Err(error) => Some((error.to_string(), now)),
        };
        self.failed.replace(failed);
        self.asking.set(false);
        self.answered.notify_waiters();
    }

    fn in_turn(&self) -> Vec<IpAddr> {
        let addresses = self.addresses.borrow();
        let turn = self.turn.get();
        self.turn.set(turn.wrapping_add(1));
        let first = addresses.first().is_some_and(IpAddr::is_ipv6);
        let families = [first, !first].map(|v6| {
            let mut family: Vec<IpAddr> = addresses
                .iter()
                .copied()
                .filter(|ip| ip.is_ipv6() == v6)
                .collect();
            let by = turn.checked_rem(family.len()).unwrap_or(0);
            family.rotate_left(by);
            family
        });
        alternating(families)
    }
}

/// The same addresses, each once.
fn once_each(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let mut once = Vec::new();
    for address in addresses {
        if !once.contains(&address) {
            once.push(address);
        }
    }
    once
}

/// One of each family in turn, so that a family that leads nowhere delays little (RFC 8305, 4).
fn alternating([first, second]: [Vec<IpAddr>; 2]) -> Vec<IpAddr> {
    let mut ordered = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return ordered;
        }
        ordered.extend(pair.into_iter().flatten());
    }
}

#[cfg(test)]
mod tests;
