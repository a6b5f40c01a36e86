//! What the client gets back.

use http::{HeaderValue, StatusCode, header};

use crate::{Body, Head, Transforms};

/// An answer on its way back to the client.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub head: Head,
    /// The body.
    pub body: Body,
    /// Who made it.
    pub origin: Origin,
    /// What becomes of its body on the way to the client; see [`Answer::transform`].
    pub transforms: Transforms,
}

/// Who made an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service behind the gateway.
    Upstream,
    /// The gateway or one of its plugins.
    Gateway,
}

impl Answer {
    /// Lets `transform` change the body, when every plugin has seen the answer's head: the first that was handed over
    /// goes first. What describes the body goes with it, such as its length and `ETag`.
    ///
    /// It does not happen where there is no body, or none that can be read: in answers to HEAD, with 1xx, 204 and 304,
    /// behind a coding, and with gRPC. So whoever may hand one over first asks for an answer that can be read:
    /// [`crate::Exchange::ask_for_all_in_plain`].
    pub fn transform(&mut self, transform: impl FnOnce(Body) -> Body + 'static) {
        self.transforms.0.push(Box::new(transform));
    }

    /// An empty answer of the gateway's own.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            head: Head::new(),
            body: Body::default(),
            origin: Origin::Gateway,
            transforms: Transforms::default(),
        }
    }

    /// An answer of the gateway's own with a body of that media type.
    #[must_use]
    pub fn with_body(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Self {
        let mut answer = Self::new(status);
        answer
            .head
            .set(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        answer.body = body.into();
        answer
    }

    /// `{"message": …}` as JSON, the form in which Kong's plugins refuse.
    #[must_use]
    pub fn message(status: StatusCode, message: &str) -> Self {
        let body = serde_json::json!({ "message": message }).to_string();
        Self::with_body(status, "application/json; charset=utf-8", body)
    }
}
