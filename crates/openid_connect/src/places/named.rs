//! A credential that stands under a name of the operator's choice.

use jose::Secret;
use oidc::{Found, Stands};
use plugin::{Exchange, Head, HeaderName};

use super::fields;
use crate::config::Place;

/// In which places something is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looked {
    pub(super) header: bool,
    pub(super) query: bool,
    pub(super) body: bool,
}

/// Something that stands under a name of the operator's choice.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) looked: Looked,
}

impl Looked {
    pub(super) fn at(places: Option<&[Place]>) -> Self {
        let places = places.unwrap_or_default();
        Self {
            header: places.contains(&Place::Header),
            query: places.contains(&Place::Query),
            body: places.contains(&Place::Body),
        }
    }

    /// Takes what stands under these names out of the query and the body, if all of it is there: a name without its secret
    /// is the service's.
    pub(super) fn take_out(self, exchange: &mut Exchange, names: &[&str]) {
        if self.query {
            fields::hide_in_query(exchange, names);
        }
        if self.body {
            fields::hide(exchange, names);
        }
    }
}

impl Named {
    pub(super) fn of(name: Option<&str>, places: Option<&[Place]>) -> Option<Self> {
        Some(Self {
            name: name.filter(|name| !name.is_empty())?.to_owned(),
            looked: Looked::at(places),
        })
    }

    /// Whether it may stand in a header that is called so. Headers have no underscores where they pass through other
    /// servers.
    pub(super) fn may_be_in(&self, header: &HeaderName) -> bool {
        let plain = |byte: u8| match byte {
            b'_' => b'-',
            byte => byte.to_ascii_lowercase(),
        };
        let header = header.as_str().bytes().map(plain);
        self.looked.header && header.eq(self.name.bytes().map(plain))
    }

    pub(super) fn in_head(&self, head: &Head) -> Found<Secret> {
        let mut found = Found::Nothing;
        if !self.looked.header {
            return found;
        }
        for (_, value) in head.iter().filter(|(name, _)| self.may_be_in(name)) {
            found = found.and(value.to_str().map_or(Found::Malformed, |text| {
                let text = text.trim();
                let bearer = text
                    .get(..7)
                    .filter(|scheme| scheme.eq_ignore_ascii_case("bearer "));
                let text = bearer.map_or(text, |scheme| text[scheme.len()..].trim());
                match text.is_empty() {
                    true => Found::Nothing,
                    false => Found::One(Secret::new(text), Stands::InHeader),
                }
            }));
        }
        found
    }

    /// Takes it out of what goes upstream, wherever it may be.
    pub(super) fn take_out(&self, exchange: &mut Exchange, is_replaced: impl Fn(&HeaderName) -> bool) {
        let headers = exchange.head.iter().map(|(name, _)| name.clone());
        let headers: Vec<_> = headers
            .filter(|name| self.may_be_in(name) && !is_replaced(name))
            .collect();
        for name in &headers {
            exchange.head.remove(name);
        }
        self.looked.take_out(exchange, &[&self.name]);
    }
}
