//! The place where work may wait, on the runtime of the test.

use ports::{Outside, Work};
use tokio::runtime::Handle;

/// Runs work on a tokio runtime.
#[derive(Clone, Debug)]
pub struct OnTokio(Handle);

impl OnTokio {
    /// The runtime this is called on.
    ///
    /// # Panics
    /// Outside of a runtime.
    #[must_use]
    pub fn current() -> Self {
        Self(Handle::current())
    }

    /// That runtime.
    #[must_use]
    pub const fn on(runtime: Handle) -> Self {
        Self(runtime)
    }
}

impl Outside for OnTokio {
    fn run(&self, work: Work) {
        self.0.spawn(work);
    }
}
