//! How strictly tokens are judged.

use std::time::Duration;

use schema::{Record, Seconds};

/// Options of judging tokens.
#[derive(Record)]
pub(crate) struct Verification {
    /// Seconds by which the provider's clock may differ from ours.
    #[field(default = 0)]
    pub(crate) leeway: Option<Seconds>,
}

impl Verification {
    /// By how much the clocks may differ.
    pub(crate) fn leeway(&self) -> Duration {
        self.leeway.map_or(Duration::ZERO, Seconds::duration)
    }
}
