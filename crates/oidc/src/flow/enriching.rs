//! Waiting for what the provider says about the person.

use jose::{Claims, Timestamp};

use super::bearing::Companion;
use super::complete::{Place, admit};
use super::unwrapping::{Asked, Unwrapped, Unwrapping};
use super::verifying::Purpose;
use super::{Flow, State, Step, refused, unavailable};
use crate::signed_answer::{AnswerOf, Said};
use crate::userinfo::{judge_subject, read_userinfo};
use crate::{
    AccessTokenError, CallReply, Error, PendingChange, Rules, Save, Session, Standing, UserinfoError,
};

/// The userinfo endpoint was asked.
#[derive(Debug)]
pub(super) struct Enriching {
    /// Whom about.
    whose: Whose,
    /// The session as it is without the answer.
    session: Session,
    answer: Unwrapping,
}

/// Whom the endpoint is asked about.
#[derive(Debug)]
pub(super) enum Whose {
    /// Whoever tokens were received for.
    Tokens(Box<Purpose>),
    /// Whoever brought an access token, here.
    Bearer(Place),
    /// The same, and nobody knows yet who it is; with the ID token beside it, if there is one.
    Stranger(Place, Option<Companion>),
}

impl Enriching {
    pub(super) fn new(whose: Whose, session: Session) -> Self {
        Self {
            whose,
            session,
            answer: Unwrapping::default(),
        }
    }

    pub(super) fn resume(
        mut self,
        rules: &Rules,
        standing: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        let asked = Asked {
            of: AnswerOf::Userinfo,
            rules: rules.userinfo_answer,
            tokens: &rules.tokens,
            provider,
            client_id: self.whose.client_id(rules),
            now,
        };
        let said = match self.answer.take(reply, &asked, read_userinfo) {
            Ok(Unwrapped::Wants(call)) => return Step::Call(Flow(Box::new(State::Enriching(self))), call),
            Ok(Unwrapped::Said(said)) => {
                judge_subject(&said.claims, self.whose.subject(&self.session)).map(|()| said)
            }
            Err(error) => Err(error),
        };
        match said {
            Ok(Said { claims, token }) => {
                let said = self.answer.said_at(now);
                let known = self.whose.known(self.session, &claims);
                let session = Session {
                    counts_until: self.whose.counts_until(rules, known.counts_until, said),
                    userinfo: Some(claims),
                    userinfo_jwt: token,
                    ..known
                };
                self.whose.fulfil(rules, session)
            }
            // A session that goes on has what was said before.
            Err(UserinfoError::Unavailable(_)) if self.session.userinfo.is_some() => {
                self.whose.fulfil(rules, self.session)
            }
            Err(error @ UserinfoError::Unavailable(_)) => unavailable(error),
            Err(error) => self.whose.refuse(error),
        }
    }
}

impl Whose {
    /// The client for which the answer is.
    fn client_id<'a>(&'a self, rules: &'a Rules) -> &'a str {
        match self {
            Self::Tokens(purpose) => purpose.client_id(rules),
            Self::Bearer(_) | Self::Stranger(..) => &rules.client.id,
        }
    }

    /// Whom the answer must be about.
    fn subject<'a>(&self, session: &'a Session) -> Option<&'a str> {
        match self {
            Self::Tokens(_) | Self::Bearer(_) => Some(&session.subject),
            Self::Stranger(..) => None,
        }
    }

    /// The session of whoever the answer is about.
    fn known(&self, session: Session, claims: &Claims) -> Session {
        match self {
            Self::Tokens(_) | Self::Bearer(_) => session,
            Self::Stranger(..) => Session {
                subject: claims.subject().unwrap_or_default().to_owned(),
                ..session
            },
        }
    }

    /// Until when the provider's word counts about whoever brings an access token: what was asked first may end before.
    fn counts_until(&self, rules: &Rules, asked: Option<Timestamp>, said: Timestamp) -> Option<Timestamp> {
        let told = rules.userinfo_remembered.map_or(said, |time| said.plus(time));
        match self {
            Self::Tokens(_) => asked,
            Self::Bearer(_) | Self::Stranger(..) => Some(asked.map_or(told, |asked| asked.min(told))),
        }
    }

    /// The session is as good as it gets.
    fn fulfil(self, rules: &Rules, session: Session) -> Step {
        match self {
            Self::Tokens(purpose) => purpose.fulfil(rules, session),
            Self::Bearer(at) | Self::Stranger(at, None) => admit(rules, &at, session, Save::Never),
            Self::Stranger(at, Some(companion)) => match companion.beside(session) {
                Ok(session) => admit(rules, &at, session, Save::Never),
                Err(error) => refused(error, PendingChange::Keep, at.path),
            },
        }
    }

    pub(super) fn refuse(self, error: UserinfoError) -> Step {
        match self {
            Self::Tokens(purpose) => purpose.refuse(error.into()),
            Self::Bearer(at) => refused(error, PendingChange::Keep, at.path),
            // It is asked nothing but whether the token is good.
            Self::Stranger(at, _) => match error {
                UserinfoError::Refused(_) => {
                    let error = Error::Bearer(AccessTokenError::Inactive);
                    refused(error, PendingChange::Keep, at.path)
                }
                error => refused(error, PendingChange::Keep, at.path),
            },
        }
    }
}
