//! Waiting for the new tokens of a session.

use jose::Timestamp;

use super::complete::{Place, admit};
use super::verifying::{Purpose, Verifying};
use super::{Flow, NO_TOKEN_ENDPOINT, State, Step, login, refused, unavailable};
use crate::{
    Answer, Call, CallReply, Error, LoopCause, Outcome, PendingChange, Presented, Rules, Save, Seeds,
    Session, SessionChange, Standing, TokenError, token,
};

/// A refresh token was sent to the token endpoint.
#[derive(Debug)]
pub(super) struct Refreshing {
    /// The session it belongs to.
    pub(super) old: Session,
    /// Where the request is.
    pub(super) at: Place,
    /// What is done with the request if there is no session any more.
    pub(super) otherwise: Box<Step>,
}

/// Asks for new tokens. A provider that cannot be found now is no reason to end a session whose token still lasts.
pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    presented: Presented<'_>,
    old: Session,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    let at = Place::of(&presented);
    let (Some(provider), Some(refresh_token)) = (standing.provider(), &old.refresh_token) else {
        return put_off(rules, &at, old, Error::ProviderUnknown, now);
    };
    if provider.metadata.token_endpoint().is_none() {
        return put_off(rules, &at, old, NO_TOKEN_ENDPOINT, now);
    }
    let call = token::refresh_request(&rules.client, &provider.metadata, refresh_token);
    let otherwise = login::begin(rules, standing, presented, LoopCause::TokenOver, seeds, now);
    let state = Refreshing {
        old,
        at,
        otherwise: Box::new(otherwise),
    };
    let instead_of = state.old.access_token.clone();
    Step::Call(
        Flow(Box::new(State::Refreshing(state))),
        Call::Refresh { call, instead_of },
    )
}

impl Refreshing {
    pub(super) fn resume(
        self,
        rules: &Rules,
        provider: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let skew = match &reply {
            CallReply::Http(reply) => reply.skew(now),
            _ => None,
        };
        let read = match reply {
            CallReply::Http(reply) => token::read_tokens(&reply),
            CallReply::Unavailable(why) => Err(TokenError::Unavailable(why.into())),
            // Its reply is lost. The token that it was to replace does while it lasts.
            CallReply::MadeBefore if self.old.lasts(now) => {
                Err(TokenError::Unavailable("made before".into()))
            }
            CallReply::MadeBefore => Err(TokenError::InvalidGrant(None)),
            CallReply::Keys | CallReply::Own(_) | CallReply::Decrypted(_) => {
                return unavailable(Error::OutOfTurn);
            }
        };
        match read {
            Ok(tokens) => {
                Verifying::new(Purpose::Refresh(Box::new(self)), tokens, skew).judge(rules, provider, now)
            }
            // Only this says that the session is over (RFC 6749 section 5.2); all else may pass.
            Err(error @ TokenError::InvalidGrant(_)) => self.end(error.into()),
            // Not all say it in this word: Dex calls a token that it has forgotten an `invalid_request`. If nothing of
            // the session lasts any more, a login is worth trying.
            Err(error @ TokenError::Refused { .. }) if !self.old.lasts(now) => self.end(error.into()),
            Err(error) => self.put_off(rules, error.into(), now),
        }
    }

    /// There are no new tokens now, or nobody can tell what they are.
    pub(super) fn put_off(self, rules: &Rules, error: Error, now: Timestamp) -> Step {
        put_off(rules, &self.at, self.old, error, now)
    }

    /// The session is over: a new login, if one can begin.
    pub(super) fn end(self, error: Error) -> Step {
        match *self.otherwise {
            Step::Done(Outcome::Answer(Answer::Redirect {
                to, toward, pending, ..
            })) => Step::Done(Outcome::Answer(Answer::Redirect {
                to,
                toward,
                pending,
                session: SessionChange::End,
            })),
            _ => refused(error, PendingChange::Keep, self.at.path),
        }
    }
}

/// There are no new tokens now. The old ones do while they last.
fn put_off(rules: &Rules, at: &Place, old: Session, error: Error, now: Timestamp) -> Step {
    match old.lasts(now) {
        true => admit(rules, at, old, Save::Nothing),
        false => unavailable(error),
    }
}
