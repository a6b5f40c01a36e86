//! The ID token (OpenID Connect Core 2), and the ways to spoil it.

use std::time::Duration;

use jose::{Secret, SignError, Timestamp};
use serde_json::{Map, Value, json};

use crate::login::Login;
use crate::misbehaviour::{ANOTHER_CLIENT, ANOTHER_ISSUER};
use crate::protocol::Provider;
use crate::scope::Scope;
use crate::{Misbehaviour, forgery};

impl Provider {
    pub(crate) fn make_id_token(
        &mut self,
        client_id: &str,
        login: &Login,
        scope: &Scope,
        nonce: Option<&str>,
        access_token: &Secret,
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
        say("at_hash", self.hash(access_token.expose()));
        if let Some(nonce) = nonce {
            say("nonce", nonce.into());
        }
        self.spoil(&mut claims, now);
        self.sign_id_token(&Value::Object(claims))
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
        if self.does(Misbehaviour::WrongNonce) {
            say("nonce", json!("not-the-nonce-that-was-sent"));
        }
        if self.does(Misbehaviour::MissingNonce) {
            claims.remove("nonce");
        }
    }

    fn sign_id_token(&mut self, claims: &Value) -> Result<String, SignError> {
        if self.does(Misbehaviour::NoneAlgorithm) {
            return Ok(forgery::unsigned(claims));
        }
        if self.does(Misbehaviour::HmacAlgorithm) {
            return Ok(forgery::hmac_with(&self.keys.current().public_jwk(), claims));
        }
        if self.does(Misbehaviour::UnknownKeyId) {
            return self.keys.renamed()?.sign(None, claims);
        }
        if self.does(Misbehaviour::UnpublishedKey) {
            return self.keys.unpublished()?.sign(None, claims);
        }
        let token = self.keys.current().sign(None, claims)?;
        if self.does(Misbehaviour::BadSignature) {
            return Ok(forgery::flipped(&token));
        }
        Ok(token)
    }

    /// An `at_hash`.
    fn hash(&self, access_token: &str) -> Value {
        jose::left_half(self.keys.current().algorithm(), access_token).into()
    }
}
