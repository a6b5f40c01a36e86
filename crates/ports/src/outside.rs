//! The runtime beside the cores, where work may wait without holding up a request.

use std::future::Future;
use std::pin::Pin;

/// Work that runs to its end, whoever has stopped waiting for it.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Takes work away from the cores: provider calls, stores, queues.
pub trait Outside: Send + Sync {
    /// Starts `work` now. It is never cancelled by the one who asked:
    /// a redeemed code must end in a saved session even if the browser has gone.
    fn run(&self, work: Work);
}
