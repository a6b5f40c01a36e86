//! Token replies that no client should be content with.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::answer::Answer;
use crate::grant_type::GrantType;
use crate::protocol::Provider;
use crate::wire::Pace;
use crate::{Misbehaviour, page};

impl Provider {
    /// What is answered instead of tokens, if anything is. Nothing is granted then, and nothing spent.
    pub(crate) fn instead_of_tokens(&self) -> Option<Answer> {
        if self.does(Misbehaviour::TokenFails) {
            return Some(Answer::broken());
        }
        if self.does(Misbehaviour::TokenEndpointFails) {
            return Some(page::away());
        }
        if self.does(Misbehaviour::TokenEndpointSpeaksHtml) {
            return Some(page::small_talk());
        }
        if self.does(Misbehaviour::RedirectingTokenEndpoint) {
            let to = format!("{}/elsewhere", self.path);
            return Some(Answer::empty(StatusCode::TEMPORARY_REDIRECT).with(header::LOCATION, to));
        }
        if self.does(Misbehaviour::TokenGarbage) {
            let mut garbage = Answer::empty(StatusCode::OK).with(header::CONTENT_TYPE, "application/json");
            garbage.body = "{\"access_token\": <html>".to_owned();
            return Some(garbage);
        }
        self.does(Misbehaviour::EndlessTokenReply)
            .then(|| Answer::empty(StatusCode::OK).at(Pace::Endless))
    }

    /// Changes what a right reply says.
    pub(crate) fn spoil_reply(&self, reply: &mut Value, grant_type: GrantType) {
        let refreshes = grant_type == GrantType::RefreshToken;
        if self.does(Misbehaviour::ExpiresInZero) {
            reply["expires_in"] = 0.into();
        }
        if self.does(Misbehaviour::ExpiresInText) {
            reply["expires_in"] = reply["expires_in"].to_string().into();
        }
        let Some(members) = reply.as_object_mut() else {
            return;
        };
        if self.does(Misbehaviour::NoRefreshToken) || (refreshes && self.does(Misbehaviour::KeptRefreshToken))
        {
            members.remove("refresh_token");
        }
        if self.does(Misbehaviour::MissingIdToken)
            || (refreshes && self.does(Misbehaviour::NoIdTokenOnRefresh))
        {
            members.remove("id_token");
        }
    }

    /// A right reply, as it is written.
    pub(crate) fn write_reply(&self, reply: &Value) -> Answer {
        let answer = if self.does(Misbehaviour::LyingContentType) {
            let mut answer = Answer::empty(StatusCode::OK).with(header::CONTENT_TYPE, "text/plain");
            answer.body = reply.to_string();
            answer.with(header::CACHE_CONTROL, "no-store")
        } else {
            Answer::json(StatusCode::OK, reply)
        };
        if self.does(Misbehaviour::TokenEndpointHangsUp) {
            answer.at(Pace::BreakingOff)
        } else if self.does(Misbehaviour::SlowTokenReply) {
            answer.at(Pace::Trickling)
        } else {
            answer
        }
    }
}
