//! Judging the tokens; waiting for keys, if theirs is unknown.

use std::time::Duration;

use jose::Timestamp;

use super::complete::{Login, admit, complete};
use super::enriching::{Enriching, Whose};
use super::fronting::Front;
use super::granting::Granting;
use super::refreshing::Refreshing;
use super::{Flow, State, Step, refused, unavailable};
use crate::encrypted::is_encrypted;
use crate::session::{Token, refresh_at};
use crate::userinfo::userinfo_request;
use crate::{
    AccessTokenError, AccessTokenKind, Call, CallReply, Channel, Error, Expectations, IdTokenError, Obtained,
    Occasion, Provider, Refresh, Rules, Save, Session, Standing, Tokens, Userinfo, access_token, bearer,
    believed, verify_id_token,
};

/// Tokens were received.
#[derive(Debug)]
pub(super) struct Verifying {
    purpose: Purpose,
    tokens: Tokens,
    keys: Keys,
    /// By how many seconds the provider's clock is ahead of ours.
    skew: Option<i64>,
}

/// What the tokens are for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// A login.
    Login(Box<Login>),
    /// A session that goes on.
    Refresh(Box<Refreshing>),
    /// Credentials that a request brings; for how long the tokens were remembered, if they were.
    Grant(Box<Granting>, Option<Duration>),
}

/// Whether newer keys were looked for already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keys {
    AsKnown,
    LookedFor,
}

impl Verifying {
    pub(super) const fn new(purpose: Purpose, tokens: Tokens, skew: Option<i64>) -> Self {
        Self {
            purpose,
            tokens,
            keys: Keys::AsKnown,
            skew,
        }
    }

    pub(super) fn resume(
        mut self,
        rules: &Rules,
        provider: Standing<'_>,
        reply: CallReply,
        now: Timestamp,
    ) -> Step {
        match reply {
            CallReply::Decrypted(Ok(signed)) => self.tokens.id_token = Some(signed),
            CallReply::Decrypted(Err(error)) => {
                return self.refuse(rules, provider, Error::IdToken(IdTokenError::Encryption(error)));
            }
            CallReply::Unavailable(why) => return self.purpose.put_off(rules, Error::NotDecrypted(why), now),
            // Whatever came of the search for keys, the provider's picture is as new as it gets.
            CallReply::Keys => self.keys = Keys::LookedFor,
            CallReply::Http(_) | CallReply::Own(_) | CallReply::MadeBefore => {
                return unavailable(Error::OutOfTurn);
            }
        }
        self.judge(rules, provider, now)
    }

    pub(super) fn judge(self, rules: &Rules, standing: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        if let Some(encrypted) = self.tokens.id_token.as_ref().filter(|token| is_encrypted(token)) {
            let call = Call::Decrypt {
                token: encrypted.clone(),
                channel: Channel::Back,
            };
            return Step::Call(Flow(Box::new(State::Verifying(self))), call);
        }
        let judged = self.access_token(rules, provider, now).and_then(|kind| {
            let subject = self.subject(rules, provider, kind, now)?;
            Ok((kind, subject))
        });
        match judged {
            Ok((kind, subject)) => self.go_on(rules, provider, kind, subject, now),
            Err(error) if self.keys == Keys::AsKnown && error.is_of_unknown_key() => {
                Step::Call(Flow(Box::new(State::Verifying(self))), Call::Keys)
            }
            Err(error) => self.refuse(rules, standing, error),
        }
    }

    /// The tokens are not good. Those that were remembered may have been.
    fn refuse(self, rules: &Rules, standing: Standing<'_>, error: Error) -> Step {
        match (self.purpose, standing.provider()) {
            (Purpose::Grant(granting, Some(_)), Some(provider)) if error.may_come_with_age() => {
                granting.ask_anew(rules, provider, self.tokens.refresh_token.as_ref(), error)
            }
            (purpose, _) => purpose.refuse(error.with_skew(self.skew)),
        }
    }

