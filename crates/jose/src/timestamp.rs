//! The time in tokens: NumericDate (RFC 7519 section 2).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many seconds after 1970.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The second this moment, in milliseconds since 1970, lies in.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        // A u64 of milliseconds divided by a thousand always fits.
        Self((millis / 1000).cast_signed())
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// A while later; the end of time if that is too far.
    #[must_use]
    pub fn plus(self, while_: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(while_.as_secs()).unwrap_or(i64::MAX)),
        )
    }

    /// A while earlier; the beginning of time if that is too far.
    #[must_use]
    pub fn minus(self, while_: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(while_.as_secs()).unwrap_or(i64::MAX)),
        )
    }
}

#[cfg(test)]
mod tests;
