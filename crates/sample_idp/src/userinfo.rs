//! The userinfo endpoint (OpenID Connect Core 5.3, RFC 6750).

use axum::http::{StatusCode, header};
use jose::{Secret, Timestamp};
use serde_json::Value;

use crate::answer::Answer;
use crate::protocol::Provider;
use crate::request::Request;
use crate::{Misbehaviour, page};

impl Provider {
    pub(crate) fn userinfo(&self, request: &Request, now: Timestamp) -> Answer {
        if self.does(Misbehaviour::UserinfoAway) {
            return page::away();
        }
        if self.does(Misbehaviour::UserinfoFails) {
            return challenge(StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\"");
        }
        let Some(token) = request.authorization.as_ref().and_then(bearer) else {
            // RFC 6750 section 3.1: who shows nothing is told nothing.
            return challenge(StatusCode::UNAUTHORIZED, "Bearer realm=\"sample provider\"");
        };
        let Some(token) = self.ledger.access_token(&token, now) else {
            return challenge(StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\"");
        };
        let Some(login) = token
            .grant
            .login
            .as_ref()
            .filter(|_| token.scope.contains("openid"))
        else {
            return challenge(
                StatusCode::FORBIDDEN,
                "Bearer error=\"insufficient_scope\", scope=\"openid\"",
            );
        };
        let mut person = login.person;
        if self.does(Misbehaviour::UserinfoOfAnother) {
            person = person.another();
        }
        let mut claims = person.claims(&token.scope);
        claims.insert("sub".into(), person.subject.into());
        self.said_to(&token.grant.client_id, request, &Value::Object(claims), now)
    }
}

fn bearer(authorization: &Secret) -> Option<Secret> {
    let (scheme, token) = authorization.expose().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| Secret::new(token.trim()))
}

fn challenge(status: StatusCode, words: &str) -> Answer {
    Answer::empty(status)
        .with(header::WWW_AUTHENTICATE, words)
        .with(header::CACHE_CONTROL, "no-store")
}
