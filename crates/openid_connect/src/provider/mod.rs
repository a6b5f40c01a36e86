//! The identity provider of one instance: found out, called, and remembered outside; copied to the cores.
//!
//! Each instance has one [`desk`] outside. It alone calls the provider, so what must happen once
//! happens once: one discovery at a time, one redemption of a code. A core talks to it over a
//! [`Line`] and keeps a [`Copy`] of what it has found out, so that a request asks nobody.

mod desk;
mod discovery;
mod line;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use oidc::Provider;
use ports::{HttpError, HttpReply};
use tokio::sync::oneshot;

pub(crate) use discovery::Endpoint;
pub(crate) use line::{Copy, Line};

/// What a core asks the desk for.
enum Ask {
    /// A provider newer than that generation of the board, as far as the cool-down allows.
    Provider {
        newer_than: u64,
        answer: oneshot::Sender<()>,
    },
    /// A call that must happen once, however often it is asked for.
    Once {
        call: OnceCall,
        answer: oneshot::Sender<Result<HttpReply, Unavailable>>,
    },
}

/// A call and the digest by which the desk recognises it.
struct OnceCall {
    digest: [u8; 32],
    request: ports::HttpRequest,
}

/// Why the desk has no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unavailable {
    /// The call failed.
    Http(HttpError),
    /// More calls are under way than the provider shall bear.
    TooManyCalls,
    /// The desk did not answer in time, or is gone.
    NoAnswer,
    /// This very call was made before, and its reply is no longer kept.
    AlreadyMade,
}

impl Unavailable {
    /// The stable name of this failure.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Http(error) => error.code(),
            Self::TooManyCalls => "provider.too_many_calls",
            Self::NoAnswer => "provider.no_answer",
            Self::AlreadyMade => "provider.already_called",
        }
    }
}

/// Where the desk posts what it has found out. Cores look at the number only;
/// the lock is taken by a core once for each new number.
#[derive(Default)]
struct Board {
    generation: AtomicU64,
    posted: Mutex<Posted>,
}

/// What is known of the provider.
#[derive(Clone, Default)]
enum Posted {
    /// Nothing yet.
    #[default]
    Absent,
    /// Its metadata and keys.
    Known(Arc<Provider>),
    /// The last good ones; the newest attempt failed.
    Stale(Arc<Provider>),
}

impl Board {
    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn read(&self) -> Posted {
        self.posted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn post(&self, posted: Posted) {
        *self.posted.lock().unwrap_or_else(PoisonError::into_inner) = posted;
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}
