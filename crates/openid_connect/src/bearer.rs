//! Access tokens that requests bring themselves (RFC 6750): where they are looked for, which were verified on this core
//! already, and that none goes upstream where nobody meant it to.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use oidc::{AccessTokenError, Answer, Brought, CodeFlow, Error, Flow, Outcome, Rules};
use plugin::{Exchange, Head, HeaderName, HeaderValue, Misconfigured, Target, Verdict, header};
use ports::Timestamp;

use crate::OpenIdConnect;
use crate::barred::Barred;
use crate::config::{Credentials, TokenPlace};
use crate::credentials::fields;
use crate::forms::Callback;
use crate::instance::Here;
use crate::memory::{Kept, Memory};
use crate::presented::glance;
use crate::told::Telling;

/// The scheme of such tokens in the Authorization header; its case does not count.
const SCHEME: &str = "Bearer";

/// The most headers in which one is looked for.
const HEADERS: usize = 3;

/// The parameter of the query or the body (RFC 6750 sections 2.2 and 2.3).
pub(crate) const PARAMETER: &str = "access_token";

/// Where access tokens are looked for.
pub(crate) struct Places {
    headers: Vec<HeaderName>,
    query: bool,
    cookie: Option<String>,
    body: bool,
    /// Where browsers come back to, if any do.
    callback: Option<Callback>,
    /// Whether the upstream is kept from seeing them there.
    hides: bool,
}

impl Places {
    pub(crate) fn of(options: &Credentials, rules: &Rules) -> Result<Self, Misconfigured> {
        let places = match rules.takes_tokens() {
            true => options.bearer_token_param_type.as_deref().unwrap_or_default(),
            false => &[],
        };
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
            callback: (rules.code_flow != CodeFlow::Closed).then(|| Callback::of(rules)),
            hides: options.hide_credentials,
        })
    }

    /// What a request brings. The same token in two places is one; of two that differ nobody knows which is meant
    /// (RFC 6750 section 2).
    pub(crate) fn brought<'a>(&self, exchange: &'a Exchange) -> Brought<'a> {
        let outside = self.at_a_glance(exchange).0;
        match both(outside, self.in_body(exchange)) {
            Brought::Token(text) if !is_token68(text) => Brought::Malformed,
            brought => brought,
        }
    }

    /// Whether one may be in a body.
    pub(crate) const fn want_body(&self) -> bool {
        self.body
    }

    /// What is in the body, as far as that is in memory.
    fn in_body<'a>(&self, exchange: &'a Exchange) -> Brought<'a> {
        let looked_at = self.body && !self.is_posted_answer(exchange);
        let body = exchange.body.in_memory().filter(|_| looked_at);
        let found = body.and_then(|body| fields::token(&exchange.head, body));
        found.unwrap_or(Brought::Nothing)
    }

    /// Whether a body may be an answer to a login.
    fn is_posted_answer(&self, exchange: &Exchange) -> bool {
        let target = &exchange.received.target;
        self.callback.is_some() && self.is_answer(target.path(), target.query().unwrap_or_default())
    }

    /// The same and where it is, without a look at its letters: what was verified before has good ones.
    fn at_a_glance<'a>(&self, exchange: &'a Exchange) -> (Brought<'a>, Whereabouts) {
        let target = &exchange.received.target;
        self.find(&exchange.head, target.path(), target.query())
    }

    fn find<'a>(&self, head: &'a Head, path: &str, query: Option<&'a str>) -> (Brought<'a>, Whereabouts) {
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
                for one in in_cookies(line.as_bytes(), name) {
                    whereabouts.cookie |= one != Brought::Nothing;
                    found = both(found, one);
                }
            }
        }
        if let Some(query) = query.filter(|query| self.query && !self.is_answer(path, query)) {
            for one in in_query(query) {
                whereabouts.query |= one != Brought::Nothing;
                found = both(found, one);
            }
        }
        (found, whereabouts)
    }

    /// Whether browsers come back here from the provider.
    pub(crate) fn is_callback(&self, path: &str) -> bool {
        self.callback
            .as_ref()
            .is_some_and(|callback| callback.is_at(path))
    }

    /// Whether a token in this query would be part of an answer to a login. None was ever asked to come like that, and
    /// what was not asked for counts for nothing (RFC 9700 section 2.1.2).
    fn is_answer(&self, path: &str, query: &str) -> bool {
        match &self.callback {
            None => false,
            Some(there @ Callback::At(_)) => there.is_at(path),
            Some(Callback::Anywhere) => {
                form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "state")
            }
        }
    }

    /// Takes what a request brings out of what goes upstream, but for what will stand in its place.
    pub(crate) fn hide(&self, exchange: &mut Exchange, told: &Telling) {
        let (_, whereabouts) = self.at_a_glance(exchange);
        self.hide_there(exchange, whereabouts, told);
        if self.hides && self.in_body(exchange) != Brought::Nothing {
            fields::hide(exchange, &[PARAMETER]);
        }
    }

    fn hide_there(&self, exchange: &mut Exchange, whereabouts: Whereabouts, told: &Telling) {
        if self.hides {
            self.take_out(exchange, whereabouts, |name| told.replaces(name));
        }
    }

    /// Takes what a request brings in vain out of what goes upstream: whoever reads it there would believe that it was
    /// looked at.
    pub(crate) fn withhold(&self, exchange: &mut Exchange) {
        let (_, whereabouts) = self.at_a_glance(exchange);
        self.take_out(exchange, whereabouts, |_| false);
        if self.in_body(exchange) != Brought::Nothing {
            fields::hide(exchange, &[PARAMETER]);
        }
    }

    fn take_out(
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
            let lines: Vec<HeaderValue> = exchange.head.all(&header::COOKIE).cloned().collect();
            exchange.head.remove(&header::COOKIE);
            for left in lines.iter().filter_map(|line| without_cookie(line, name)) {
                exchange.head.append(header::COOKIE, left);
            }
        }
        let target = &exchange.forward.target;
        if let Some(query) = target.query().filter(|_| whereabouts.query)
            && let Ok(target) = Target::of(target.path(), without_token(query).as_deref())
        {
            exchange.forward.target = target;
        }
    }
}