    fn access_token(
        &self,
        rules: &Rules,
        provider: &Provider,
        now: Timestamp,
    ) -> Result<AccessTokenKind, Error> {
        let token = &self.tokens.access_token;
        let of = (provider.metadata.issuer(), self.purpose.obtained());
        match access_token::judge(token, &provider.keys, &rules.tokens, of, now) {
            // Some providers sign them with keys that they keep for themselves.
            Err(error) if self.keys == Keys::LookedFor && error.is_of_unknown_key() => {
                Ok(AccessTokenKind::Opaque)
            }
            judged => judged.map_err(Error::AccessToken),
        }
    }

    /// Whom the tokens are about: the ID token says so. Without one, a session goes on as it was, and a login that
    /// never asked for one (OAuth 2.0 without OpenID Connect) takes the word of a verified access token.
    fn subject(
        &self,
        rules: &Rules,
        provider: &Provider,
        kind: AccessTokenKind,
        now: Timestamp,
    ) -> Result<String, Error> {
        let Some(id_token) = &self.tokens.id_token else {
            return match &self.purpose {
                Purpose::Refresh(refreshing) => Ok(refreshing.old.subject.clone()),
                // There was one before, and the second is not left out (OpenID Connect Core 3.3.3.3).
                Purpose::Login(login) if login.front.is_some() => Err(Error::IdTokenMissing),
                Purpose::Login(_) => {
                    let is_asked_for = rules.request.scopes.iter().any(|scope| scope == "openid");
                    let claims = (kind == AccessTokenKind::Verified && !is_asked_for)
                        .then(|| believed::claims(&self.tokens.access_token))
                        .flatten();
                    let subject = claims.and_then(|claims| claims.subject().map(str::to_owned));
                    subject.ok_or(Error::IdTokenMissing)
                }
                // Nobody, if nothing that is signed says so: what somebody calls themselves may be another one's `sub`.
                Purpose::Grant(..) => {
                    let claims = (kind == AccessTokenKind::Verified)
                        .then(|| believed::claims(&self.tokens.access_token))
                        .flatten();
                    Ok(claims.map_or_else(String::new, |claims| bearer::subject(&claims).to_owned()))
                }
            };
        };
        let occasion = match &self.purpose {
            Purpose::Login(login) => Occasion::Login {
                nonce: &login.pending.nonce,
                max_age: rules.request.max_age,
                state: &login.pending.state,
                code: &login.code,
            },
            Purpose::Refresh(refreshing) => Occasion::Refresh {
                subject: &refreshing.old.subject,
            },
            Purpose::Grant(..) => Occasion::Grant,
        };
        let expect = Expectations {
            issuer: provider.metadata.issuer(),
            client_id: self.purpose.client_id(rules),
            occasion,
            channel: Channel::Back,
            access_token: Some(&self.tokens.access_token),
            rules: &rules.tokens,
        };
        let judged = verify_id_token(id_token, &provider.keys, &expect, now).map_err(Error::IdToken)?;
        match self.purpose.front() {
            Some(front) if !front.is_same(&judged) => Err(Error::IdToken(IdTokenError::FrontChannelMismatch)),
            _ => Ok(judged.subject),
        }
    }

