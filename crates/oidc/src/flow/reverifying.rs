//! Verifying the tokens of a session again; waiting for keys, if theirs is unknown.

use jose::Timestamp;

use super::complete::{Place, admit};
use super::{Flow, State, Step, refused, unavailable};
use crate::{
    AccessTokenError, AccessTokenKind, Call, Error, IdTokenError, Obtained, PendingChange, Provider, Rules,
    Save, Session, Standing, access_token,
};

/// Newer keys are looked for.
#[derive(Debug)]
pub(super) struct Reverifying {
    session: Session,
    at: Place,
}

/// Lets a session in if its tokens still have the provider's signature.
pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    at: Place,
    session: Session,
    now: Timestamp,
) -> Step {
    let Some(provider) = standing.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    match verify(rules, provider, &session, now) {
        Err(error) if error.is_of_unknown_key() => {
            let state = State::Reverifying(Reverifying { session, at });
            Step::Call(Flow(Box::new(state)), Call::Keys)
        }
        verified => decide(rules, at, session, verified),
    }
}

impl Reverifying {
    pub(super) fn resume(self, rules: &Rules, standing: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        let verified = verify(rules, provider, &self.session, now);
        decide(rules, self.at, self.session, verified)
    }
}

fn decide(rules: &Rules, at: Place, session: Session, verified: Result<(), Error>) -> Step {
    match verified {
        Ok(()) => admit(rules, &at, session, Save::Nothing),
        Err(error) => {
            let error = match error.is_of_unknown_key() {
                true => Error::AccessToken(AccessTokenError::KeyWithdrawn),
                false => error,
            };
            refused(error, PendingChange::Keep, at.path)
        }
    }
}

/// The tokens of which the session says that they were verified.
fn verify(rules: &Rules, provider: &Provider, session: &Session, now: Timestamp) -> Result<(), Error> {
    if session.access_token_kind == AccessTokenKind::Verified {
        let issuer = provider.metadata.issuer();
        let of = (issuer, Obtained::InSession);
        access_token::judge(&session.access_token, &provider.keys, &rules.tokens, of, now)
            .map_err(Error::AccessToken)?;
    }
    if let Some(id_token) = &session.id_token {
        let verified = rules.tokens.verify(id_token, &provider.keys);
        verified.map_err(|error| Error::IdToken(IdTokenError::Signature(error)))?;
    }
    Ok(())
}
