//! A refusal in the words of OAuth 2.0 (RFC 6749 5.2, RFC 6750 3).

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode, header};
use plugin::{Answer, Verdict};
use schema::{Map, Value};

/// Why a client gets nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Denial {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    pub(super) description: Cow<'static, str>,
    pub(super) head: Option<(HeaderName, HeaderValue)>,
}

impl Denial {
    /// 400, with this error.
    pub(super) fn new(error: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description: description.into(),
            head: None,
        }
    }

    pub(super) fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new("invalid_request", description)
    }

    /// Nobody learns whether such a client is there.
    pub(super) fn invalid_client() -> Self {
        Self::new("invalid_client", "Invalid client authentication")
    }

    /// A code that was never given, is over, was used, or is another's.
    pub(super) fn invalid_code() -> Self {
        Self::invalid_request("Invalid code")
    }

    pub(super) fn redirect_uri() -> Self {
        Self::invalid_request(
            "Invalid redirect_uri that does not match with any redirect_uri created with the application",
        )
    }

    /// The same with another status and a header.
    pub(super) fn with(mut self, status: StatusCode, name: HeaderName, value: HeaderValue) -> Self {
        self.status = status;
        self.head = Some((name, value));
        self
    }

    /// What stands in the answer, in this order.
    pub(super) fn pairs(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("error", self.error.into()),
            ("error_description", self.description.as_ref().into()),
        ]
    }

    /// The answer at an endpoint, with the `state` of the client.
    pub(super) fn answer(&self, state: Option<&str>) -> Verdict {
        let mut answer = unstored(self.status, self.pairs(), state);
        if let Some((name, value)) = &self.head {
            answer.head.set(name.clone(), value.clone());
        }
        Verdict::Reply(Box::new(answer))
    }
}

/// JSON that nobody keeps (RFC 6749 5.1).
pub(super) fn unstored(status: StatusCode, pairs: Vec<(&'static str, Value)>, state: Option<&str>) -> Answer {
    let state = state.map(|state| ("state", state.into()));
    let members = pairs.into_iter().chain(state);
    let members: Map<String, Value> = members.map(|(name, value)| (name.to_owned(), value)).collect();
    let body = Value::Object(members).to_string();
    let mut answer = Answer::with_body(status, "application/json; charset=utf-8", body);
    let head = &mut answer.head;
    head.set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    head.set(header::PRAGMA, HeaderValue::from_static("no-cache"));
    answer
}
