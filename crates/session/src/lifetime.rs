//! How long a session lives.

use std::time::Duration;

use ports::Timestamp;
use serde::{Deserialize, Serialize};

/// A session in use is marked as used at most this often: a mark is a cookie in an answer.
const MARK: Duration = Duration::from_secs(60);

/// How long a session lives. `None` means that this clock does not end it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// How long it may rest unused.
    pub idling: Option<Duration>,
    /// How long one sealing of it counts; it is sealed anew while it is used.
    pub rolling: Option<Duration>,
    /// How long it may last, used or not.
    pub absolute: Option<Duration>,
}

/// The moments of a session's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When somebody signed in.
    #[serde(rename = "c", with = "millis")]
    pub created: Timestamp,
    /// When it was last made anew.
    #[serde(rename = "r", with = "millis")]
    pub rolled: Timestamp,
    /// When it was last marked as used.
    #[serde(rename = "u", with = "millis")]
    pub used: Timestamp,
}

/// How a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Alive; nothing is to be done.
    Fresh,
    /// Alive, and it should be written again.
    Due(Renewal),
    /// Over. The word says by which clock.
    Spent(&'static str),
}

/// Why a session is written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// To mark that it is used.
    Mark,
    /// To make it anew.
    Roll,
}

impl Lifetime {
    /// Judges a session now. At the very limit it is still alive. A session from the future is alive:
    /// we sealed it, so a clock was wrong, and its limits count from then.
    #[must_use]
    pub fn judge(&self, times: &Times, now: Timestamp) -> Life {
        let over =
            |limit: Option<Duration>, since: Timestamp| limit.is_some_and(|limit| now.since(since) > limit);
        if over(self.absolute, times.created) {
            return Life::Spent("session.absolute_timeout");
        }
        if over(self.rolling, times.rolled) {
            return Life::Spent("session.rolling_timeout");
        }
        if over(self.idling, times.used) {
            return Life::Spent("session.idling_timeout");
        }
        // Three quarters leave time for requests that are under way with the old one.
        if over(self.rolling.map(|limit| limit / 4 * 3), times.rolled) {
            return Life::Due(Renewal::Roll);
        }
        // A short limit is marked sooner: otherwise somebody busy would be signed out.
        if over(self.idling.map(|limit| MARK.min(limit / 4)), times.used) {
            return Life::Due(Renewal::Mark);
        }
        Life::Fresh
    }
}

impl Times {
    /// The times of a session that begins now.
    #[must_use]
    pub const fn beginning(now: Timestamp) -> Self {
        Self {
            created: now,
            rolled: now,
            used: now,
        }
    }

    /// The times of the same session, written again now.
    #[must_use]
    pub const fn renewed(self, why: Renewal, now: Timestamp) -> Self {
        Self {
            created: self.created,
            rolled: match why {
                Renewal::Roll => now,
                Renewal::Mark => self.rolled,
            },
            used: now,
        }
    }
}

mod millis {
    use ports::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(time.millis())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Timestamp, D::Error> {
        u64::deserialize(from).map(Timestamp::from_millis)
    }
}

#[cfg(test)]
mod tests;
