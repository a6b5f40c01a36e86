//! What a browser is told of every answer, so that no other page can show, read or change ours.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Whatever is answered: nobody guesses its type, frames it, embeds it, or learns from where it was left.
pub(crate) fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (OPENER, "same-origin"),
        (RESOURCE, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NOTHING));
}

/// What is no page loads nothing and is in no frame, whoever opens it.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// What a page may do: its scripts, styles and calls are from here, and a style that it makes itself shows the nonce of
/// this answer. No text becomes a script.
pub(crate) fn of_page(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         object-src 'none'; require-trusted-types-for 'script'"
    )
}
