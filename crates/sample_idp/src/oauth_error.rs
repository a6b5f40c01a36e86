//! How the endpoints that speak JSON refuse (RFC 6749 section 5.2).

use axum::http::{StatusCode, header};
use serde_json::json;

use crate::answer::Answer;

/// A refusal: the RFC's word, and words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) error: &'static str,
    pub(crate) description: &'static str,
}

impl OAuthError {
    pub(crate) const fn invalid_request(description: &'static str) -> Self {
        Self {
            error: "invalid_request",
            description,
        }
    }

    pub(crate) const fn invalid_client(description: &'static str) -> Self {
        Self {
            error: "invalid_client",
            description,
        }
    }

    pub(crate) const fn invalid_grant(description: &'static str) -> Self {
        Self {
            error: "invalid_grant",
            description,
        }
    }

    pub(crate) const fn server_error() -> Self {
        Self {
            error: "server_error",
            description: "the token could not be signed",
        }
    }

    pub(crate) fn answer(self) -> Answer {
        let body = json!({ "error": self.error, "error_description": self.description });
        match self.error {
            "invalid_client" => Answer::json(StatusCode::UNAUTHORIZED, &body)
                .with(header::WWW_AUTHENTICATE, "Basic realm=\"sample provider\""),
            "server_error" => Answer::json(StatusCode::INTERNAL_SERVER_ERROR, &body),
            _ => Answer::json(StatusCode::BAD_REQUEST, &body),
        }
    }
}
