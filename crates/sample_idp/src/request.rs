//! A call, as far as the protocol looks at it.

use axum::http::Method;
use jose::Secret;

/// What came in. It carries secrets, so it cannot be printed.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Of the query, or of the form if it is a POST.
    pub(crate) parameters: Parameters,
    /// The `Authorization` header.
    pub(crate) authorization: Option<Secret>,
    /// The `Accept` header.
    pub(crate) accept: Option<String>,
    /// The value of the login cookie.
    pub(crate) login: Option<Secret>,
    pub(crate) sender: Sender,
}

/// Which page made the browser send a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// One of ours, or none at all.
    Ourselves,
    /// A page of somebody else.
    Stranger,
}

/// Names and values. A value that is empty counts as not given (RFC 6749 section 3.1).
#[derive(Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn read(encoded: &[u8]) -> Self {
        let given = form_urlencoded::parse(encoded).filter(|(_, value)| !value.is_empty());
        Self(
            given
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The first value of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(n, _)| n == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// The value of this name, unless there are several: then nobody knows which one was meant.
    pub(crate) fn only(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(n, _)| n == name);
        let first = named.next();
        first
            .filter(|_| named.next().is_none())
            .map(|(_, value)| value.as_str())
    }

    /// Whether a name stands more than once, which RFC 6749 section 3.1 forbids.
    pub(crate) fn repeats(&self) -> bool {
        self.0.iter().any(|(name, _)| self.only(name).is_none())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