    fn go_on(
        self,
        rules: &Rules,
        provider: &Provider,
        access_token_kind: AccessTokenKind,
        subject: String,
        now: Timestamp,
    ) -> Step {
        let Tokens {
            access_token,
            id_token,
            refresh_token,
            expires_in,
            ..
        } = self.tokens;
        // Without `expires_in` the access token may say itself when it ends.
        let expires_in = expires_in.or_else(|| {
            let is_verified = access_token_kind == AccessTokenKind::Verified;
            let claims = is_verified.then(|| believed::claims(&access_token)).flatten()?;
            // One that is over, or says nothing that can be understood, ends at once.
            let end = claims.date("exp").unwrap_or(Some(now))?;
            let seconds = u64::try_from(end.seconds() - now.seconds()).unwrap_or(0);
            Some(Duration::from_secs(seconds))
        });
        let mut session = Session {
            subject,
            access_token,
            id_token,
            refresh_token,
            expires_at: expires_in.map(|lifetime| now.plus(lifetime)),
            refresh_at: refresh_at(expires_in, now),
            access_token_kind,
            userinfo: None,
            id_claims: None,
            id_claims_kept: None,
            introspection: None,
            client: rules.kept_client(),
            userinfo_jwt: None,
            introspection_jwt: None,
            counts_until: None,
        };
        let is_over = session.token(Refresh::Never, rules.tokens.leeway, now) == Token::Over;
        let purpose = match self.purpose {
            Purpose::Grant(granting, Some(_)) if is_over => {
                let error = Error::AccessToken(AccessTokenError::Expired);
                return granting.ask_anew(rules, provider, session.refresh_token.as_ref(), error);
            }
            purpose => purpose,
        };
        match &purpose {
            Purpose::Refresh(refreshing) => {
                // What the provider does not send anew stays as it was (RFC 6749 section 6).
                if session.id_token.is_none() {
                    session.id_token.clone_from(&refreshing.old.id_token);
                    session.id_claims.clone_from(&refreshing.old.id_claims);
                    session.id_claims_kept.clone_from(&refreshing.old.id_claims_kept);
                }
                session.refresh_token = session
                    .refresh_token
                    .or_else(|| refreshing.old.refresh_token.clone());
                session.userinfo.clone_from(&refreshing.old.userinfo);
                session.userinfo_jwt.clone_from(&refreshing.old.userinfo_jwt);
            }
            Purpose::Login(_) | Purpose::Grant(..) => {}
        }
        if rules.userinfo == Userinfo::NotAsked {
            return purpose.fulfil(rules, session);
        }
        match userinfo_request(&provider.metadata, &session.access_token) {
            Ok(call) => {
                let enriching = Enriching::new(Whose::Tokens(Box::new(purpose)), session);
                Step::Call(Flow(Box::new(State::Enriching(enriching))), Call::Userinfo(call))
            }
            Err(error) => purpose.refuse(error.into()),
        }
    }
}

impl Purpose {
    /// The client for which the tokens are made.
    pub(super) fn client_id<'a>(&'a self, rules: &'a Rules) -> &'a str {
        match self {
            Self::Grant(granting, _) => granting.client_id(rules),
            Self::Login(_) | Self::Refresh(_) => &rules.client.id,
        }
    }

    /// How the access token was obtained.
    fn obtained(&self) -> Obtained {
        match self {
            Self::Login(_) => Obtained::ByCode,
            Self::Refresh(_) => Obtained::ByRefreshToken,
            Self::Grant(granting, _) => granting.obtained(),
        }
    }

    /// What the browser brought before.
    fn front(&self) -> Option<&Front> {
        match self {
            Self::Login(login) => login.front.as_ref(),
            Self::Refresh(_) | Self::Grant(..) => None,
        }
    }

    /// The session is as good as it gets.
    pub(super) fn fulfil(self, rules: &Rules, session: Session) -> Step {
        match self {
            Self::Login(login) => complete(rules, *login, session),
            Self::Refresh(refreshing) => admit(rules, &refreshing.at, session, Save::Renewed),
            Self::Grant(granting, _) => granting.fulfil(rules, session),
        }
    }

    /// Nobody can tell now what the tokens are.
    fn put_off(self, rules: &Rules, error: Error, now: Timestamp) -> Step {
        match self {
            Self::Refresh(refreshing) => refreshing.put_off(rules, error, now),
            Self::Login(_) | Self::Grant(..) => unavailable(error),
        }
    }

    /// There is no session, or no longer.
    pub(super) fn refuse(self, error: Error) -> Step {
        match self {
            Self::Login(login) => {
                let again = login.pending.return_address();
                refused(error, login.left, again)
            }
            Self::Refresh(refreshing) => refreshing.end(error),
            Self::Grant(granting, _) => granting.refuse(error),
        }
    }
}
