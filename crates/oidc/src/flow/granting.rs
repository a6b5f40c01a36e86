//! A request brings credentials to be exchanged for tokens: which count, and in which order.
//!
//! | brings | decided |
//! |---|---|
//! | several of one kind, or what cannot be any | refuse |
//! | a refresh token, where such count | exchange it |
//! | a name and a password, where such count | exchange them; if the provider refuses and the next row fits, go on there |
//! | the id and secret of a client, where such count | exchange them as that client |
//! | what another authority says, where clients count | exchange it |
//!
//! What the token endpoint gives is judged like the tokens of a login. If it was remembered from the last time and is not
//! good any more, it is asked for once more.

use jose::{Secret, Timestamp};

use super::complete::{Place, admit_by, goes_on};
use super::verifying::{Purpose, Verifying};
use super::{Flow, Glance, NO_TOKEN_ENDPOINT, State, Step, refused, unavailable};
use crate::grant::Grant;
use crate::token::read_tokens;
use crate::{
    Asked, Believed, Call, CallReply, Credentials, CredentialsError, Error, Found, GrantType, Obtained,
    PendingChange, Presented, Proof, Provider, Refresh, Rules, Save, Session, Sessions, Standing, Stands,
    TokenError,
};

/// Credentials were sent to the token endpoint.
#[derive(Debug)]
pub(super) struct Granting {
    grant: Grant,
    stands: Stands,
    /// What is tried if the provider refuses.
    otherwise: Option<(Grant, Stands)>,
    pub(super) at: Place,
}

/// What a request brings that counts.
pub(super) enum Wanted {
    Nothing,
    Bad(CredentialsError),
    Grant {
        grant: (Grant, Stands),
        otherwise: Option<(Grant, Stands)>,
    },
}

impl Wanted {
    pub(super) fn of(rules: &Rules, brought: &Credentials) -> Self {
        let nothing = Ok(None);
        let refresh_token = match rules.refresh_token {
            Some(_) => one(&brought.refresh_token, |token| Grant::RefreshToken(token.clone())),
            None => nothing.clone(),
        };
        let password = match rules.password {
            Some(_) => one(&brought.password, |pair| Grant::Password {
                user: pair.name.clone(),
                password: pair.secret.clone(),
            }),
            None => nothing.clone(),
        };
        let client = match rules.client_credentials {
            Some(_) => one(&brought.client, |pair| Grant::Client {
                id: pair.name.clone(),
                secret: pair.secret.clone(),
            }),
            None => nothing.clone(),
        };
        let assertion = match rules.client_credentials {
            Some(_) => one(&brought.assertion, |text| Grant::Assertion(text.clone())),
            None => nothing,
        };
        let mut wanted = Vec::new();
        for found in [refresh_token, password, client, assertion] {
            match found {
                Ok(found) => wanted.extend(found),
                Err(error) => return Self::Bad(error),
            }
        }
        let mut wanted = wanted.into_iter();
        let Some(grant) = wanted.next() else {
            return Self::Nothing;
        };
        let otherwise = wanted.next().filter(|next| is_same_pair(&grant.0, &next.0));
        Self::Grant { grant, otherwise }
    }
}

type Offered = Result<Option<(Grant, Stands)>, CredentialsError>;

fn one<T>(found: &Found<T>, grant: impl FnOnce(&T) -> Grant) -> Offered {
    match found {
        Found::Nothing => Ok(None),
        Found::One(credential, stands) => Ok(Some((grant(credential), *stands))),
        Found::Several => Err(CredentialsError::Several),
        Found::Malformed => Err(CredentialsError::Malformed),
    }
}

/// Whether one pair may be both: somebody's name and password, or the id and secret of a client.
fn is_same_pair(one: &Grant, another: &Grant) -> bool {
    match (one, another) {
        (Grant::Password { user, password }, Grant::Client { id, secret }) => {
            user == id && password == secret
        }
        _ => false,
    }
}

/// Exchanges credentials for tokens.
pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    presented: &Presented<'_>,
    (grant, stands): (Grant, Stands),
    otherwise: Option<(Grant, Stands)>,
) -> Step {
    let Some(provider) = standing.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    let granting = Granting {
        grant,
        stands,
        otherwise,
        at: Place::of(presented),
    };
    granting.ask(rules, provider, Asked::MayBeRemembered)
}

impl Granting {
    /// The client for which the tokens are made.
    pub(super) fn client_id<'a>(&'a self, rules: &'a Rules) -> &'a str {
        self.grant.client_id(rules)
    }

