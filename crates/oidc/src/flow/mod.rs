//! The login as a machine that makes no call itself.
//!
//! It looks at what a request presents, and yields either a call to make or an outcome.
//! It moves by value: a spent state cannot be used again. States are named by what they wait for.

mod bearing;
mod begin;
mod complete;
mod enriching;
mod fronting;
mod granting;
mod introspecting;
mod leaving;
mod login;
mod owning;
mod redeeming;
mod refreshing;
mod returned;
mod reverifying;
mod unwrapping;
mod verifying;

use std::fmt;

use jose::Timestamp;

use crate::{Answer, Believed, Opened, PendingChange, Presented, Seeds, Session};
use crate::{Call, CallReply, Error, Outcome, Rules, Standing};
use bearing::Bearing;
use enriching::Enriching;
use fronting::Fronting;
use granting::Granting;
use introspecting::Introspecting;
use leaving::Leaving;
use owning::Owning;
use redeeming::Redeeming;
use refreshing::Refreshing;
use reverifying::Reverifying;
use verifying::Verifying;

/// A login that waits for the reply to a call.
#[derive(Debug)]
pub struct Flow(Box<State>);

#[derive(Debug)]
enum State {
    Fronting(Fronting),
    Redeeming(Redeeming),
    Refreshing(Refreshing),
    Verifying(Verifying),
    Enriching(Enriching),
    Reverifying(Reverifying),
    Bearing(Bearing),
    Owning(Owning),
    Introspecting(Introspecting),
    Granting(Granting),
    Leaving(Leaving),
}

/// What there is no call without.
const NO_TOKEN_ENDPOINT: Error = Error::NoEndpoint("token_endpoint");

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

    /// Whether [`Flow::begin`] would let this session in as it is, with nothing more to do. It needs neither the
    /// provider nor dice, and leaves the session where it is. Of some requests that `begin` lets in it says no:
    /// those are worth the longer look.
    #[must_use]
    pub fn lets_in(
        rules: &Rules,
        glance: Glance<'_>,
        session: &Session,
        believed: &Believed,
        now: Timestamp,
    ) -> bool {
        begin::lets_in(rules, glance, session, believed, now)
    }

    /// The same for a request that brings an access token itself, which was verified before with the keys that count
    /// now: `session` is what came of it then.
    #[must_use]
    pub fn lets_bearer_in(
        rules: &Rules,
        glance: Glance<'_>,
        session: &Session,
        believed: &Believed,
        now: Timestamp,
    ) -> bool {
        bearing::lets_in(rules, glance, session, believed, now)
    }

    /// The same for a request that brings credentials, for which tokens were got before: `session` is what came of it then.
    /// It says nothing about what is done besides passing.
    #[must_use]
    pub fn lets_grant_in(
        rules: &Rules,
        glance: Glance<'_>,
        session: &Session,
        believed: &Believed,
        now: Timestamp,
    ) -> bool {
        granting::lets_in(rules, glance, session, believed, now)
    }

    /// Whether [`Flow::begin`] would have to know the provider. A session that lives needs none.
    #[must_use]
    pub fn asks_provider(rules: &Rules, presented: &Presented<'_>, session: &Opened, now: Timestamp) -> bool {
        begin::asks_provider(rules, presented, session, now)
    }

    /// Takes the reply to the last call and decides the next step.
    #[must_use]
    pub fn resume(self, rules: &Rules, provider: Standing<'_>, reply: CallReply, now: Timestamp) -> Step {
        match *self.0 {
            State::Fronting(state) => state.resume(rules, provider, reply, now),
            State::Redeeming(state) => state.resume(rules, provider, reply, now),
            State::Refreshing(state) => state.resume(rules, provider, reply, now),
            State::Verifying(state) => state.resume(rules, provider, reply, now),
            State::Enriching(state) => state.resume(rules, provider, reply, now),
            State::Reverifying(state) => state.resume(rules, provider, now),
            State::Bearing(state) => state.resume(rules, provider, now),
            State::Owning(state) => state.resume(rules, provider, reply, now),
            State::Introspecting(state) => state.resume(rules, provider, reply, now),
            State::Granting(state) => state.resume(rules, provider, reply, now),
            State::Leaving(state) => state.resume(&reply),
        }
    }
}

/// What a request shows at a glance.
#[derive(Clone, Copy)]
pub struct Glance<'a> {
    /// Its canonical path.
    pub path: &'a str,
    /// Its query, as it was sent.
    pub query: Option<&'a str>,
    /// Whether it is a POST.
    pub is_post: bool,
}

impl fmt::Debug for Glance<'_> {
    /// Leaves the query out: it may hold a code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Glance({:?})", self.path)
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

/// A path on this origin and its query.
fn address(path: &str, query: Option<&str>) -> String {
    let (path, query) = crate::pending::place(path, query);
    match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}
