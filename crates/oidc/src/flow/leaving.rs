//! Waiting for the provider to forget the tokens of a session that ends.

use std::collections::VecDeque;

use jose::Secret;

use super::{Flow, State, Step};
use crate::{Answer, Call, CallReply, HttpCall, Opened, Outcome, Rules, Standing, TokenKind, Unrevoked};

/// Tokens are being revoked. The session ends whatever comes of it.
#[derive(Debug)]
pub(super) struct Leaving {
    calls: VecDeque<(TokenKind, HttpCall)>,
    under_way: Option<TokenKind>,
    to: Option<Secret>,
    unrevoked: Vec<Unrevoked>,
}

/// Ends a session, if there is one; the provider is told in any case.
pub(super) fn begin(rules: &Rules, provider: Standing<'_>, session: &Opened) -> Step {
    let session = match session {
        // Another client's tokens are not ours to revoke, and the provider would not know whom we mean.
        Opened::Valid(session) if session.is_of(&rules.client) => Some(&**session),
        _ => None,
    };
    let metadata = provider.provider().map(|provider| &provider.metadata);
    Leaving {
        calls: rules.logout.revocations(&rules.client, metadata, session).into(),
        to: rules.logout.destination(&rules.client, metadata, session),
        under_way: None,
        unrevoked: Vec::new(),
    }
    .next()
}

impl Leaving {
    pub(super) fn resume(mut self, reply: &CallReply) -> Step {
        let failure = match reply {
            // RFC 7009 section 2.2: also for a token that the provider does not know.
            CallReply::Http(reply) if reply.status == 200 => None,
            CallReply::Http(reply) => Some(format!("status {}", reply.status)),
            CallReply::Unavailable(why) => Some((*why).to_owned()),
            CallReply::MadeBefore | CallReply::Keys | CallReply::Own(_) | CallReply::Decrypted(_) => None,
        };
        if let (Some(token), Some(why)) = (self.under_way, failure) {
            self.unrevoked.push(Unrevoked { token, why });
        }
        self.next()
    }

    fn next(mut self) -> Step {
        match self.calls.pop_front() {
            Some((token, call)) => {
                self.under_way = Some(token);
                Step::Call(Flow(Box::new(State::Leaving(self))), Call::Revoke(call))
            }
            None => Step::Done(Outcome::Answer(Answer::LoggedOut {
                to: self.to,
                unrevoked: self.unrevoked,
            })),
        }
    }
}
