//! What a browser is told, so that it lets one of our pages ask and read (Fetch, “CORS protocol”).
//!
//! It never says `*`: browsers take that from nobody who may show a cookie, and it would mean every page.

use axum::http::{HeaderMap, HeaderValue, Method, header};

use crate::names::Page;

/// What one of our pages asks.
pub(crate) struct Asked {
    page: Page,
    /// The headers that it wants to send later, if it asks what there is at a path.
    wanted: Option<HeaderValue>,
}

impl Asked {
    /// What a page asks that a request comes from.
    pub(crate) fn of(page: Page, method: &Method, headers: &HeaderMap) -> Self {
        let wanted = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
        let wanted = wanted.unwrap_or(HeaderValue::from_static("Content-Type"));
        Self {
            page,
            wanted: (*method == Method::OPTIONS).then_some(wanted),
        }
    }

    /// Tells the browser what its page may see, whatever the answer is.
    pub(crate) fn tell(self, answer: &mut HeaderMap) {
        answer.append(header::VARY, HeaderValue::from_static("Origin"));
        let Page::Ours(origin) = self.page else { return };
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let credentials = HeaderValue::from_static("true");
        answer.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
        if let Some(wanted) = self.wanted {
            answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
    }
}

/// Whether a browser asks, before its page may: it never shows a token with that.
pub(crate) fn is_preflight(page: &Page, method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS
        && matches!(page, Page::Ours(_))
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}
