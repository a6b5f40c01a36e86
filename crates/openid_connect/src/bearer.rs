//! Access tokens that requests bring themselves (RFC 6750): which were verified on this core already.

use std::cell::Cell;
use std::rc::Rc;

use oidc::{AccessTokenError, AccessTokenKind, Answer, Brought, Error, Flow, Outcome, Session};
use plugin::{Exchange, Verdict, header};
use ports::Timestamp;

use crate::OpenIdConnect;
use crate::barred::Barred;
use crate::instance::Here;
use crate::memory::{Kept, Memory};
use crate::presented::glance;

/// The tokens that were verified on this core with the keys that count now, or the credentials that such were got for. A
/// fact is kept, that the provider signed what a token says; what follows from it is judged anew each time.
#[derive(Default)]
pub(crate) struct Verified {
    memory: Memory,
    generation: Cell<u64>,
}

impl Verified {
    /// Those that were verified with what is known of the provider at this generation; older ones are forgotten.
    pub(crate) fn with(&self, generation: u64) -> &Memory {
        if self.generation.replace(generation) != generation {
            self.memory.forget();
        }
        &self.memory
    }
}

impl OpenIdConnect {
    /// Sends somebody upstream whose token was verified before, if the request asks for nothing else.
    pub(crate) fn vouched(&self, here: &Here, exchange: &mut Exchange) -> Option<Verdict> {
        let (Brought::Token(token), whereabouts) = self.places.at_a_glance(exchange) else {
            return None;
        };
        let kept = here
            .verified
            .with(self.line.generation())
            .find(token.as_bytes())?;
        let session = &kept.written.session;
        let is_good =
            Flow::lets_bearer_in(&self.rules, glance(exchange), session, &kept.believed, self.now());
        // What stands beside it, nobody has looked at.
        if self.places.may_have_id_token(exchange) {
            return None;
        }
        // A session that may be brought back comes first.
        let may_be_session =
            || exchange.head.has(&header::COOKIE) && self.cookies.foreign(&exchange.head).is_some();
        if !is_good || may_be_session() {
            return None;
        }
        match self.who(exchange, &kept.claimed) {
            Ok(who) => {
                self.places.hide_there(exchange, whereabouts, &kept.upstream);
                Some(self.pass(exchange, &kept, who))
            }
            Err(why) => self.bar_at_once(here, exchange, &Barred::not_known(why, session)),
        }
    }

    /// What a request brings, unless the provider did not call it active a moment ago.
    pub(crate) fn not_disowned<'a>(&self, here: &Here, brought: Brought<'a>, now: Timestamp) -> Brought<'a> {
        match brought {
            Brought::Token(token)
                if !self.additions.vary_with_requests() && here.inactive.has(token, now) =>
            {
                Brought::Inactive
            }
            brought => brought,
        }
    }

    /// Remembers a token that the provider did not call active.
    pub(crate) fn disown(&self, here: &Here, brought: Brought<'_>, outcome: &Outcome) {
        let is_inactive = matches!(
            outcome,
            Outcome::Answer(Answer::Refused {
                error: Error::Bearer(AccessTokenError::Inactive),
                ..
            })
        );
        if let (Brought::Token(token), true) = (brought, is_inactive) {
            let now = self.clock.now();
            here.inactive.remember(token, now.plus(self.inactive_for), now);
        }
    }

    /// Remembers what a token says that was verified just now. What it was told beside our cookies is of this request; and
    /// what the provider told one of several clients of it is for that one.
    pub(crate) fn vouch(&self, verified: &Memory, exchange: &Exchange, kept: &Rc<Kept>) {
        if kept.cookies.is_none()
            && (self.client_argument.is_none() || is_for_all_clients(&kept.written.session))
            && !self.places.may_have_id_token(exchange)
            && !self.additions.vary_with_requests()
            && let Brought::Token(token) = self.places.token(exchange)
        {
            verified.keep(token.as_bytes(), kept);
        }
    }
}

/// Whether all that is known of somebody stands in a token that was verified here, so that no client was asked as.
const fn is_for_all_clients(session: &Session) -> bool {
    matches!(session.access_token_kind, AccessTokenKind::Verified)
        && session.introspection.is_none()
        && session.userinfo.is_none()
}

#[cfg(test)]
mod tests;
