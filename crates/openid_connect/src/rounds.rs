//! How often somebody signed in lately with one browser. A login that is followed by another within moments left
//! nobody signed in; when that happens again and again, one more would not help.

use std::time::Duration;

use ports::Timestamp;
use serde::{Deserialize, Serialize};

/// So many in a row are enough.
pub(crate) const ROUNDS: u8 = 3;

/// Logins further apart than this are no round: whoever was signed in for so long was signed in.
pub(crate) const MOMENTS: Duration = Duration::from_secs(15);

/// The logins of the last moments, as the browser keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rounds {
    #[serde(rename = "n")]
    count: u8,
    /// Milliseconds since 1970 of the last one.
    #[serde(rename = "t")]
    at: u64,
    /// How many bytes of cookies it made.
    #[serde(rename = "b")]
    pub(crate) bytes: usize,
}

impl Rounds {
    /// How many there were up to now.
    pub(crate) fn count(self, now: Timestamp) -> u8 {
        let at = Timestamp::from_millis(self.at);
        // Anybody can make up such a cookie, and it must not close the door for ever.
        let is_recent = now.since(at) <= MOMENTS && at.since(now) <= MOMENTS;
        if is_recent { self.count } else { 0 }
    }

    /// One more login, of so many bytes.
    pub(crate) fn and_one(self, now: Timestamp, bytes: usize) -> Self {
        Self {
            count: self.count(now).saturating_add(1),
            at: now.millis(),
            bytes,
        }
    }
}

#[cfg(test)]
mod tests;
