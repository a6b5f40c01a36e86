//! What goes back to the caller, before it is written to a socket.

use axum::http::{HeaderName, StatusCode, header};
use serde_json::Value;

use crate::wire::Pace;

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: String,
    pub(crate) pace: Pace,
}

impl Answer {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
            pace: Pace::AtOnce,
        }
    }

    /// JSON that no cache keeps (RFC 6749 section 5.1).
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::document(status, body).with(header::CACHE_CONTROL, "no-store")
    }

    /// JSON that is public and seldom changes.
    pub(crate) fn published(body: &Value) -> Self {
        Self::document(StatusCode::OK, body).with(header::CACHE_CONTROL, "public, max-age=300")
    }

    /// Sends the browser on with a GET; 303 forgets the body of the form (RFC 9700 section 4.12).
    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::empty(StatusCode::SEE_OTHER)
            .with(header::LOCATION, to)
            .with(header::CACHE_CONTROL, "no-store")
            .with(header::REFERRER_POLICY, "no-referrer")
    }

    /// Something went wrong here, and nobody is told what.
    pub(crate) fn broken() -> Self {
        let mut answer = Self::empty(StatusCode::INTERNAL_SERVER_ERROR);
        answer.body.push_str("Internal Server Error\n");
        answer.with(header::CONTENT_TYPE, "text/plain; charset=utf-8")
    }

    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Written at this pace.
    pub(crate) fn at(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    fn document(status: StatusCode, body: &Value) -> Self {
        let mut answer = Self::empty(status);
        answer.body = body.to_string();
        answer.with(header::CONTENT_TYPE, "application/json")
    }
}

/// An address with these parameters added to the query it may already have.
pub(crate) fn with_query(uri: &str, parameters: &[(&str, &str)]) -> String {
    if parameters.is_empty() {
        return uri.to_owned();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let joint = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{joint}{}", query.finish())
}
