//! What one core has counted, and the sum over all.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use http::StatusCode;

/// The counts of one core. Only that core writes them; anybody may read them at any time.
///
/// Aligned so that no two cores share a cache line.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Counters {
    accepted: Count,
    closed: Count,
    requests: Count,
    /// By the first digit of the status; 0 for whatever is none.
    answers: [Count; 6],
    switches: Count,
    wire_failures: Count,
    tls_failures: Count,
    upstream_retries: Count,
    upstream_failures: Count,
    panics: Count,
    tasks: Count,
}

/// A number with one writer: it needs no locked instruction to grow.
#[derive(Debug, Default)]
struct Count(AtomicU64);

impl Count {
    fn grow(&self) {
        self.0.store(self.read().wrapping_add(1), Relaxed);
    }

    fn set(&self, number: u64) {
        self.0.store(number, Relaxed);
    }

    fn read(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// The counts of all cores since they started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Connections of clients that were accepted.
    pub accepted: u64,
    /// Of these, how many are open.
    pub open: u64,
    /// Requests whose head could be read.
    pub requests: u64,
    /// Their answers by the first digit of the status, 1 to 5; those of other statuses at 0.
    pub answers: [u64; 6],
    /// Connections that went on in another protocol, such as WebSocket.
    pub switches: u64,
    /// Connections that ended because what came was not HTTP, or too much of it.
    pub wire_failures: u64,
    /// TLS handshakes that failed or took too long.
    pub tls_failures: u64,
    /// Further attempts to get an answer of an upstream.
    pub upstream_retries: u64,
    /// Requests to which an upstream gave no answer.
    pub upstream_failures: u64,
    /// Requests that fell over.
    pub panics: u64,
    /// Tasks that were alive at the last look, a second ago at most: one for each connection of a client or to an
    /// upstream, and the few that a core always has.
    pub tasks: u64,
}

impl Counters {
    /// A connection was accepted.
    pub(crate) fn accepted(&self) {
        self.accepted.grow();
    }

    /// A connection ended.
    pub(crate) fn closed(&self) {
        self.closed.grow();
    }

    /// A request's head is complete.
    pub(crate) fn asked(&self) {
        self.requests.grow();
    }

    /// A request was answered.
    pub(crate) fn answered(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100);
        self.answers[if class < self.answers.len() { class } else { 0 }].grow();
    }

    /// A connection goes on in another protocol.
    pub(crate) fn switched(&self) {
        self.switches.grow();
    }

    /// What came on a connection could not be read.
    pub(crate) fn wire_failed(&self) {
        self.wire_failures.grow();
    }

    /// A TLS handshake came to nothing.
    pub(crate) fn tls_failed(&self) {
        self.tls_failures.grow();
    }

    /// An upstream is asked again.
    pub(crate) fn upstream_retried(&self) {
        self.upstream_retries.grow();
    }

    /// An upstream gave no answer.
    pub(crate) fn upstream_failed(&self) {
        self.upstream_failures.grow();
    }

    /// A request fell over.
    pub(crate) fn panicked(&self) {
        self.panics.grow();
    }

    /// So many tasks are alive.
    pub(crate) fn alive(&self, tasks: usize) {
        self.tasks.set(tasks as u64);
    }

    /// Adds these counts to `sum`.
    pub(crate) fn add_to(&self, sum: &mut Totals) {
        // First what is smaller, so that a count in between makes no negative number.
        let closed = self.closed.read();
        let accepted = self.accepted.read();
        sum.accepted += accepted;
        sum.open += accepted.saturating_sub(closed);
        sum.requests += self.requests.read();
        for (sum, answers) in sum.answers.iter_mut().zip(&self.answers) {
            *sum += answers.read();
        }
        sum.switches += self.switches.read();
        sum.wire_failures += self.wire_failures.read();
        sum.tls_failures += self.tls_failures.read();
        sum.upstream_retries += self.upstream_retries.read();
        sum.upstream_failures += self.upstream_failures.read();
        sum.panics += self.panics.read();
        sum.tasks += self.tasks.read();
    }
}

#[cfg(test)]
mod tests;
