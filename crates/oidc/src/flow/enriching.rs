//! Waiting for what the provider says about the person.

use jose::Timestamp;

use super::complete::{Login, complete};
use super::{Step, refused, unavailable};
use crate::userinfo::read_userinfo;
use crate::{CallReply, Error, Rules, Session, UserinfoError};

/// The userinfo endpoint was asked.
#[derive(Debug)]
pub(super) struct Enriching {
    /// The login it is for.
    pub(super) login: Login,
    /// The session that begins.
    pub(super) session: Session,
}

impl Enriching {
    pub(super) fn resume(self, rules: &Rules, reply: &CallReply, _: Timestamp) -> Step {
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
                complete(rules, self.login, session)
            }
            Err(error @ UserinfoError::Unavailable(_)) => unavailable(error),
            Err(error) => {
                let again = self.login.pending.return_address();
                refused(error, self.login.left, again)
            }
        }
    }
}