    /// How the access token was obtained.
    pub(super) const fn obtained(&self) -> Obtained {
        match self.grant.of_type() {
            GrantType::RefreshToken => Obtained::ByRefreshToken,
            GrantType::Password => Obtained::ByPassword,
            GrantType::ClientCredentials => Obtained::ByClient,
        }
    }

    fn ask(self, rules: &Rules, provider: &Provider, asked: Asked) -> Step {
        if provider.metadata.token_endpoint().is_none() {
            return unavailable(NO_TOKEN_ENDPOINT);
        }
        let call = Call::Grant {
            call: self.grant.request(rules, &provider.metadata),
            asked,
        };
        Step::Call(Flow(Box::new(State::Granting(self))), call)
    }

    /// What was remembered is not good any more: the provider is asked once more. But a refresh token that it has replaced
    /// is not shown to it a second time, since that is what a thief would do (RFC 9700 section 4.14.2).
    pub(super) fn ask_anew(
        self,
        rules: &Rules,
        provider: &Provider,
        replaced_by: Option<&Secret>,
        error: Error,
    ) -> Step {
        match (&self.grant, replaced_by) {
            (Grant::RefreshToken(shown), Some(newer)) if shown != newer => self.refuse(error),
            _ => self.ask(rules, provider, Asked::Anew),
        }
    }

    pub(super) fn resume(
        self,
        rules: &Rules,
        standing: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        let (read, kept_for, skew) = match reply {
            CallReply::Http(reply) => (read_tokens(&reply), reply.kept_for, reply.skew(now)),
            CallReply::Unavailable(why) => (Err(TokenError::Unavailable(why.into())), None, None),
            // Its reply is lost, and it is not asked again: whoever brings it must bring a newer one.
            CallReply::MadeBefore => (Err(TokenError::InvalidGrant(None)), None, None),
            CallReply::Keys | CallReply::Own(_) | CallReply::Decrypted(_) => {
                return unavailable(Error::OutOfTurn);
            }
        };
        let error = match read {
            Ok(tokens) => {
                let tokens = tokens.after(kept_for);
                let judged = Verifying::new(Purpose::Grant(Box::new(self), kept_for), tokens, skew);
                return judged.judge(rules, standing, now);
            }
            Err(error @ TokenError::Unavailable(_)) => return unavailable(error),
            Err(error) => CredentialsError::Refused(error),
        };
        let Self { otherwise, at, .. } = self;
        match (otherwise, standing.provider()) {
            (Some((grant, stands)), Some(provider)) => Self {
                grant,
                stands,
                otherwise: None,
                at,
            }
            .ask(rules, provider, Asked::MayBeRemembered),
            _ => refused(error, PendingChange::Keep, at.path),
        }
    }

    /// Whoever brings the credentials is known.
    pub(super) fn fulfil(self, rules: &Rules, session: Session) -> Step {
        let Some(wanted) = rules.of_grant(self.grant.of_type()) else {
            return self.refuse(Error::OutOfTurn);
        };
        // A link or a form of another site could sign somebody in as somebody else.
        let save = match (wanted.sessions, self.stands) {
            (Sessions::Kept, Stands::InHeader) => Save::Before,
            _ => Save::Never,
        };
        let proof = Proof::Grant(self.grant.of_type());
        let session = match self.grant {
            // Whatever it gets, nobody but that client may use it (RFC 6749 section 4.4.3).
            Grant::Client { .. } => Session {
                refresh_token: None,
                refresh_at: None,
                ..session
            },
            // What is not given anew stays (RFC 6749 section 6).
            Grant::RefreshToken(token) if session.refresh_token.is_none() => Session {
                refresh_token: Some(token),
                ..session
            },
            _ => session,
        };
        admit_by(rules, &self.at, session, save, (proof, &wanted.after))
    }

    pub(super) fn refuse(self, error: Error) -> Step {
        refused(error, PendingChange::Keep, self.at.path)
    }
}

/// Whether somebody may pass as they are for whose credentials tokens were got before.
pub(super) fn lets_in(
    rules: &Rules,
    glance: Glance<'_>,
    session: &Session,
    believed: &Believed,
    now: Timestamp,
) -> bool {
    session.counts_until.is_some_and(|end| now < end)
        && goes_on(rules, glance, session, believed, Refresh::Never, now)
}

#[cfg(test)]
mod tests;