/// Where something is that a request brings.
#[derive(Clone, Copy, Debug, Default)]
struct Whereabouts {
    /// In which of the headers in which it is looked for.
    headers: [bool; HEADERS],
    query: bool,
    cookie: bool,
}

/// What both are together.
pub(crate) fn both<'a>(found: Brought<'a>, one: Brought<'a>) -> Brought<'a> {
    match (found, one) {
        (found, Brought::Nothing) => found,
        (Brought::Nothing, one) => one,
        (found, one) if found == one => found,
        _ => Brought::Several,
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

/// The tokens in a line of cookies (RFC 6265 section 4.2.1), each with or without quotes.
fn in_cookies<'a>(line: &'a [u8], name: &str) -> impl Iterator<Item = Brought<'a>> {
    pairs(line).filter(move |pair| is_named(pair, name)).map(|pair| {
        let value = pair.splitn(2, |byte| *byte == b'=').nth(1).unwrap_or_default();
        let value = value.trim_ascii();
        let bare = value
            .strip_prefix(b"\"")
            .and_then(|value| value.strip_suffix(b"\""));
        std::str::from_utf8(bare.unwrap_or(value)).map_or(Brought::Malformed, token)
    })
}

/// What is left of a line of cookies without those of a name.
fn without_cookie(line: &HeaderValue, name: &str) -> Option<HeaderValue> {
    let left: Vec<&[u8]> = pairs(line.as_bytes())
        .filter(|pair| !is_named(pair, name))
        .collect();
    let left = left.join(&b"; "[..]);
    (!left.is_empty())
        .then(|| HeaderValue::from_bytes(&left).ok())
        .flatten()
}

fn pairs(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| *byte == b';').map(<[u8]>::trim_ascii)
}

fn is_named(pair: &[u8], name: &str) -> bool {
    let named = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
    named.trim_ascii() == name.as_bytes()
}

pub(crate) fn in_query(query: &str) -> impl Iterator<Item = Brought<'_>> {
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

pub(crate) const fn token(text: &str) -> Brought<'_> {
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

/// The tokens that were verified on this core with the keys that count now. A fact is kept, that the provider signed
/// what a token says; what follows from it is judged anew each time.
#[derive(Default)]
pub(crate) struct Verified {
    memory: Memory,
    generation: Cell<u64>,
}

impl Verified {
    /// Those that were verified with what is known of the provider at this generation; older ones are forgotten.
    fn with(&self, generation: u64) -> &Memory {
        if self.generation.replace(generation) != generation {
            self.memory.forget();
        }
        &self.memory
    }
}

impl OpenIdConnect {
    /// Sends somebody upstream whose token was verified before, if the request asks for nothing else.
    pub(crate) fn vouched(&self, here: &Here, exchange: &mut Exchange) -> Option<Verdict> {
        let (Brought::Token(token), whereabouts) = self.places.at_a_glance(exchange) else {
            return None;
        };
        let kept = here
            .verified
            .with(self.line.generation())
            .find(token.as_bytes())?;
        let session = &kept.written.session;
        let is_good =
            Flow::lets_bearer_in(&self.rules, glance(exchange), session, &kept.believed, self.now());
        // What stands beside it, nobody has looked at.
        if self.credentials.may_have_id_token(exchange) {
            return None;
        }
        // A session that may be brought back comes first.
        let may_be_session =
            || exchange.head.has(&header::COOKIE) && self.cookies.foreign(&exchange.head).is_some();
        if !is_good || may_be_session() {
            return None;
        }
        match self.who(exchange, &kept.claimed) {
            Ok(who) => {
                self.places.hide_there(exchange, whereabouts, &kept.upstream);
                Some(self.pass(exchange, &kept, who))
            }
            Err(why) => self.bar_at_once(here, exchange, &Barred::not_known(why, session)),
        }
    }

    /// The access token that a request brings.
    pub(crate) fn brought<'a>(&self, here: &Here, exchange: &'a Exchange, now: Timestamp) -> Brought<'a> {
        match self.places.brought(exchange) {
            Brought::Token(token)
                if !self.additions.vary_with_requests() && here.inactive.has(token, now) =>
            {
                Brought::Inactive
            }
            brought => brought,
        }
    }

    /// Remembers a token that the provider did not call active.
    pub(crate) fn disown(&self, here: &Here, brought: Brought<'_>, outcome: &Outcome) {
        let is_inactive = matches!(
            outcome,
            Outcome::Answer(Answer::Refused {
                error: Error::Bearer(AccessTokenError::Inactive),
                ..
            })
        );
        if let (Brought::Token(token), true) = (brought, is_inactive) {
            let now = self.clock.now();
            here.inactive.remember(token, now.plus(self.inactive_for), now);
        }
    }

    /// Remembers what a token says that was verified just now. What it was told beside our cookies is of this request.
    pub(crate) fn vouch(&self, here: &Here, exchange: &Exchange, kept: &Rc<Kept>) {
        if kept.cookies.is_none()
            && !self.credentials.may_have_id_token(exchange)
            && !self.additions.vary_with_requests()
            && let Brought::Token(token) = self.places.brought(exchange)
        {
            here.verified.memory.keep(token.as_bytes(), kept);
        }
    }
}

#[cfg(test)]
mod tests;
