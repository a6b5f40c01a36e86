//! By what the Admin API is called, and by whose pages.

#[cfg(test)]
mod tests;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::origin::{Origin, host_of};

/// By what the Admin API is called, and by whose pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Where the pages come from that may call it: `admin_gui_url`. The Admin API itself has no pages, so its own origin is
    /// none of them; those of the Manager have it beside them, where it tells no secret.
    pub pages: Vec<Origin>,
    /// Hosts that it is called by, as [`Origin::host`] tells them.
    pub hosts: Vec<String>,
}

/// Which page a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// From none that shows itself: tools send no `Origin`.
    None,
    /// From one that may call, which says so.
    Ours(HeaderValue),
    /// From another one.
    Foreign,
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

impl Names {
    /// Which page a request with these headers comes from. What a browser calls `cross-site` comes from one.
    pub(crate) fn page(&self, headers: &HeaderMap) -> Page {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(only), None) if self.pages.iter().any(|page| only == page.to_string().as_str()) => {
                Page::Ours(only.clone())
            }
            (Some(_), _) => Page::Foreign,
            (None, _)
                if headers
                    .get_all(SEC_FETCH_SITE)
                    .iter()
                    .any(|site| site == "cross-site") =>
            {
                Page::Foreign
            }
            (None, _) => Page::None,
        }
    }

    /// Whether it is called by one of the hosts that it was told.
    pub(crate) fn has(&self, authority: &Authority) -> bool {
        host_of(authority).is_some_and(|host| self.hosts.contains(&host))
    }
}
