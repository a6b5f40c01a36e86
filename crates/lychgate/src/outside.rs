//! The runtime beside the cores: provider calls, the Admin API, the store.

use std::io;
use std::num::NonZeroUsize;

use ports::{Outside, Work};
use tokio::runtime::{Builder, Handle, Runtime};

/// A runtime of its own, with one thread for every four cores. Work that still runs when it is dropped ends there.
#[derive(Debug)]
pub struct OutsideRuntime(Option<Runtime>);

impl OutsideRuntime {
    /// Starts the threads, for a gateway with so many cores.
    ///
    /// # Errors
    /// If the operating system gives no threads.
    pub fn start(cores: NonZeroUsize) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(cores.get().div_ceil(4))
            .thread_name("outside")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// A handle that starts work there; it does not keep the runtime alive.
    #[must_use]
    pub fn handle(&self) -> OutsideHandle {
        let runtime = self.0.as_ref().expect("it is taken only when dropped");
        OutsideHandle(runtime.handle().clone())
    }
}

impl Drop for OutsideRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Waiting here would panic inside another runtime, as in a test.
            runtime.shutdown_background();
        }
    }
}

/// The port that lets plugins start work outside.
#[derive(Clone, Debug)]
pub struct OutsideHandle(Handle);

impl OutsideHandle {
    /// Runs `work` there and waits for it on this thread, which must not belong to a runtime.
    pub fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.0.block_on(work)
    }

    /// Runs `work` there and waits for it from wherever one is. Begins at once, also if nobody waits.
    pub fn wait_for<F>(&self, work: F) -> impl Future<Output = F::Output> + use<F>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let running = self.0.spawn(work);
        async move {
            running
                .await
                .expect("the runtime is alive, and a panic goes on here")
        }
    }
}

impl Outside for OutsideHandle {
    fn run(&self, work: Work) {
        self.0.spawn(work);
    }
}
