//! A login that is remembered.

use std::time::Duration;

use jose::{Claims, Secret, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AnswerForm, AnswerToken, Client, Rules, Tokens, Userinfo, believed};

/// What is remembered of a login. It travels sealed, so its members have short names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whom it is about.
    #[serde(rename = "s")]
    pub subject: String,
    /// What the services behind the gateway are shown.
    #[serde(rename = "a")]
    pub access_token: Secret,
    /// What the provider said about the person.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Secret>,
    /// What gets a new access token.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// When the access token ends; `None` if the provider does not say.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When to get a new access token, so that no request ever waits for one that is over.
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    pub refresh_at: Option<Timestamp>,
    /// Whether the access token is a JWT that the provider has signed, so that its claims are believed.
    #[serde(rename = "j", default, skip_serializing_if = "is_opaque")]
    pub access_token_kind: AccessTokenKind,
    /// What the userinfo endpoint said.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub userinfo: Option<Claims>,
    /// What is left of an ID token that was too long to be kept.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    pub id_claims: Option<Claims>,
    /// The claims that were looked for in it then; of others nobody can tell whether it had them.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub id_claims_kept: Option<Vec<String>>,
    /// What the introspection endpoint said about the access token.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub introspection: Option<Claims>,
    /// The client whose session it is, by its id; `None` where there is only one.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The signed token in which the userinfo endpoint said so, if somebody wants to see it.
    #[serde(rename = "uj", default, skip_serializing_if = "Option::is_none")]
    pub userinfo_jwt: Option<Secret>,
    /// The same of the introspection endpoint.
    #[serde(rename = "tj", default, skip_serializing_if = "Option::is_none")]
    pub introspection_jwt: Option<Secret>,
    /// Until when the provider's word about an access token counts that a request brings; then it is asked again. `None`
    /// if nobody has to be asked.
    #[serde(skip)]
    pub counts_until: Option<Timestamp>,
}

/// What is known of an access token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessTokenKind {
    /// It is the provider's business what it says.
    #[default]
    #[serde(rename = "o")]
    Opaque,
    /// A JWT whose signature was verified.
    #[serde(rename = "v")]
    Verified,
}

// What serde asks for takes a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn is_opaque(kind: &AccessTokenKind) -> bool {
    *kind == AccessTokenKind::Opaque
}

/// How a session is while its times last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Its access token is good.
    Good,
    /// Its access token is good or was, and a new one is to be had.
    Due,
    /// Its access token is over.
    Over,
}

/// A new access token is fetched this long before the old one ends, or a tenth of its life before.
const AHEAD: Duration = Duration::from_secs(30);

/// Nobody reads a longer name of a person, in bytes.
const LONGEST_NAME: usize = 100;

impl Session {
    /// A login that lasts for one request, which brings this access token.
    pub(crate) fn of_request(subject: &str, access_token: Secret, kind: AccessTokenKind) -> Self {
        Self {
            subject: subject.to_owned(),
            access_token,
            id_token: None,
            refresh_token: None,
            expires_at: None,
            refresh_at: None,
            access_token_kind: kind,
            userinfo: None,
            id_claims: None,
            id_claims_kept: None,
            introspection: None,
            client: None,
            userinfo_jwt: None,
            introspection_jwt: None,
            counts_until: None,
        }
    }

    /// When its ID token ends, which was judged when it came; `None` if it has none.
    #[must_use]
    pub fn id_token_ends(&self) -> Option<Timestamp> {
        believed::claims(self.id_token.as_ref()?)?
            .date("exp")
            .ok()
            .flatten()
    }

    /// How its access token is. What the service behind would refuse is not worth passing on.
    /// `leeway` is how much early a refreshable one is renewed, and how much later another one ends.
    pub(crate) fn token(&self, refresh: Refresh, leeway: Duration, now: Timestamp) -> Token {
        if refresh == Refresh::Ahead && self.refresh_token.is_some() {
            return match self.refresh_at {
                Some(at) if now.plus(leeway) >= at => Token::Due,
                _ => Token::Good,
            };
        }
        match self.expires_at {
            Some(end) if now >= end.plus(leeway) => Token::Over,
            _ => Token::Good,
        }
    }

