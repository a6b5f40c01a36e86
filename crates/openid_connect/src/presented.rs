//! What a request shows.

use oidc::{Approach, Opened, Presented};
use plugin::{Exchange, HeaderName, HeaderValue, Method, header};

use crate::OpenIdConnect;
use crate::instance::Here;

/// What a request shows, in the words of the protocol.
pub(crate) struct Shown<'a> {
    /// Its address, and the logins its browser has under way.
    pub(crate) request: Presented<'a>,
    /// Its session.
    pub(crate) session: Opened,
}

impl OpenIdConnect {
    /// What the flow may look at of this request.
    pub(crate) fn shown<'a>(&self, here: &Here, exchange: &'a Exchange) -> Shown<'a> {
        let (path, query) = address(exchange);
        Shown {
            request: Presented {
                path,
                query,
                approach: approach(exchange),
                pending: self.cookies.logins(here, &exchange.head),
            },
            session: self.cookies.opened(here, &exchange.head, self.clock.now()),
        }
    }
}

/// The canonical path, and the query as it was sent.
pub(crate) fn address(exchange: &Exchange) -> (&str, Option<&str>) {
    let target = &exchange.received.target;
    (target.path(), target.query())
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
        _ => Approach::Other,
    }
}

/// Whether a person looks at the answer: then a refusal is a page, otherwise JSON.
pub(crate) fn is_seen_by_a_person(exchange: &Exchange) -> bool {
    let accepts_pages = exchange.head.all(&header::ACCEPT).any(|accept| {
        accept.to_str().is_ok_and(|accept| {
            accept
                .split(',')
                .any(|range| range.trim_start().starts_with("text/html"))
        })
    });
    accepts_pages
        && matches!(
            exchange.received.method,
            Method::GET | Method::HEAD | Method::POST
        )
}
