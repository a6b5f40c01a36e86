//! The access token: a signed JWT (RFC 9068).

use std::sync::Arc;

use jose::{Secret, SignError, Timestamp};
use serde_json::{Value, json};

use crate::ledger::{AccessToken, Grant};
use crate::protocol::Provider;
use crate::scope::Scope;
use crate::{Misbehaviour, ScopeClaim, random};

impl Provider {
    /// Makes an access token and books it.
    pub(crate) fn make_access_token(
        &mut self,
        grant: &Arc<Grant>,
        scope: &Scope,
        now: Timestamp,
    ) -> Result<Secret, SignError> {
        let id = random::id();
        let expires = now.plus(self.lifetimes.access_token);
        let mut claims = json!({
            "iss": self.issuer,
            "sub": subject(grant),
            "aud": self.audience,
            "client_id": grant.client_id,
            "iat": now.seconds(),
            "exp": expires.seconds(),
            "jti": id,
        });
        match self.scope_claim {
            ScopeClaim::Scope => claims["scope"] = scope.to_string().into(),
            ScopeClaim::Scp => claims["scp"] = scope.to_string().split(' ').collect(),
        }
        if let (Some(login), Some(members)) = (&grant.login, claims.as_object_mut()) {
            members.insert("auth_time".into(), login.at.seconds().into());
            members.extend(login.person.claims(scope));
            // RFC 9068 section 2.2.3.1: what a service decides by, whatever the client may know.
            members.insert("groups".into(), json!(login.person.groups));
        }
        let token = Secret::from(self.sign_access_token(&claims)?);
        let entry = AccessToken {
            grant: Arc::clone(grant),
            scope: scope.clone(),
            id,
            issued: now,
            expires,
        };
        self.ledger.add_access_token(&token, entry);
        Ok(token)
    }

    fn sign_access_token(&mut self, claims: &Value) -> Result<String, SignError> {
        let key = if self.does(Misbehaviour::UnpublishedKey) {
            self.keys.unpublished()?
        } else {
            self.keys.current()
        };
        key.sign(Some("at+jwt"), claims)
    }
}

/// Whom a grant is about: the person, or the client itself (RFC 9068 section 2.2).
pub(crate) fn subject(grant: &Grant) -> &str {
    let person = grant.login.as_ref().map(|login| login.person.subject);
    person.unwrap_or(&grant.client_id)
}
