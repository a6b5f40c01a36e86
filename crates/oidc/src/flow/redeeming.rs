//! Waiting for the tokens of a code.

use jose::Timestamp;

use super::verifying::Verifying;
use super::{Step, refused, unavailable};
use crate::{CallReply, Error, Pending, PendingChange, Rules, Standing, TokenError, token};

/// A code was sent to the token endpoint.
#[derive(Debug)]
pub(super) struct Redeeming {
    /// The login it belongs to.
    pub(super) pending: Pending,
    /// The browser's other logins.
    pub(super) left: PendingChange,
    /// The path of the callback.
    pub(super) at: String,
}

impl Redeeming {
    pub(super) fn resume(
        self,
        rules: &Rules,
        provider: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let again = self.pending.return_address();
        let read = match reply {
            CallReply::Http(reply) => token::read_tokens(&reply),
            CallReply::Unavailable(why) => Err(TokenError::Unavailable(why.into())),
            CallReply::MadeBefore => Err(TokenError::InvalidGrant(None)),
            CallReply::Keys => return refused(Error::OutOfTurn, self.left, again),
        };
        match read {
            Ok(tokens) => Verifying::begin(self, tokens).judge(rules, provider, now),
            Err(error @ TokenError::Unavailable(_)) => unavailable(error),
            Err(error) => refused(error, self.left, again),
        }
    }
}
