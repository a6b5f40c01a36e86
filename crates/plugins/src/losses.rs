//! Entries of a log that were dropped, and when that is told: once in a while, not once each.

#[cfg(test)]
mod tests;

use std::time::Duration;

use ports::Timestamp;

/// Between two times that it is told.
pub(crate) const WHILE: Duration = Duration::from_secs(10);

/// What was dropped and not told yet.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    entries: u64,
    told: Option<Timestamp>,
}

impl Losses {
    /// So many more.
    pub(crate) const fn add(&mut self, entries: u64) {
        self.entries += entries;
    }

    /// Whether there is something that was not told.
    pub(crate) const fn are_untold(&self) -> bool {
        self.entries > 0
    }

    /// The number to tell now, if it is time to tell one. The first is told at once.
    pub(crate) fn due(&mut self, now: Timestamp) -> Option<u64> {
        let is_time = self.told.is_none_or(|told| now.since(told) >= WHILE);
        (self.are_untold() && is_time).then(|| {
            self.told = Some(now);
            std::mem::take(&mut self.entries)
        })
    }

    /// The number to tell at the end, if there is one.
    pub(crate) fn rest(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.entries)).filter(|entries| *entries > 0)
    }
}
