//! Waiting for the tokens of a code.

use jose::Timestamp;

use super::complete::Login;
use super::verifying::{Purpose, Verifying};
use super::{Step, refused, unavailable};
use crate::{CallReply, Error, Rules, Standing, TokenError, token};

/// A code was sent to the token endpoint.
#[derive(Debug)]
pub(super) struct Redeeming(pub(super) Login);

impl Redeeming {
    pub(super) fn resume(
        self,
        rules: &Rules,
        provider: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let Self(login) = self;
        let again = login.pending.return_address();
        let skew = match &reply {
            CallReply::Http(reply) => reply.skew(now),
            _ => None,
        };
        let read = match reply {
            CallReply::Http(reply) => token::read_tokens(&reply),
            CallReply::Unavailable(why) => Err(TokenError::Unavailable(why.into())),
            CallReply::MadeBefore => Err(TokenError::InvalidGrant(None)),
            CallReply::Keys | CallReply::Decrypted(_) => {
                return refused(Error::OutOfTurn, login.left, again);
            }
        };
        match read {
            Ok(tokens) => {
                Verifying::new(Purpose::Login(Box::new(login)), tokens, skew).judge(rules, provider, now)
            }
            Err(error @ TokenError::Unavailable(_)) => unavailable(error),
            Err(error) => refused(error, login.left, again),
        }
    }
}
