//! How the provider is called.

use std::time::Duration;

use schema::Record;

/// Options of calls to the provider.
#[derive(Record)]
pub(crate) struct Http {
    /// Milliseconds one call may take.
    #[field(default = 10000, between(1, 2_147_483_646))]
    pub(crate) timeout: u64,
}

impl Http {
    /// How long one call may take.
    pub(crate) const fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout)
    }
}
