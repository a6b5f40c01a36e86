//! The cookie by which a browser shows its session (RFC 6265bis).

#[cfg(test)]
mod tests;

use axum::http::{HeaderMap, HeaderValue, header};

/// The names of it. Browsers do not look at ports, so they show it to whatever else is on the same host.
pub const COOKIES: [&str; 2] = [Cookie::Secure.name(), Cookie::Plain.name()];

/// How it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Where the page came in the clear.
    Plain,
    /// Where it came over TLS: no other host and no page in the clear can set it.
    Secure,
}

impl Cookie {
    /// For a page that came over TLS, or did not.
    pub(crate) const fn over(tls: bool) -> Self {
        match tls {
            true => Self::Secure,
            false => Self::Plain,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "lychgate_manager",
            Self::Secure => "__Host-lychgate_manager",
        }
    }

    /// What a browser shows of it, which [`read`] reads.
    pub(crate) fn shown(self, value: &str) -> String {
        format!("{}={value}", self.name())
    }

    /// Has the browser keep it until it is closed. No script sees it, and no other page makes the browser send it.
    pub(crate) fn kept(self, value: &str) -> Option<HeaderValue> {
        self.written(value, "")
    }

    /// Has the browser forget it.
    pub(crate) fn gone(self) -> Option<HeaderValue> {
        self.written("", "; Max-Age=0")
    }

    fn written(self, value: &str, more: &str) -> Option<HeaderValue> {
        let secure = match self {
            Self::Plain => "",
            Self::Secure => "; Secure",
        };
        let pair = self.shown(value);
        HeaderValue::from_str(&format!(
            "{pair}; Path=/; HttpOnly; SameSite=Strict{secure}{more}"
        ))
        .ok()
    }
}

/// What a browser shows, with its name: what was given under one is not good under the other, which more can plant. The
/// one that nobody plants comes first. Of two different ones of a name neither is there, since one was planted.
pub(crate) fn read(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    [Cookie::Secure, Cookie::Plain]
        .into_iter()
        .filter_map(|cookie| only(cookie, headers))
}

fn only(cookie: Cookie, headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let named = |pair: &&str| {
        pair.split_once('=')
            .is_some_and(|(name, _)| name == cookie.name())
    };
    let mut shown = pairs.map(str::trim).filter(named);
    let first = shown.next()?;
    shown.all(|other| other == first).then_some(first)
}
