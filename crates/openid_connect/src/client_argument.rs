//! Which of several clients a request says that it is about.

use std::borrow::Cow;

use http::HeaderName;
use oidc::Found;
use plugin::{Exchange, Head};

use crate::config::Config;
use crate::places::fields::Fields;

/// Where a request says which client is meant: in a header, its query, or its body as far as that was read.
pub(crate) struct ClientArgument {
    name: String,
    /// With the usual `X-` before it, and without.
    headers: Vec<HeaderName>,
}

impl ClientArgument {
    /// `None` if there is no choice.
    pub(crate) fn of(config: &Config) -> Option<Self> {
        let name = config
            .client
            .client_arg
            .as_deref()
            .filter(|name| !name.is_empty());
        let name = name.filter(|_| config.client.count() > 1)?;
        // Headers have no underscores where they pass through other servers.
        let plain = name.replace('_', "-");
        let headers = [format!("x-{plain}"), plain];
        Some(Self {
            name: name.to_owned(),
            headers: headers.iter().filter_map(|name| name.parse().ok()).collect(),
        })
    }

    /// What a request says; the first that says anything counts.
    pub(crate) fn of_request<'a>(&self, exchange: &'a Exchange) -> Option<Cow<'a, str>> {
        let query = exchange.received.target.query().unwrap_or_default();
        self.said(&exchange.head, query, exchange.body.in_memory())
    }

    fn said<'a>(&self, head: &'a Head, query: &'a str, body: Option<&'a [u8]>) -> Option<Cow<'a, str>> {
        let in_header = self.headers.iter().find_map(|name| {
            let text = head.get(name)?.to_str().ok()?.trim();
            (!text.is_empty()).then_some(Cow::Borrowed(text))
        });
        let in_fields = |fields: &Fields<'_>| match fields.value(&self.name) {
            Found::One(value, _) => Some(Cow::Owned(value.expose().to_owned())),
            Found::Nothing | Found::Several | Found::Malformed => None,
        };
        let in_query = || in_fields(&Fields::Form(query));
        let in_body = || in_fields(&Fields::of_body(head, body?)?);
        in_header.or_else(in_query).or_else(in_body)
    }
}

#[cfg(test)]
mod tests;
