//! The ID token (OpenID Connect Core 2), and the ways to spoil it.

use std::time::Duration;

use jose::{Algorithm, Claims, Secret, SignError, Timestamp};
use serde_json::{Map, Value, json};

use crate::login::Login;
use crate::misbehaviour::{ANOTHER_CLIENT, ANOTHER_ISSUER};
use crate::protocol::Provider;
use crate::scope::Scope;
use crate::{Misbehaviour, SigningAlgorithm, forgery};

/// What an ID token ties to itself by digests.
#[derive(Clone, Copy, Default)]
pub(crate) struct VouchedFor<'a> {
    pub(crate) access_token: Option<&'a Secret>,
    pub(crate) code: Option<&'a Secret>,
}

impl Provider {
    pub(crate) fn make_id_token(
        &mut self,
        client_id: &str,
        login: &Login,
        scope: &Scope,
        nonce: Option<&str>,
        vouched_for: VouchedFor<'_>,
        now: Timestamp,
    ) -> Result<String, SignError> {
        let mut claims = login.person.claims(scope);
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        say("iss", self.issuer.as_str().into());
        say("sub", login.person.subject.into());
        say("aud", client_id.into());
        say("exp", now.plus(self.lifetimes.id_token).seconds().into());
        say("iat", now.seconds().into());
        say("auth_time", login.at.seconds().into());
        say("sid", login.id.as_str().into());
        if let Some(access_token) = vouched_for.access_token {
            say("at_hash", self.hash(access_token.expose()));
        }
        if let Some(code) = vouched_for.code {
            say("c_hash", self.hash(code.expose()));
        }
        if let Some(nonce) = nonce {
            say("nonce", nonce.into());
        }
        self.spoil(&mut claims, now);
        let signed = self.sign_id_token(client_id, &Value::Object(claims))?;
        self.encrypted(signed)
    }

    fn spoil(&self, claims: &mut Map<String, Value>, now: Timestamp) {
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        if self.does(Misbehaviour::WrongIssuer) {
            say("iss", ANOTHER_ISSUER.into());
        }
        if self.does(Misbehaviour::WrongAudience) {
            say("aud", ANOTHER_CLIENT.into());
        }
        if self.does(Misbehaviour::ExpiredIdToken) {
            say("iat", now.minus(hours(2)).seconds().into());
            say("exp", now.minus(hours(1)).seconds().into());
        }
        if self.does(Misbehaviour::WrongAccessTokenHash) {
            say("at_hash", self.hash("another access token"));
        }
        if self.does(Misbehaviour::WrongCodeHash) {
            say("c_hash", self.hash("another code"));
        }
        if self.does(Misbehaviour::WrongNonce) {
            say("nonce", json!("not-the-nonce-that-was-sent"));
        }
        if self.does(Misbehaviour::MissingNonce) {
            claims.remove("nonce");
        }
    }

    /// Claims of an ID token that is really ours, whether or not its time is over.
    pub(crate) fn verify_id_token(&self, token: &str) -> Option<Claims> {
        if self.keys.algorithm() != SigningAlgorithm::Hs256 {
            return self.keys.verify(token);
        }
        self.clients.iter().find_map(|client| {
            let verified = jose::verify_hmac(token, client.secret.as_ref()?, &[Algorithm::Hs256]).ok()?;
            // A client can sign with its own secret whatever it likes, but about itself only.
            let is_own = verified.claims.audience() == [client.id.as_str()];
            is_own.then_some(verified.claims)
        })
    }

    fn sign_id_token(&mut self, client_id: &str, claims: &Value) -> Result<String, SignError> {
        if self.does(Misbehaviour::NoneAlgorithm) {
            return Ok(forgery::unsigned(claims));
        }
        if self.does(Misbehaviour::HmacAlgorithm) {
            return Ok(forgery::hmac_with(&self.keys.current().public_jwk(), claims));
        }
        if self.does(Misbehaviour::UnknownKeyId) {
            return self.keys.current().renamed().sign(None, claims);
        }
        if self.does(Misbehaviour::UnpublishedKey) {
            return self.keys.unpublished()?.sign(None, claims);
        }
        let token = if self.keys.algorithm() == SigningAlgorithm::Hs256 {
            self.sign_with_secret_of(client_id, claims)?
        } else {
            self.keys.current().sign(None, claims)?
        };
        if self.does(Misbehaviour::BadSignature) {
            return Ok(forgery::flipped(&token));
        }
        Ok(token)
    }

    fn sign_with_secret_of(&self, client_id: &str, claims: &Value) -> Result<String, SignError> {
        let client = self.clients.iter().find(|client| client.id == client_id);
        let secret = client.and_then(|client| client.secret.as_ref());
        jose::sign_hmac(
            None,
            claims,
            secret.ok_or(SignError::UnusableKey)?,
            Algorithm::Hs256,
        )
    }

    /// An `at_hash` or `c_hash`.
    fn hash(&self, text: &str) -> Value {
        jose::left_half(self.keys.algorithm().algorithm(), text).into()
    }
}