    /// Whether its access token still lasts, refreshable or not.
    pub(crate) fn lasts(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// Who it is, in the words that people know best: those of the ID token, or else the subject.
    #[must_use]
    pub fn person(&self) -> String {
        let claims = match &self.id_token {
            Some(id_token) => crate::believed::claims(id_token),
            None => self.id_claims.clone(),
        };
        let said = |name: &&str| Some(claims.as_ref()?.as_json().get(*name)?.as_str()?.to_owned());
        let is_short = |name: &String| !name.trim().is_empty() && name.len() <= LONGEST_NAME;
        let names = ["preferred_username", "email", "name"];
        let mut found = names.iter().filter_map(said).filter(is_short);
        found.next().unwrap_or_else(|| self.subject.clone())
    }

    /// Its tokens, as they came.
    pub(crate) fn tokens(&self) -> Tokens {
        Tokens {
            access_token: self.access_token.clone(),
            id_token: self.id_token.clone(),
            refresh_token: self.refresh_token.clone(),
            expires_in: None,
        }
    }

    /// The same session with only these claims of its ID token, for when all of it is too long to be kept.
    #[must_use]
    pub fn without_id_token(&self, names: &[&str]) -> Self {
        let whole = self.id_token.as_ref().and_then(crate::believed::claims);
        let kept = whole.map(|claims| {
            let named = |(name, value): (&String, &serde_json::Value)| {
                names
                    .contains(&name.as_str())
                    .then(|| (name.clone(), value.clone()))
            };
            Claims::from(
                claims
                    .as_json()
                    .iter()
                    .filter_map(named)
                    .collect::<serde_json::Map<_, _>>(),
            )
        });
        Self {
            id_token: None,
            id_claims: kept.filter(|claims| !claims.as_json().is_empty()),
            id_claims_kept: Some(names.iter().map(|name| (*name).to_owned()).collect()),
            ..self.clone()
        }
    }

    /// Whether its tokens are this client's.
    pub(crate) fn is_of(&self, client: &Client) -> bool {
        self.client.as_ref().is_none_or(|own| *own == client.id)
    }

    /// Whether it was begun where as much was asked about the person as these rules judge by. A session may be shared
    /// by instances with other rules, and what is not in it is not the same as what nobody said.
    pub(crate) fn knows_enough(&self, rules: &Rules) -> bool {
        if rules.userinfo == Userinfo::Asked && self.userinfo.is_none() {
            return false;
        }
        // Only the client that got its tokens can get others for them.
        if !self.is_of(&rules.client) {
            return false;
        }
        let answer = rules.userinfo_answer;
        let is_signed = answer.form != AnswerForm::Json && answer.token == AnswerToken::Kept;
        if rules.userinfo == Userinfo::Asked && is_signed && self.userinfo_jwt.is_none() {
            return false;
        }
        let Some(kept) = &self.id_claims_kept else {
            return true;
        };
        let demands = &rules.demands;
        let demanded = demands.claims.iter().map(|(_, demand)| demand.path.first());
        let others = demands.forbidden.iter().chain(&rules.looked_for);
        let mut judged = demanded.chain(others.map(String::as_str));
        judged.all(|name| kept.iter().any(|kept| kept == name))
    }
}

/// When to get a new access token for an access token that lasts so long from now on.
pub(crate) fn refresh_at(lifetime: Option<Duration>, now: Timestamp) -> Option<Timestamp> {
    lifetime.map(|lifetime| now.plus(lifetime.saturating_sub(AHEAD.min(lifetime / 10))))
}

/// Whether sessions get new access tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Before the old one ends.
    Ahead,
    /// No: a session ends with its access token.
    Never,
}

/// What came of opening the session a request shows.
#[derive(Debug)]
pub enum Opened {
    /// It shows none.
    Nothing,
    /// It is alive.
    Valid(Box<Session>),
    /// It was alive, and its time is over. The word says which time.
    Spent(&'static str),
    /// Nobody can tell what it is: forged, damaged, or sealed with a key that is gone. The word says which.
    Unreadable(&'static str),
    /// The place where sessions are kept does not answer. That is no reason for a new login.
    Unavailable,
}

#[cfg(test)]
mod tests;
