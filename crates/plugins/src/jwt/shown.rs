//! The token that a request shows.

use http::{HeaderName, header};
use plugin::Exchange;

/// The token that a request shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    One(String),
    Several,
}

impl Shown {
    /// Looks in these arguments of the query, these cookies, and these headers. The same token in two places is one.
    pub(super) fn by(
        exchange: &Exchange,
        arguments: &[String],
        cookies: &[String],
        headers: &[HeaderName],
    ) -> Self {
        let mut shown = Self::Nothing;
        if let Some(query) = exchange.received.target.query().filter(|_| !arguments.is_empty()) {
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                if arguments.iter().any(|argument| *argument == name) {
                    shown.add(&value);
                }
            }
        }
        if !cookies.is_empty() {
            for line in exchange.head.all(&header::COOKIE) {
                let pairs = line.to_str().unwrap_or_default().split(';');
                for (name, value) in pairs.filter_map(|pair| pair.trim().split_once('=')) {
                    if cookies.iter().any(|cookie| cookie == name) {
                        shown.add(value.trim_matches('"'));
                    }
                }
            }
        }
        for name in headers {
            for line in exchange.head.all(name) {
                shown.add(bearer(line.to_str().unwrap_or_default()).unwrap_or_default());
            }
        }
        shown
    }

    fn add(&mut self, token: &str) {
        match self {
            _ if token.is_empty() => {}
            Self::Nothing => *self = Self::One(token.to_owned()),
            Self::One(one) if one == token => {}
            _ => *self = Self::Several,
        }
    }
}

/// What stands behind `Bearer` (RFC 6750 2.1).
fn bearer(line: &str) -> Option<&str> {
    let (scheme, token) = line.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
