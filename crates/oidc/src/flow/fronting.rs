//! An ID token that the browser brings with the code (OpenID Connect Core 3.3.2): it is judged before the code is spent.
//!
//! It tells that the code belongs to this login before anybody redeems it, which stops whoever injects the code of another
//! one. Anybody may have written it, so it counts only with the provider's signature, whatever the rules are about others.
//! An access token beside it is never used: the token endpoint gives another, which no browser has seen.

use jose::{Secret, Timestamp};

use super::complete::Login;
use super::redeeming::Redeeming;
use super::{Flow, NO_TOKEN_ENDPOINT, State, Step, refused, unavailable};
use crate::encrypted::is_encrypted;
use crate::id_token::Channel;
use crate::{
    Call, CallReply, CallbackError, Error, Expectations, IdToken, IdTokenError, Occasion, Provider, Rules,
    Standing, token, verify_id_token,
};

/// Its key is looked for, or it is decrypted.
#[derive(Debug)]
pub(super) struct Fronting {
    login: Login,
    id_token: Secret,
    /// The one beside it, if one was to come that way.
    access_token: Option<Secret>,
    keys_are_new: bool,
}

/// What the browser brings besides the code.
#[derive(Debug)]
pub(super) struct Brought {
    pub(super) id_token: Option<Secret>,
    pub(super) access_token: Option<Secret>,
}

/// What the first ID token of a login says, which the second must say as well (OpenID Connect Core 3.3.3.6).
#[derive(Debug)]
pub(super) struct Front {
    issuer: Option<String>,
    subject: String,
}

impl Front {
    /// Whether another ID token is of the same issuer, and about the same person.
    pub(super) fn is_same(&self, other: &IdToken) -> bool {
        self.issuer.as_deref() == other.claims.issuer() && self.subject == other.subject
    }
}

/// Judges what the browser brings, if something was to come that way; then redeems the code.
pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    login: Login,
    tokens: Brought,
    now: Timestamp,
) -> Step {
    let asked = rules.request.response_type;
    if !asked.has_id_token() {
        return redeem(rules, standing, login);
    }
    let Some(id_token) = tokens.id_token else {
        return missing("id_token", login);
    };
    let access_token = match (asked.has_token(), tokens.access_token) {
        (true, None) => return missing("access_token", login),
        (true, access_token) => access_token,
        (false, _) => None,
    };
    let fronting = Fronting {
        login,
        id_token,
        access_token,
        keys_are_new: false,
    };
    fronting.judge(rules, standing, now)
}

fn missing(token: &'static str, login: Login) -> Step {
    let again = login.pending.return_address();
    refused(CallbackError::TokenMissing(token), login.left, again)
}

/// Turns the code into tokens.
fn redeem(rules: &Rules, standing: Standing<'_>, login: Login) -> Step {
    let Some(provider) = standing.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    if provider.metadata.token_endpoint().is_none() {
        return unavailable(NO_TOKEN_ENDPOINT);
    }
    let call = token::code_request(
        &rules.client,
        &provider.metadata,
        login.code.clone(),
        &login.pending,
    );
    let state = login.pending.state.clone();
    Step::Call(
        Flow(Box::new(State::Redeeming(Redeeming(login)))),
        Call::Redeem { call, login: state },
    )
}

impl Fronting {
    pub(super) fn resume(
        mut self,
        rules: &Rules,
        standing: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        match reply {
            CallReply::Decrypted(Ok(signed)) => self.id_token = signed,
            CallReply::Decrypted(Err(error)) => return self.refuse(IdTokenError::Encryption(error)),
            CallReply::Unavailable(why) => return unavailable(Error::NotDecrypted(why)),
            CallReply::Keys => self.keys_are_new = true,
            CallReply::Http(_) | CallReply::Own(_) | CallReply::MadeBefore => {
                return unavailable(Error::OutOfTurn);
            }
        }
        self.judge(rules, standing, now)
    }

    fn judge(mut self, rules: &Rules, standing: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        if is_encrypted(&self.id_token) {
            let call = Call::Decrypt {
                token: self.id_token.clone(),
                channel: Channel::Front,
            };
            return Step::Call(Flow(Box::new(State::Fronting(self))), call);
        }
        match self.verify(rules, provider, now) {
            Ok(judged) => {
                self.login.front = Some(Front {
                    issuer: judged.claims.issuer().map(str::to_owned),
                    subject: judged.subject,
                });
                redeem(rules, standing, self.login)
            }
            Err(error) if error.is_of_unknown_key() && !self.keys_are_new => {
                Step::Call(Flow(Box::new(State::Fronting(self))), Call::Keys)
            }
            Err(error) => self.refuse(error),
        }
    }

    fn verify(&self, rules: &Rules, provider: &Provider, now: Timestamp) -> Result<IdToken, IdTokenError> {
        let Login { pending, code, .. } = &self.login;
        let expect = Expectations {
            issuer: provider.metadata.issuer(),
            client_id: &rules.client.id,
            occasion: Occasion::Login {
                nonce: &pending.nonce,
                max_age: rules.request.max_age,
                state: &pending.state,
                code,
            },
            channel: Channel::Front,
            access_token: self.access_token.as_ref(),
            rules: &rules.tokens,
        };
        verify_id_token(&self.id_token, &provider.keys, &expect, now)
    }

    fn refuse(self, error: IdTokenError) -> Step {
        let again = self.login.pending.return_address();
        refused(Error::IdToken(error), self.login.left, again)
    }
}
