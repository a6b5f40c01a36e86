//! The identity provider of one instance: found out, called, and remembered outside; copied to the cores.
//!
//! Outside, a [`search`] of each instance finds the provider out, one discovery at a time, and a desk of each provider
//! makes the [`calls`] to it: what must happen once happens once, for all instances of this node. A core talks to both
//! over a [`Line`] and keeps a [`Copy`] of what was found out, so that a request asks nobody.

mod boards;
mod calls;
mod discovery;
mod line;
mod outgoing;
mod rests;
mod search;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use oidc::{Issuer, Provider};
use ports::{HttpError, Timestamp};

pub(crate) use boards::Boards;
pub(crate) use calls::{Desk, Proves, Repeat, Reply};
pub(crate) use discovery::Endpoint;
pub(crate) use line::{Copy, Line};
pub(crate) use outgoing::Outgoing;

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unavailable {
    /// The call failed.
    Http(HttpError),
    /// More calls are under way than the provider shall bear.
    TooManyCalls,
    /// Nothing came of it in time.
    NoAnswer,
    /// This very call was made before, and its reply is no longer kept.
    AlreadyMade,
    /// What is to be sent cannot stand in a header.
    Unsendable,
    /// What would prove who makes the call cannot be signed.
    NotProven,
    /// The certificate that would prove who makes the call is not there.
    NoCertificate,
    /// The provider did not answer of late, and is left alone for a moment.
    Resting,
}

impl Unavailable {
    /// The stable name of this failure.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Http(error) => error.code(),
            Self::TooManyCalls => "provider.too_many_calls",
            Self::NoAnswer => "provider.no_answer",
            Self::AlreadyMade => "provider.already_called",
            Self::Unsendable => "client.unsendable",
            Self::NotProven => "client.not_proven",
            Self::NoCertificate => "client.no_certificate",
            Self::Resting => "provider.resting",
        }
    }
}

/// Where the search posts what it has found out. Cores look at the number only;
/// the lock is taken by a core once for each new number.
pub(crate) struct Board {
    /// Whose board it is.
    issuer: Issuer,
    /// Since when it hangs there.
    since: Timestamp,
    generation: AtomicU64,
    /// When the provider was last found, in milliseconds since 1970.
    found: AtomicU64,
    /// Until when nobody looks again, in milliseconds since 1970.
    rests_until: AtomicU64,
    posted: Mutex<Posted>,
}

/// What is known of the provider.
#[derive(Clone, Default)]
pub(crate) enum Posted {
    /// Nothing yet.
    #[default]
    Absent,
    /// Its metadata and keys.
    Known(Arc<Provider>),
    /// The last good ones; the newest attempt failed.
    Stale(Arc<Provider>),
}

impl Board {
    const fn new(issuer: Issuer, since: Timestamp) -> Self {
        Self {
            issuer,
            since,
            generation: AtomicU64::new(0),
            found: AtomicU64::new(0),
            rests_until: AtomicU64::new(0),
            posted: Mutex::new(Posted::Absent),
        }
    }

    /// Whose board it is.
    pub(crate) const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Since when it hangs there.
    pub(crate) const fn since(&self) -> Timestamp {
        self.since
    }

    /// Forgets the provider: who needs it next has it looked up, however short ago that was done.
    pub(crate) fn forget(&self) {
        self.rests_until.store(0, Ordering::Release);
        self.post(Posted::Absent);
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// What stands on it.
    pub(crate) fn read(&self) -> Posted {
        self.posted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// When the provider was last found.
    pub(crate) fn found(&self) -> Timestamp {
        Timestamp::from_millis(self.found.load(Ordering::Acquire))
    }

    fn post(&self, posted: Posted) {
        *self.posted.lock().unwrap_or_else(PoisonError::into_inner) = posted;
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}
