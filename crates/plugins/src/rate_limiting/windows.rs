//! How often each client has asked, in the windows of time that go on.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ahash::RandomState;
use plugin::Id;
use ports::Clock;

use super::period::{Period, Span};

/// The most requests of each period, by the number of the period; `None` if it has no limit.
pub(super) type Limits = [Option<f64>; 6];

/// How often clients have asked, for each plugin of this node.
#[derive(Default)]
pub(super) struct Homes(Mutex<HashMap<Id, Arc<Windows>>>);

impl Homes {
    /// What is counted under this id; the first who asks begins. It goes on while an instance has it, and so across
    /// a change of options: the new instance is built before the old one goes.
    pub(super) fn of(&self, id: Id) -> Arc<Windows> {
        let mut homes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        homes.retain(|other, home| *other == id || Arc::strong_count(home) > 1);
        Arc::clone(homes.entry(id).or_default())
    }
}

/// How often each client has asked. Its memory is bounded, and who finds no place in it is counted together with
/// others, never not at all: whoever comes from everywhere at once can make others wait, and gets nothing by it.
pub(super) struct Windows {
    /// Of them each client has one, so that cores seldom want the same one.
    shards: [Mutex<Shard>; SHARDS],
    /// When it was last told that there are not enough places, in seconds since 1970.
    told: AtomicU64,
    /// Two hashes that nobody outside can foresee are 128 bits: no two clients have the same.
    hashes: [RandomState; 2],
}

const SHARDS: usize = 64;

/// So many clients have a place of their own in each shard: 262,144 in all, at about a hundred bytes.
const PLACES: usize = 4096;

/// So many places are shared by all others in each shard.
const SHARED: u128 = 64;

#[derive(Default)]
struct Shard {
    /// By the hash of each client.
    counts: HashMap<u128, Counts, RandomState>,
    /// By a part of the hash, of those who found no place.
    shared: HashMap<u128, Counts, RandomState>,
    /// Before this moment, in seconds since 1970, no place becomes free.
    next_free: u64,
}

/// How often one client has asked in each of the windows.
#[derive(Clone, Copy, Default)]
struct Counts {
    windows: [Window; 6],
    /// When the last of its windows is over, in seconds since 1970.
    over: u64,
}

/// Requests since the beginning of a period, in seconds since 1970.
#[derive(Clone, Copy, Default)]
struct Window {
    begin: u64,
    count: u64,
}

/// How often a client had asked when it asked once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Usage {
    /// By the number of the period, and without this request.
    pub(super) before: [u64; 6],
    /// Seconds since each of the periods began.
    pub(super) since: [u64; 6],
    /// The last of the periods whose limit had been reached; the request is counted in none of them then.
    pub(super) reached: Option<Period>,
    /// Whether others are counted together with this client.
    pub(super) is_shared: bool,
}

impl Default for Windows {
    fn default() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            told: AtomicU64::new(0),
            hashes: [RandomState::new(), RandomState::new()],
        }
    }
}

impl Windows {
    /// Counts a request of `who`, unless a limit has been reached.
    pub(super) fn count(&self, who: &impl Hash, limits: &Limits, clock: &dyn Clock) -> Usage {
        let [high, low] = self.hashes.each_ref().map(|hash| u128::from(hash.hash_one(who)));
        let hash = high << 64 | low;
        let mut shard = self.shard(hash);
        // Looked at with the shard in hand, it never runs back for one client.
        let now = clock.now();
        let spans = Period::ALL.map(|period| limits[period as usize].map(|_| period.span(now)));
        let spans = spans.map(Option::unwrap_or_default);
        let (counts, is_shared) = shard.place(hash, now.seconds());
        let since = spans.map(|span| now.seconds().saturating_sub(span.begin));
        let (before, reached) = counts.count(limits, &spans);
        drop(shard);
        if is_shared {
            self.tell(now.seconds());
        }
        Usage {
            before,
            since,
            reached,
            is_shared,
        }
    }

    /// Tells, once in an hour, that clients are counted together.
    fn tell(&self, now: u64) {
        let last = self.told.load(Relaxed);
        let is_time = now.saturating_sub(last) >= Period::Hour.seconds();
        if is_time && self.told.compare_exchange(last, now, Relaxed, Relaxed).is_ok() {
            tracing::warn!(
                error.code = "rate_limiting.crowded",
                "more clients than have places are counted, and new ones are counted together: they may be refused \
                 though none of them has asked too often"
            );
        }
    }

    fn shard(&self, hash: u128) -> MutexGuard<'_, Shard> {
        // A count is whole or not there, so what a panic left behind can be used.
        let shard = &self.shards[(hash % SHARDS as u128) as usize];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    /// Where this client is counted, and whether others are counted there too.
    fn place(&mut self, hash: u128, now: u64) -> (&mut Counts, bool) {
        if self.counts.len() >= PLACES && !self.counts.contains_key(&hash) {
            self.free(now);
            if self.counts.len() >= PLACES {
                let hash = hash / SHARDS as u128 % SHARED;
                return (self.shared.entry(hash).or_default(), true);
            }
        }
        (self.counts.entry(hash).or_default(), false)
    }

    /// Takes away whose windows are over. While none can be, nobody is looked at.
    fn free(&mut self, now: u64) {
        if now < self.next_free {
            return;
        }
        self.counts.retain(|_, counts| counts.over > now);
        let next = self.counts.values().map(|counts| counts.over).min();
        self.next_free = next.unwrap_or_default();
    }
}

impl Counts {
    /// Counts a request in these windows, unless a limit has been reached: how many there were before.
    fn count(&mut self, limits: &Limits, spans: &[Span; 6]) -> ([u64; 6], Option<Period>) {
        let mut before = [0; 6];
        let mut reached = None;
        for period in Period::ALL {
            let (at, window) = (period as usize, &mut self.windows[period as usize]);
            let Some(limit) = limits[at] else { continue };
            if window.begin != spans[at].begin {
                *window = Window {
                    begin: spans[at].begin,
                    count: 0,
                };
                self.over = self.over.max(spans[at].end);
            }
            before[at] = window.count;
            // Beyond 2^52 a count is no longer exact, and no limit is reached in time.
            if window.count as f64 >= limit {
                reached = Some(period);
            }
        }
        if reached.is_none() {
            for period in Period::ALL
                .into_iter()
                .filter(|period| limits[*period as usize].is_some())
            {
                let window = &mut self.windows[period as usize];
                window.count = window.count.saturating_add(1);
            }
        }
        (before, reached)
    }
}

#[cfg(test)]
mod tests;
