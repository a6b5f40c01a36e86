//! What is counted under the same labels, and where a core finds it again.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ahash::RandomState;

use super::labels::{Labels, are, beyond, kept};

/// The most series of a metric on a core. Beyond them consumers are counted together, and in the end everybody.
const MOST: usize = 5_000;

/// How many more there may be for those that are counted together.
const MORE: usize = 500;

/// What is counted under the same labels. It has one writer at a time.
pub(super) trait Tally: Default {
    /// Which of the labels names a consumer.
    const CONSUMER: Option<usize>;

    /// Counts what another one has counted.
    fn absorb(&self, other: &Self);
}

/// A number with one writer: it needs no locked instruction to grow.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn grow(&self, by: u64) {
        self.0.store(self.read().wrapping_add(by), Relaxed);
    }

    pub(super) fn read(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Requests.
#[derive(Debug, Default)]
pub(super) struct Requests(pub(super) Count);

impl Tally for Requests {
    const CONSUMER: Option<usize> = Some(5);

    fn absorb(&self, other: &Self) {
        self.0.grow(other.0.read());
    }
}

/// Bytes of requests and answers.
#[derive(Debug, Default)]
pub(super) struct Bandwidth {
    pub(super) ingress: Count,
    pub(super) egress: Count,
}

impl Tally for Bandwidth {
    const CONSUMER: Option<usize> = Some(3);

    fn absorb(&self, other: &Self) {
        self.ingress.grow(other.ingress.read());
        self.egress.grow(other.egress.read());
    }
}

/// How long requests took: all of it, what of it was the service's, and what ours.
#[derive(Debug, Default)]
pub(super) struct Latencies {
    pub(super) request: Histogram<13>,
    pub(super) upstream: Histogram<13>,
    pub(super) kong: Histogram<15>,
}

/// Milliseconds up to which a request belongs to a bucket; those of Kong.
pub(super) const SLOW: [u64; 13] = [
    25, 50, 80, 100, 250, 400, 700, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
];

/// The same for what is ours.
pub(super) const FAST: [u64; 15] = [1, 2, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 750, 1_000];

impl Tally for Latencies {
    const CONSUMER: Option<usize> = None;

    fn absorb(&self, other: &Self) {
        self.request.absorb(&other.request);
        self.upstream.absorb(&other.upstream);
        self.kong.absorb(&other.kong);
    }
}

/// How many took how long, by buckets.
#[derive(Debug)]
pub(super) struct Histogram<const N: usize> {
    /// Each counts only what is in no smaller one.
    pub(super) buckets: [Count; N],
    pub(super) beyond: Count,
    pub(super) sum: Count,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        Self {
            buckets: std::array::from_fn(|_| Count::default()),
            beyond: Count::default(),
            sum: Count::default(),
        }
    }
}

impl<const N: usize> Histogram<N> {
    /// One that took so long, by these bounds in milliseconds.
    pub(super) fn observe(&self, bounds: &[u64; N], time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let at = bounds.partition_point(|bound| *bound < millis);
        self.buckets.get(at).unwrap_or(&self.beyond).grow(1);
        self.sum.grow(millis);
    }

    fn absorb(&self, other: &Self) {
        for (mine, theirs) in self.buckets.iter().zip(&other.buckets) {
            mine.grow(theirs.read());
        }
        self.beyond.grow(other.beyond.read());
        self.sum.grow(other.sum.read());
    }
}

/// The series of a metric on one core, for others to read. It is locked only to add one, and to read all.
#[derive(Debug)]
pub(super) struct Shelf<T, const N: usize>(Mutex<Vec<(Labels<N>, Arc<T>)>>);

impl<T, const N: usize> Default for Shelf<T, N> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T, const N: usize> Shelf<T, N> {
    fn add(&self, labels: Labels<N>, series: Arc<T>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push((labels, series));
    }

    /// Shows all of them.
    pub(super) fn each(&self, mut show: impl FnMut(&Labels<N>, &T)) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().for_each(|(labels, series)| show(labels, series));
    }
}

/// Where a core finds its series by their labels, without asking for memory.
#[derive(Debug)]
pub(super) struct Index<T, const N: usize> {
    hasher: RandomState,
    known: HashMap<u64, Vec<(Labels<N>, Arc<T>)>, RandomState>,
    count: usize,
    most: usize,
}

impl<T, const N: usize> Default for Index<T, N> {
    fn default() -> Self {
        Self {
            hasher: RandomState::default(),
            known: HashMap::default(),
            count: 0,
            most: MOST,
        }
    }
}

impl<T: Tally, const N: usize> Index<T, N> {
    /// The series of these labels, or the one in which they are counted with others; a new one is laid on the shelf.
    pub(super) fn find(&mut self, shelf: &Shelf<T, N>, labels: [&str; N]) -> &T {
        let mut labels = labels;
        let mut most = self.most;
        loop {
            let hash = self.hasher.hash_one(labels);
            let found = self.known.get(&hash);
            let at = found.and_then(|all| all.iter().position(|(known, _)| are(known, labels)));
            if let Some(at) = at {
                return &self.known[&hash][at].1;
            }
            match beyond(labels, T::CONSUMER) {
                Some(others) if self.count >= most => {
                    labels = others;
                    most = self.most + MORE;
                }
                _ => return self.make(shelf, hash, labels),
            }
        }
    }

    fn make(&mut self, shelf: &Shelf<T, N>, hash: u64, labels: [&str; N]) -> &T {
        let (labels, series) = (kept(labels), Arc::<T>::default());
        shelf.add(labels.clone(), Arc::clone(&series));
        self.count += 1;
        let all = self.known.entry(hash).or_default();
        all.push((labels, series));
        &all[all.len() - 1].1
    }
}
