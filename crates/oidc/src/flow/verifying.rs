//! Judging the tokens; waiting for keys, if theirs is unknown.

use jose::{JwsError, Timestamp};

use super::redeeming::Redeeming;
use super::{Flow, State, Step, refused, unavailable};
use crate::{
    Admission, AfterLogin, Answer, Call, CallReply, Error, Expectations, Forward, IdTokenError, Identity,
    Outcome, Pending, PendingChange, Rules, Save, Session, Standing, Tokens, verify_id_token,
};

/// Tokens were received.
#[derive(Debug)]
pub(super) struct Verifying {
    pending: Pending,
    left: PendingChange,
    at: String,
    tokens: Tokens,
    keys: Keys,
}

/// Whether newer keys were looked for already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keys {
    AsKnown,
    LookedFor,
}

impl Verifying {
    pub(super) fn begin(redeemed: Redeeming, tokens: Tokens) -> Self {
        let Redeeming { pending, left, at } = redeemed;
        Self {
            pending,
            left,
            at,
            tokens,
            keys: Keys::AsKnown,
        }
    }

    pub(super) fn resume(self, rules: &Rules, provider: Standing<'_>, _: &CallReply, now: Timestamp) -> Step {
        // Whatever came of the search for keys, the provider's picture is as new as it gets.
        Self {
            keys: Keys::LookedFor,
            ..self
        }
        .judge(rules, provider, now)
    }

    pub(super) fn judge(self, rules: &Rules, provider: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = provider.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        let Some(id_token) = &self.tokens.id_token else {
            return self.refuse(Error::IdTokenMissing);
        };
        let expect = Expectations {
            issuer: provider.metadata.issuer(),
            client_id: &rules.client.id,
            nonce: rules.nonce,
            login_nonce: &self.pending.nonce,
            access_token: &self.tokens.access_token,
            algorithms: &rules.algorithms,
            leeway: rules.leeway,
        };
        match verify_id_token(id_token, &provider.keys, &expect, now) {
            Ok(judged) => self.admit(rules, judged.subject, now),
            Err(IdTokenError::Signature(JwsError::KeyNotFound { .. })) if self.keys == Keys::AsKnown => {
                Step::Call(Flow(State::Verifying(self)), Call::Keys)
            }
            Err(error) => self.refuse(Error::IdToken(error)),
        }
    }

    fn refuse(self, error: Error) -> Step {
        let again = self.pending.return_address();
        refused(error, self.left, again)
    }

    /// The login is complete. Where the login began and ended at the same path the request goes on in place;
    /// otherwise the browser is sent back to where it began.
    fn admit(self, rules: &Rules, subject: String, now: Timestamp) -> Step {
        let expires_at = self.tokens.expires_at(now);
        let session = Session {
            subject,
            access_token: self.tokens.access_token,
            id_token: self.tokens.id_token,
            refresh_token: self.tokens.refresh_token,
            expires_at,
        };
        if rules.after_login == AfterLogin::Redirect || self.pending.return_path != self.at {
            let to = self.pending.return_address();
            return Step::Done(Outcome::Answer(Answer::Redirect {
                to,
                pending: self.left,
                save: Some(session),
            }));
        }
        Step::Done(Outcome::Admit(Admission {
            identity: Identity {
                subject: session.subject.clone(),
            },
            session,
            save: Save::Before,
            pending: self.left,
            forward: Forward::InPlace {
                query: self.pending.return_query,
            },
        }))
    }
}
