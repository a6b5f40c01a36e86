//! The login as a machine that makes no call itself.
//!
//! It looks at what a request presents, and yields either a call to make or an outcome.
//! It moves by value: a spent state cannot be used again. States are named by what they wait for.

mod begin;
mod redeeming;
mod verifying;

use jose::Timestamp;

use crate::{Answer, Opened, PendingChange, Presented, Seeds, Session};
use crate::{Call, CallReply, Error, Outcome, Rules, Standing};
use redeeming::Redeeming;
use verifying::Verifying;

/// A login that waits for the reply to a call.
#[derive(Debug)]
pub struct Flow(State);

#[derive(Debug)]
enum State {
    Redeeming(Redeeming),
    Verifying(Verifying),
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// Make this call, and resume the flow with its reply.
    Call(Flow, Call),
    /// It is decided.
    Done(Outcome),
}

impl Flow {
    /// Looks at what a request presents and decides the first step.
    #[must_use]
    pub fn begin(
        rules: &Rules,
        provider: Standing<'_>,
        presented: Presented<'_>,
        session: Opened,
        seeds: Seeds,
        now: Timestamp,
    ) -> Step {
        begin::begin(rules, provider, presented, session, seeds, now)
    }

    /// Whether [`Flow::begin`] would let this session in as it is. It needs neither the provider nor dice,
    /// and leaves the session where it is.
    #[must_use]
    pub fn lets_in(
        rules: &Rules,
        path: &str,
        query: Option<&str>,
        session: &Session,
        now: Timestamp,
    ) -> bool {
        begin::lets_in(rules, path, query, session, now)
    }

    /// Takes the reply to the last call and decides the next step.
    #[must_use]
    pub fn resume(self, rules: &Rules, provider: Standing<'_>, reply: CallReply, now: Timestamp) -> Step {
        match self.0 {
            State::Redeeming(state) => state.resume(rules, provider, reply, now),
            State::Verifying(state) => state.resume(rules, provider, &reply, now),
        }
    }
}

/// A refusal. A new attempt begins at the path where this one was to end.
fn refused(error: impl Into<Error>, pending: PendingChange, again: impl Into<String>) -> Step {
    Step::Done(Outcome::Answer(Answer::Refused {
        error: error.into(),
        pending,
        again: again.into(),
    }))
}

/// Not now; nothing is changed, so that the same request may succeed later.
fn unavailable(error: impl Into<Error>) -> Step {
    Step::Done(Outcome::Answer(Answer::Unavailable {
        error: error.into(),
        retry_after: 5,
    }))
}
