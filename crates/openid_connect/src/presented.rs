//! What a request shows.

use oidc::{Approach, Follows, Glance, Opened, Presented};
use plugin::{BodyNeed, Exchange, HeaderName, HeaderValue, Method, header};
use ports::Timestamp;

use crate::OpenIdConnect;
use crate::cookies::{Found, Written};
use crate::forms::{is_form, posted};
use crate::instance::Here;

/// The longest form that is looked at, in bytes.
const FORM: usize = 64 * 1024;

/// What a request shows, in the words of the protocol.
pub(crate) struct Shown<'a> {
    /// Its address, and the logins its browser has under way.
    pub(crate) request: Presented<'a>,
    /// Its session.
    pub(crate) session: Opened,
    /// How it was written.
    pub(crate) since: Since,
}

/// What a session cookie held, as far as one was good.
#[derive(Default)]
pub(crate) struct Since {
    /// All of it; `None` if nothing was.
    pub(crate) written: Option<Written>,
    /// Whether another cookie brought it back, so that the session begins anew.
    pub(crate) is_restored: bool,
}

impl OpenIdConnect {
    /// A form is held, so that it can be looked at: where a provider posts its answer, and wherever one may end a
    /// session. What is longer than a form of ours can be is none.
    pub(crate) fn form_need(&self, exchange: &Exchange) -> BodyNeed {
        if exchange.received.method != Method::POST
            || self.authentication.is_settled(exchange)
            || !self.forms.are_looked_at(exchange)
            || !is_form(exchange)
        {
            return BodyNeed::Stream;
        }
        match exchange.body.size() {
            Some(size) if size <= FORM as u64 => BodyNeed::Buffer { limit: FORM },
            // Browsers say how long a form is; what flows on may be an upload of any length.
            _ => BodyNeed::Stream,
        }
    }

    /// What the flow may look at of this request.
    pub(crate) fn shown<'a>(
        &self,
        here: &Here,
        exchange: &'a Exchange,
        origin: &'a str,
        now: Timestamp,
    ) -> Shown<'a> {
        let found = match self.methods.session {
            true => self.cookies.opened(here, exchange, now),
            false => Found::nothing(),
        };
        let target = &exchange.received.target;
        let (brought, credentials) = self.places.brought(exchange);
        Shown {
            request: Presented {
                origin,
                path: target.path(),
                query: target.query(),
                form: posted(exchange),
                approach: approach(exchange),
                follows: follows(exchange),
                brought: self.not_disowned(here, brought, now),
                shown: self.places.shown(exchange),
                credentials,
                pending: self.cookies.logins(&here.keys, &exchange.head),
                rounds: self.cookies.rounds(&here.keys, &exchange.head).count(now),
            },
            session: found.opened,
            since: found.since,
        }
    }
}

/// What a request shows at a glance.
pub(crate) fn glance(exchange: &Exchange) -> Glance<'_> {
    let target = &exchange.received.target;
    Glance {
        path: target.path(),
        query: target.query(),
        is_post: exchange.received.method == Method::POST,
    }
}

/// Scheme, host and port as the client knows them: those of a trusted proxy before us, otherwise as they came.
pub(crate) fn origin(exchange: &Exchange) -> String {
    let received = &exchange.received;
    let scheme = received.scheme.as_str();
    let forwarded = received.forwarded.as_deref();
    let host = forwarded
        .and_then(|forwarded| forwarded.host.as_ref())
        .and_then(|host| host.to_str().ok())
        .unwrap_or_else(|| received.authority());
    let host = host.to_ascii_lowercase();
    let is_usual = |port: u16| matches!((scheme, port), ("http", 80) | ("https", 443));
    let named = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    match (named, forwarded.and_then(|forwarded| forwarded.port)) {
        (Some((host, port)), _) if port.parse().is_ok_and(is_usual) => format!("{scheme}://{host}"),
        (None, Some(port)) if !is_usual(port) => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    }
}

/// How a request comes. Browsers say so if they fetch what nobody has asked for yet.
fn approach(exchange: &Exchange) -> Approach {
    const PURPOSES: [HeaderName; 3] = [
        HeaderName::from_static("sec-purpose"),
        HeaderName::from_static("purpose"),
        HeaderName::from_static("x-moz"),
    ];
    let is_early = |purpose: &HeaderValue| {
        let purpose = purpose.as_bytes().to_ascii_lowercase();
        [&b"prefetch"[..], b"prerender", b"preview"]
            .iter()
            .any(|early| purpose.windows(early.len()).any(|part| part == *early))
    };
    let fetched_early = PURPOSES.iter().any(|name| exchange.head.all(name).any(is_early));
    match exchange.received.method {
        Method::GET if fetched_early => Approach::Look,
        Method::GET => Approach::Visit,
        Method::HEAD => Approach::Look,
        Method::POST => Approach::Post,
        Method::DELETE => Approach::Delete,
        _ => Approach::Other,
    }
}

/// Whether somebody may be there to sign in. Browsers say what a request is for (Fetch Metadata); scripts that
/// cannot follow a redirect to another site often say that they are scripts; and what accepts no page is no browser.
fn follows(exchange: &Exchange) -> Follows {
    const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
    const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
    let says = |name: &HeaderName, word: &str| {
        let value = exchange.head.get(name)?.to_str().ok()?;
        Some(value.eq_ignore_ascii_case(word))
    };
    let navigates = says(&MODE, "navigate");
    let is_script = says(&REQUESTED_WITH, "XMLHttpRequest") == Some(true);
    match navigates {
        Some(true) if !is_script => Follows::Perhaps,
        None if !is_script && accepts_pages(exchange) => Follows::Perhaps,
        _ => Follows::Never,
    }
}

/// Whether a person looks at the answer: then a refusal is a page, otherwise JSON.
pub(crate) fn is_seen_by_a_person(exchange: &Exchange) -> bool {
    accepts_pages(exchange)
        && matches!(
            exchange.received.method,
            Method::GET | Method::HEAD | Method::POST
        )
}

fn accepts_pages(exchange: &Exchange) -> bool {
    exchange.head.all(&header::ACCEPT).any(|accept| {
        accept.to_str().is_ok_and(|accept| {
            accept
                .split(',')
                .any(|range| range.trim_start().starts_with("text/html"))
        })
    })
}
