//! Token introspection (RFC 7662).

use jose::{Secret, Timestamp};
use serde_json::{Value, json};

use crate::access_token::subject;
use crate::answer::Answer;
use crate::ledger::{AccessToken, RefreshToken};
use crate::oauth_error::OAuthError;
use crate::protocol::Provider;
use crate::request::Request;

impl Provider {
    pub(crate) fn introspect(&mut self, request: &Request, now: Timestamp) -> Answer {
        match self.describe(request, now) {
            Ok((client_id, description)) => self.said_to(&client_id, request, &description, now),
            Err(error) => error.answer(),
        }
    }

    /// Who asks, and what they are told.
    fn describe(&mut self, request: &Request, now: Timestamp) -> Result<(String, Value), OAuthError> {
        if request.parameters.repeats() {
            return Err(OAuthError::invalid_request("a parameter stands twice"));
        }
        let client = self.client_of(request, now)?;
        // RFC 7662 section 2.1: whoever cannot prove who they are must not try tokens out.
        if client.is_public() {
            return Err(OAuthError::invalid_client("a public client may not introspect"));
        }
        let token = request.parameters.find("token").map(Secret::new);
        let token = token.ok_or(OAuthError::invalid_request("token is missing"))?;
        if let Some(token) = self.ledger.access_token(&token, now) {
            return Ok((client.id, self.access_token_described(token)));
        }
        // A refresh token concerns nobody but its client.
        let refresh_token = self.ledger.refresh_token(&token, now);
        let own = refresh_token.filter(|token| token.grant.client_id == client.id);
        let described = own.map_or_else(
            || json!({ "active": false }),
            |token| self.refresh_token_described(token),
        );
        Ok((client.id, described))
    }

    fn access_token_described(&self, token: &AccessToken) -> Value {
        let mut description = json!({
            "active": true,
            "token_type": "Bearer",
            "iss": self.issuer,
            "sub": subject(&token.grant),
            "aud": self.audience,
            "client_id": token.grant.client_id,
            "scope": token.scope.to_string(),
            "iat": token.issued.seconds(),
            "exp": token.expires.seconds(),
            "jti": token.id,
        });
        if let Some(login) = &token.grant.login {
            description["username"] = login.person.username.into();
            description["groups"] = json!(login.person.groups);
        }
        description
    }

    fn refresh_token_described(&self, token: &RefreshToken) -> Value {
        json!({
            "active": true,
            "iss": self.issuer,
            "sub": subject(&token.grant),
            "client_id": token.grant.client_id,
            "scope": token.grant.scope.to_string(),
            "exp": token.expires.seconds(),
        })
    }
}
