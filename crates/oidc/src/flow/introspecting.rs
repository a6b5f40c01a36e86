//! Waiting for the provider to say what an access token is worth that a request brings.

use jose::{Secret, Timestamp};

use super::bearing::{Companion, admit_or_ask};
use super::complete::Place;
use super::unwrapping::{Asked, Unwrapped, Unwrapping};
use super::{Flow, State, Step, refused, unavailable};
use crate::bearer::subject;
use crate::introspection::read_introspection;
use crate::signed_answer::{AnswerOf, Said};
use crate::{
    AccessTokenError, AccessTokenKind, Call, CallReply, Error, IntrospectionRules, PendingChange, Provider,
    Rules, Session, Standing,
};

/// The introspection endpoint was asked.
#[derive(Debug)]
pub(super) struct Introspecting {
    at: Place,
    token: Secret,
    companion: Option<Companion>,
    /// What it says itself, if it was verified here.
    verified: Option<Box<Session>>,
    answer: Unwrapping,
}

/// Asks at this endpoint.
pub(super) fn begin(
    (asked, endpoint): (&IntrospectionRules, &str),
    rules: &Rules,
    provider: &Provider,
    at: Place,
    (token, companion): (Secret, Option<Companion>),
    verified: Option<Session>,
) -> Step {
    let call = asked.request(endpoint, &provider.metadata, &rules.client, &token);
    let verified = verified.map(Box::new);
    let state = State::Introspecting(Introspecting {
        at,
        token,
        companion,
        verified,
        answer: Unwrapping::default(),
    });
    Step::Call(Flow(Box::new(state)), Call::Judge(call))
}

impl Introspecting {
    pub(super) fn resume(
        mut self,
        rules: &Rules,
        standing: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let (Some(provider), Some(asked)) = (standing.provider(), &rules.introspection) else {
            return unavailable(Error::ProviderUnknown);
        };
        let of = Asked {
            of: AnswerOf::Introspection,
            rules: asked.answer,
            tokens: &rules.tokens,
            provider,
            client_id: &rules.client.id,
            now,
        };
        // Nobody passes because nobody could be asked, or because their answer is not to be believed.
        let said = match self.answer.take(reply, &of, read_introspection) {
            Ok(Unwrapped::Said(said)) => said,
            Ok(Unwrapped::Wants(call)) => {
                return Step::Call(Flow(Box::new(State::Introspecting(self))), call);
            }
            Err(error) => return unavailable(error),
        };
        let Self {
            at,
            token,
            companion,
            verified,
            answer,
        } = self;
        let issuer = provider.metadata.issuer();
        let judged = asked.judge(&said.claims, &rules.tokens, issuer, now);
        let known = judged.and_then(|()| known(token, verified, said, now));
        match known {
            Ok(session) => {
                let said = answer.said_at(now);
                let counts_until = Some(asked.remembered.map_or(said, |time| said.plus(time)));
                let session = Session {
                    counts_until,
                    ..session
                };
                admit_or_ask(rules, provider, at, session, companion)
            }
            Err(error) => refused(Error::Bearer(error), PendingChange::Keep, at.path),
        }
    }
}

/// Who brings a token, by what the provider says about it.
fn known(
    token: Secret,
    verified: Option<Box<Session>>,
    said: Said,
    now: Timestamp,
) -> Result<Session, AccessTokenError> {
    let Said {
        claims,
        token: signed,
    } = said;
    let session = match verified {
        Some(session) if claims.subject().is_some_and(|subject| subject != session.subject) => {
            return Err(AccessTokenError::SubjectMismatch);
        }
        Some(session) => *session,
        None => Session {
            expires_at: claims.date("exp").unwrap_or(Some(now)),
            ..Session::of_request(subject(&claims), token, AccessTokenKind::Opaque)
        },
    };
    Ok(Session {
        introspection: Some(claims),
        introspection_jwt: signed,
        ..session
    })
}
