//! Waiting to hear whether an access token was given out on this side, which only whoever keeps those can tell.

use jose::{Secret, Timestamp};

use super::bearing::Beside;
use super::complete::{Place, admit_by};
use super::{Flow, State, Step, bearing, refused, unavailable};
use crate::bearer::subject;
use crate::{
    AccessTokenError, AccessTokenKind, Brought, Call, CallReply, Error, Found, IdTokenError, OwnToken,
    PendingChange, Proof, Rules, Save, Session, Standing,
};

/// It is looked up.
#[derive(Debug)]
pub(super) struct Owning {
    token: Secret,
    beside: Beside,
    at: Place,
}

/// Looks this token up.
pub(super) fn begin(token: &str, beside: Beside, at: Place) -> Step {
    let token = Secret::new(token);
    let state = State::Owning(Owning {
        token: token.clone(),
        beside,
        at,
    });
    Step::Call(Flow(Box::new(state)), Call::Own(token))
}

impl Owning {
    pub(super) fn resume(
        self,
        rules: &Rules,
        standing: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let Self { token, beside, at } = self;
        let (claims, ends_at) = match reply {
            CallReply::Own(OwnToken::Good { claims, ends_at }) => (claims, ends_at),
            CallReply::Own(OwnToken::NotOurs) => {
                let brought = Brought::Token(token.expose());
                return bearing::ask_provider(rules, standing, at, (brought, beside), now);
            }
            // It is nobody else's, so nobody else is shown it.
            CallReply::Own(OwnToken::NotGood) => {
                let error = Error::Bearer(AccessTokenError::NotGoodHere);
                return refused(error, PendingChange::Keep, at.path);
            }
            // It may be one of ours that is not good any more: nobody passes because nobody could look.
            CallReply::Unavailable(why) => return unavailable(Error::OwnTokensUnavailable(why)),
            CallReply::Http(_) | CallReply::MadeBefore | CallReply::Keys | CallReply::Decrypted(_) => {
                return unavailable(Error::OutOfTurn);
            }
        };
        // The provider's word about somebody is about nobody whom it did not give the token to.
        if beside.id_token != Found::Nothing {
            let error = Error::IdToken(IdTokenError::SubjectChanged);
            return refused(error, PendingChange::Keep, at.path);
        }
        let subject = subject(&claims).to_owned();
        let session = Session {
            expires_at: ends_at,
            introspection: Some(claims),
            // It is looked up with each request: one that is taken back is good no longer.
            counts_until: Some(now),
            ..Session::of_request(&subject, token, AccessTokenKind::Opaque)
        };
        admit_by(
            rules,
            &at,
            session,
            Save::Never,
            (Proof::OwnToken, &rules.after_own_token),
        )
    }
}
