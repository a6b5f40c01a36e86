//! An answer of an endpoint on its way to be believed: it may be encrypted, and signed with a key that is not known yet.
//!
//! | came | next |
//! |---|---|
//! | JSON, and that will do | it is what was said |
//! | JSON, and it should be signed | not believed |
//! | an encrypted token | decrypt it |
//! | a signed token, its key is known | verify it |
//! | a signed token, its key is not known | look for newer keys, once |

use std::time::Duration;

use jose::{Secret, Timestamp};

use crate::signed_answer::{AnswerOf, Said, Written};
use crate::{
    AnswerError, AnswerForm, AnswerRules, AnswerToken, Call, CallReply, Channel, HttpReply,
    IntrospectionError, Provider, TokenRules, UserinfoError,
};

/// An answer on its way.
#[derive(Debug, Default)]
pub(super) struct Unwrapping {
    /// A signed one that waits for newer keys.
    waiting: Option<Secret>,
    /// For how long it has been remembered, if nobody was asked this time.
    kept_for: Duration,
}

/// How far it has come.
pub(super) enum Unwrapped {
    /// It is believed.
    Said(Said),
    /// Something is needed first.
    Wants(Call),
}

/// Whose answer it is, and how it is judged.
pub(super) struct Asked<'a> {
    pub(super) of: AnswerOf,
    pub(super) rules: AnswerRules,
    pub(super) tokens: &'a TokenRules,
    pub(super) provider: &'a Provider,
    pub(super) client_id: &'a str,
    pub(super) now: Timestamp,
}

/// What may go wrong at an endpoint that answers.
pub(super) trait Failure: From<AnswerError> {
    fn unavailable(why: &str) -> Self;
}

impl Failure for UserinfoError {
    fn unavailable(why: &str) -> Self {
        Self::Unavailable(why.to_owned())
    }
}

impl Failure for IntrospectionError {
    fn unavailable(why: &str) -> Self {
        Self::Unavailable(why.to_owned())
    }
}

impl Unwrapping {
    /// When the provider said it.
    pub(super) fn said_at(&self, now: Timestamp) -> Timestamp {
        now.minus(self.kept_for)
    }

    fn read<E>(
        &mut self,
        reply: &HttpReply,
        read: impl FnOnce(&HttpReply) -> Result<Written, E>,
    ) -> Result<Written, E> {
        self.kept_for = reply.kept_for.unwrap_or_default();
        read(reply)
    }

    /// Takes what came of the last call. `read` reads the reply of the endpoint.
    pub(super) fn take<E: Failure>(
        &mut self,
        reply: CallReply,
        asked: &Asked<'_>,
        read: impl FnOnce(&HttpReply) -> Result<Written, E>,
    ) -> Result<Unwrapped, E> {
        let (token, keys_are_new) = match reply {
            CallReply::Http(reply) => match self.read(&reply, read)? {
                Written::Json(_) if asked.rules.form != AnswerForm::Json => {
                    return Err(AnswerError::Unsigned.into());
                }
                Written::Json(claims) => return Ok(Unwrapped::Said(Said { claims, token: None })),
                Written::Encrypted(token) => {
                    let channel = Channel::Back;
                    return Ok(Unwrapped::Wants(Call::Decrypt { token, channel }));
                }
                Written::Signed(token) => (token, false),
            },
            CallReply::Decrypted(decrypted) => (decrypted.map_err(AnswerError::Encryption)?, false),
            CallReply::Keys => match self.waiting.take() {
                Some(token) => (token, true),
                None => return Err(E::unavailable("flow.out_of_turn")),
            },
            CallReply::Unavailable(why) => return Err(E::unavailable(why)),
            CallReply::MadeBefore | CallReply::Own(_) => return Err(E::unavailable("flow.out_of_turn")),
        };
        match asked.verify(&token) {
            Ok(claims) => Ok(Unwrapped::Said(Said {
                claims,
                token: (asked.rules.token == AnswerToken::Kept).then_some(token),
            })),
            Err(error) if error.is_of_unknown_key() && !keys_are_new => {
                self.waiting = Some(token);
                Ok(Unwrapped::Wants(Call::Keys))
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Asked<'_> {
    fn verify(&self, token: &Secret) -> Result<jose::Claims, AnswerError> {
        let parties = (self.provider.metadata.issuer(), self.client_id);
        self.of.verify(
            token,
            self.rules.form,
            &self.provider.keys,
            self.tokens,
            parties,
            self.now,
        )
    }
}
