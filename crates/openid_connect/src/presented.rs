//! What a request shows.

use oidc::{Opened, Presented};
use plugin::{Exchange, Method, header};

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
