//! Waiting for what the provider says about the person.

use super::complete::{Place, admit};
use super::verifying::Purpose;
use super::{Step, refused, unavailable};
use crate::userinfo::read_userinfo;
use crate::{CallReply, Error, PendingChange, Rules, Save, Session, UserinfoError};

/// The userinfo endpoint was asked.
#[derive(Debug)]
pub(super) struct Enriching {
    /// Whom about.
    pub(super) whose: Whose,
    /// The session as it is without the answer.
    pub(super) session: Session,
}

/// Whom the endpoint is asked about.
#[derive(Debug)]
pub(super) enum Whose {
    /// Whoever tokens were received for.
    Tokens(Box<Purpose>),
    /// Whoever brought an access token, here.
    Bearer(Place),
}

impl Enriching {
    pub(super) fn resume(self, rules: &Rules, reply: &CallReply) -> Step {
        let read = match reply {
            CallReply::Http(reply) => read_userinfo(reply, &self.session.subject),
            CallReply::Unavailable(why) => Err(UserinfoError::Unavailable((*why).into())),
            CallReply::MadeBefore | CallReply::Keys => return unavailable(Error::OutOfTurn),
        };
        match read {
            Ok(claims) => {
                let session = Session {
                    userinfo: Some(claims),
                    ..self.session
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
    /// The session is as good as it gets.
    fn fulfil(self, rules: &Rules, session: Session) -> Step {
        match self {
            Self::Tokens(purpose) => purpose.fulfil(rules, session),
            Self::Bearer(at) => admit(rules, &at, session, Save::Never),
        }
    }

    fn refuse(self, error: UserinfoError) -> Step {
        match self {
            Self::Tokens(purpose) => purpose.refuse(error.into()),
            Self::Bearer(at) => refused(error, PendingChange::Keep, at.path),
        }
    }
}
