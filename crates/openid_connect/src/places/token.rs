//! Access tokens that requests bring themselves (RFC 6750): where they are looked for.

use std::borrow::Cow;

use oidc::Brought;
use plugin::{Exchange, Head, HeaderName, Misconfigured, Target, header};

use super::cookie;
use crate::config::{Credentials, TokenPlace};

/// The scheme of such tokens in the Authorization header; its case does not count.
const SCHEME: &str = "Bearer";

/// The most headers in which one is looked for.
const HEADERS: usize = 3;

/// The parameter of the query or the body (RFC 6750 sections 2.2 and 2.3).
pub(super) const PARAMETER: &str = "access_token";

/// Where access tokens are looked for.
#[derive(Default)]
pub(super) struct Tokens {
    headers: Vec<HeaderName>,
    query: bool,
    cookie: Option<String>,
    pub(super) body: bool,
}

/// Where something is that a request brings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whereabouts {
    /// In which of the headers in which it is looked for.
    headers: [bool; HEADERS],
    query: bool,
    cookie: bool,
}

impl Tokens {
    /// # Errors
    /// [`Misconfigured`] if no header can be called so.
    pub(super) fn of(options: &Credentials) -> Result<Self, Misconfigured> {
        let places = options.bearer_token_param_type.as_deref().unwrap_or_default();
        let headers = match (
            places.contains(&TokenPlace::Header),
            &options.bearer_token_header_name,
        ) {
            (false, _) => Vec::new(),
            (true, None) => vec![
                header::AUTHORIZATION,
                HeaderName::from_static("access-token"),
                HeaderName::from_static("x-access-token"),
            ],
            (true, Some(name)) => vec![HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                Misconfigured::new(
                    "config.header",
                    format!("bearer_token_header_name: {name:?} is not the name of a header"),
                )
            })?],
        };
        Ok(Self {
            headers,
            query: places.contains(&TokenPlace::Query),
            body: places.contains(&TokenPlace::Body),
            cookie: options
                .bearer_token_cookie_name
                .clone()
                .filter(|_| places.contains(&TokenPlace::Cookie)),
        })
    }

    /// What is in a head and a query and where, without a look at its letters.
    pub(super) fn find<'a>(&self, head: &'a Head, query: Option<&'a str>) -> (Brought<'a>, Whereabouts) {
        let mut found = Brought::Nothing;
        let mut whereabouts = Whereabouts::default();
        for (name, is_there) in self.headers.iter().zip(&mut whereabouts.headers) {
            for value in head.all(name) {
                let one = in_header(name, value.as_bytes());
                *is_there |= one != Brought::Nothing;
                found = both(found, one);
            }
        }
        if let Some(name) = &self.cookie {
            for line in head.all(&header::COOKIE) {
                for one in cookie::all(line.as_bytes(), name) {
                    whereabouts.cookie |= one != Brought::Nothing;
                    found = both(found, one);
                }
            }
        }
        for one in query.filter(|_| self.query).into_iter().flat_map(in_query) {
            whereabouts.query |= one != Brought::Nothing;
            found = both(found, one);
        }
        (found, whereabouts)
    }

    /// Takes it out of what goes upstream, where it is.
    pub(super) fn take_out(
        &self,
        exchange: &mut Exchange,
        whereabouts: Whereabouts,
        is_replaced: impl Fn(&HeaderName) -> bool,
    ) {
        for (name, is_there) in self.headers.iter().zip(whereabouts.headers) {
            if is_there && !is_replaced(name) {
                exchange.head.remove(name);
            }
        }
        if let Some(name) = self.cookie.as_deref().filter(|_| whereabouts.cookie) {
            cookie::take_out(exchange, name);
        }
        let target = &exchange.forward.target;
        if let Some(query) = target.query().filter(|_| whereabouts.query)
            && let Ok(target) = Target::of(target.path(), without_token(query).as_deref())
        {
            exchange.forward.target = target;
        }
    }
}

/// What both are together. The same token in two places is one; of two that differ nobody knows which is meant (RFC 6750
/// section 2).
pub(super) fn both<'a>(found: Brought<'a>, one: Brought<'a>) -> Brought<'a> {
    match (found, one) {
        (found, Brought::Nothing) => found,
        (Brought::Nothing, one) => one,
        (found, one) if found == one => found,
        _ => Brought::Several,
    }
}

/// The same, if it has the letters of a token.
pub(super) fn spelled(brought: Brought<'_>) -> Brought<'_> {
    match brought {
        Brought::Token(text) if !is_token68(text) => Brought::Malformed,
        brought => brought,
    }
}

/// The token in a header. Authorization needs the scheme, and may be about something else; other headers need none.
fn in_header<'a>(name: &HeaderName, value: &'a [u8]) -> Brought<'a> {
    let Ok(value) = std::str::from_utf8(value).map(str::trim_ascii) else {
        return Brought::Malformed;
    };
    let is_named = value
        .get(..SCHEME.len())
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
    let rest = match is_named {
        true => &value[SCHEME.len()..],
        false if *name == header::AUTHORIZATION => return Brought::Nothing,
        false => return token(value),
    };
    match rest.as_bytes().first() {
        None => Brought::Nothing,
        // RFC 9110 section 11.4: one or more spaces, and nothing else.
        Some(b' ') => token(rest.trim_start_matches(' ')),
        // Another scheme whose name begins the same, or a token without any.
        Some(byte) if byte.is_ascii_alphanumeric() && *name == header::AUTHORIZATION => Brought::Nothing,
        Some(byte) if byte.is_ascii_alphanumeric() => token(value),
        Some(_) => Brought::Malformed,
    }
}

pub(super) fn in_query(query: &str) -> impl Iterator<Item = Brought<'_>> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == PARAMETER)
        .map(|(_, value)| match value {
            Cow::Borrowed(value) => token(value),
            // No character of a token needs an escape.
            Cow::Owned(_) => Brought::Malformed,
        })
}

fn has_token(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == PARAMETER)
}

/// What is left of a query, as it was written.
fn without_token(query: &str) -> Option<String> {
    let left: Vec<&str> = query.split('&').filter(|pair| !has_token(pair)).collect();
    let left = left.join("&");
    (!left.is_empty()).then_some(left)
}

pub(super) const fn token(text: &str) -> Brought<'_> {
    match text.is_empty() {
        true => Brought::Nothing,
        false => Brought::Token(text),
    }
}

/// RFC 9110 section 11.2.
fn is_token68(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    let plain = text.trim_end_matches('=');
    !plain.is_empty() && plain.bytes().all(is_plain)
}

#[cfg(test)]
mod tests;
