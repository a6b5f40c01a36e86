//! Token revocation (RFC 7009).

use std::sync::Arc;

use axum::http::StatusCode;
use jose::{Secret, Timestamp};

use crate::answer::Answer;
use crate::oauth_error::OAuthError;
use crate::protocol::Provider;
use crate::request::Request;
use crate::{Misbehaviour, page};

impl Provider {
    pub(crate) fn revoke(&mut self, request: &Request, now: Timestamp) -> Answer {
        if self.does(Misbehaviour::RevocationFails) {
            return page::away();
        }
        match self.end_token(request, now) {
            Ok(()) => Answer::empty(StatusCode::OK),
            Err(error) => error.answer(),
        }
    }

    /// Ends a token; a refresh token takes all others of its grant along (RFC 7009 section 2.1).
    fn end_token(&mut self, request: &Request, now: Timestamp) -> Result<(), OAuthError> {
        if request.parameters.repeats() {
            return Err(OAuthError::invalid_request("a parameter stands twice"));
        }
        let client = self.client_of(request, now)?;
        let token = request.parameters.find("token").map(Secret::new);
        let token = token.ok_or(OAuthError::invalid_request("token is missing"))?;
        let is_own = |owner: &str| {
            let foreign = OAuthError::invalid_grant("the token is another client's");
            (owner == client.id).then_some(()).ok_or(foreign)
        };
        if let Some(found) = self.ledger.access_token(&token, now) {
            is_own(&found.grant.client_id)?;
            self.ledger.revoke_access_token(&token);
        } else if let Some(found) = self.ledger.refresh_token(&token, now) {
            is_own(&found.grant.client_id)?;
            let grant = Arc::clone(&found.grant);
            self.ledger.revoke(&grant);
        }
        // What is unknown is as good as revoked (RFC 7009 section 2.2).
        Ok(())
    }
}
