//! An end to waits that are usually short.
//!
//! Nearly every wait for an upstream ends long before its limit. A timer for each would be set up and torn down for
//! nothing, so long limits are kept in coarse steps: all alarms of a core lie in one list, which is looked through
//! once a step. They ring up to one step late. Short limits, of which a step would be a large part, get a timer.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use super::link::Ticks;

/// A limit of so many steps may end one step late; shorter ones may not.
const COARSE: u32 = 8;

/// The alarms of a core that are set in coarse steps.
pub(super) struct Alarms {
    ticks: Rc<Ticks>,
    places: RefCell<Vec<Place>>,
    /// Places without an alarm.
    free: RefCell<Vec<usize>>,
}

struct Place {
    since: u32,
    steps: u32,
    waker: Option<Waker>,
}

/// Ready when its time is over.
pub(super) enum Alarm<'a> {
    Coarse(Coarse<'a>),
    Exact(Pin<Box<Sleep>>),
}

pub(super) struct Coarse<'a> {
    alarms: &'a Alarms,
    since: u32,
    steps: u32,
    place: Option<usize>,
}

impl Alarms {
    pub(super) fn new(ticks: Rc<Ticks>) -> Self {
        Self {
            ticks,
            places: RefCell::default(),
            free: RefCell::default(),
        }
    }

    /// An alarm that rings after `limit`.
    pub(super) fn after(&self, limit: Duration) -> Alarm<'_> {
        let steps = self.ticks.count(limit);
        if steps < COARSE {
            return Alarm::Exact(Box::pin(sleep(limit)));
        }
        Alarm::Coarse(Coarse {
            alarms: self,
            since: self.ticks.now(),
            steps,
            place: None,
        })
    }

    /// Wakes those whose time is over. Call it once a step.
    pub(super) fn ring(&self) {
        for place in &mut *self.places.borrow_mut() {
            if self.ticks.is_over(place.since, place.steps)
                && let Some(waker) = place.waker.take()
            {
                waker.wake();
            }
        }
    }

    fn put(&self, place: Place) -> usize {
        let mut places = self.places.borrow_mut();
        match self.free.borrow_mut().pop() {
            Some(free) => {
                places[free] = place;
                free
            }
            None => {
                places.push(place);
                places.len() - 1
            }
        }
    }
}

impl Alarm<'_> {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self {
            Self::Coarse(coarse) => coarse.poll(cx),
            Self::Exact(sleep) => sleep.as_mut().poll(cx),
        }
    }
}

impl Coarse<'_> {
    fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if self.alarms.ticks.is_over(self.since, self.steps) {
            return Poll::Ready(());
        }
        match self.place {
            None => {
                self.place = Some(self.alarms.put(Place {
                    since: self.since,
                    steps: self.steps,
                    waker: Some(cx.waker().clone()),
                }));
            }
            Some(place) => {
                let waker = &mut self.alarms.places.borrow_mut()[place].waker;
                if !waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
                    *waker = Some(cx.waker().clone());
                }
            }
        }
        Poll::Pending
    }
}

impl Drop for Coarse<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.alarms.places.borrow_mut()[place].waker = None;
            self.alarms.free.borrow_mut().push(place);
        }
    }
}

#[cfg(test)]
mod tests;
