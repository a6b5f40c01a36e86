//! Waiting for what the provider says about the person.

use super::verifying::Purpose;
use super::{Step, unavailable};
use crate::userinfo::read_userinfo;
use crate::{CallReply, Error, Rules, Session, UserinfoError};

/// The userinfo endpoint was asked.
#[derive(Debug)]
pub(super) struct Enriching {
    /// What for.
    pub(super) purpose: Purpose,
    /// The session as it is without the answer.
    pub(super) session: Session,
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
                self.purpose.fulfil(rules, session)
            }
            // A session that goes on has what was said before.
            Err(UserinfoError::Unavailable(_)) if self.session.userinfo.is_some() => {
                self.purpose.fulfil(rules, self.session)
            }
            Err(error @ UserinfoError::Unavailable(_)) => unavailable(error),
            Err(error) => self.purpose.refuse(error.into()),
        }
    }
}
