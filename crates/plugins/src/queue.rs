//! What cores leave for a task outside, and how it is carried there: a core never waits.
//!
//! Each core has a tray of its own, on which it lays its texts when the tray is free, and keeps them until then. The task
//! empties all trays into one pile. Trays and pile are bounded: what is too much takes the place of the oldest, and is
//! counted.

#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// How much may lie somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The most texts.
    pub(crate) entries: usize,
    /// The most bytes of all of them.
    pub(crate) bytes: usize,
}

/// Texts in their order.
#[derive(Debug, Default)]
pub(crate) struct Pile {
    texts: VecDeque<String>,
    bytes: usize,
    dropped: u64,
}

impl Pile {
    /// Lays a text on it, and lets go of the oldest that have no room any more; of itself, if it alone is too much.
    pub(crate) fn add(&mut self, text: String, bounds: Bounds) {
        if text.len() > bounds.bytes {
            self.dropped += 1;
            return;
        }
        self.bytes += text.len();
        self.texts.push_back(text);
        while self.texts.len() > bounds.entries || self.bytes > bounds.bytes {
            let Some(oldest) = self.texts.pop_front() else {
                break;
            };
            self.bytes -= oldest.len();
            self.dropped += 1;
        }
    }

    /// Lays all of another pile on it.
    fn take_over(&mut self, other: &mut Self, bounds: Bounds) {
        self.dropped += std::mem::take(&mut other.dropped);
        other.bytes = 0;
        for text in other.texts.drain(..) {
            self.add(text, bounds);
        }
    }

    /// Takes the oldest away, so many at most.
    pub(crate) fn take(&mut self, most: usize) -> Vec<String> {
        let batch: Vec<String> = self.texts.drain(..most.min(self.texts.len())).collect();
        self.bytes -= batch.iter().map(String::len).sum::<usize>();
        batch
    }

    /// How many texts lie there.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// How many it has let go since it was last asked.
    pub(crate) fn dropped(&mut self) -> u64 {
        std::mem::take(&mut self.dropped)
    }
}

/// Where the trays of all cores are. A plugin has one for each instance.
#[derive(Debug)]
pub(crate) struct Desk {
    trays: Mutex<Vec<Arc<Tray>>>,
    bounds: Bounds,
    bell: Notify,
    closed: AtomicBool,
}

type Tray = Mutex<Pile>;

impl Desk {
    /// Without a tray yet; on each there may lie so much.
    pub(crate) fn new(bounds: Bounds) -> Arc<Self> {
        Arc::new(Self {
            trays: Mutex::default(),
            bounds,
            bell: Notify::new(),
            closed: AtomicBool::new(false),
        })
    }

    /// Waits until something was left, or the desk was closed, since this was last asked.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Empties all trays into this pile, whose bounds these are.
    pub(crate) fn empty_into(&self, pile: &mut Pile, bounds: Bounds) {
        let mut trays = locked(&self.trays);
        for tray in trays.iter() {
            pile.take_over(&mut locked(tray), bounds);
        }
        // The core of a tray that nobody else holds is gone, and so is what lay there.
        trays.retain(|tray| Arc::strong_count(tray) > 1);
    }

    /// No request will be left here any more, but for what cores still have in their hands.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.bell.notify_one();
    }

    /// Whether nothing can come any more. What lies on trays may still have to be carried away.
    pub(crate) fn is_over(&self) -> bool {
        let held = |tray: &Arc<Tray>| Arc::strong_count(tray) > 1;
        self.closed.load(Ordering::SeqCst) && !locked(&self.trays).iter().any(held)
    }

    fn tray(&self) -> Arc<Tray> {
        let tray = Arc::<Tray>::default();
        locked(&self.trays).push(Arc::clone(&tray));
        tray
    }
}

/// The hand of one core.
#[derive(Debug, Default)]
pub struct Pen {
    /// What did not find the tray free: it is being emptied just now.
    here: RefCell<Pile>,
    place: OnceCell<(Arc<Tray>, Arc<Desk>)>,
}

impl Pen {
    /// Leaves a text at the desk. It never waits.
    pub(crate) fn leave(&self, desk: &Arc<Desk>, text: String) {
        let (tray, _) = self.place.get_or_init(|| (desk.tray(), Arc::clone(desk)));
        let mut here = self.here.borrow_mut();
        here.add(text, desk.bounds);
        if let Ok(mut tray) = tray.try_lock() {
            tray.take_over(&mut here, desk.bounds);
            desk.bell.notify_one();
        }
    }
}

impl Drop for Pen {
    /// The last of it: now there is time to wait.
    fn drop(&mut self) {
        if let Some((tray, desk)) = self.place.take() {
            locked(&tray).take_over(&mut self.here.borrow_mut(), desk.bounds);
            drop(tray);
            desk.bell.notify_one();
        }
    }
}

/// What is behind these locks is whole at any time.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
