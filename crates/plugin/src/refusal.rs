//! A refusal, as opposed to an answer in a plugin's own words.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode};

use crate::Head;

/// A refusal. What the client gets of it has the form that the client reads, and names the number of the request.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// Why, in words for the client. They may hold what the client sent.
    pub message: Cow<'static, str>,
    /// Headers that go with it.
    pub head: Head,
}

impl Refusal {
    /// With this status and these words.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            message: message.into(),
            head: Head::new(),
        }
    }

    /// The same, with a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.head.append(name, value);
        self
    }
}
