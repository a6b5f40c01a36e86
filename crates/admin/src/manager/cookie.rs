//! The cookie by which a browser shows its session (RFC 6265bis).

#[cfg(test)]
mod tests;

use axum::http::{HeaderMap, HeaderValue, header};

/// Its name. Cookies do not know ports, so that neighbours of this machine see it.
const PLAIN: &str = "lychgate_manager";

/// Its name where browsers come over TLS: no other host and no page in the clear can set it.
const SECURE: &str = "__Host-lychgate_manager";

const fn name(is_secure: bool) -> &'static str {
    match is_secure {
        true => SECURE,
        false => PLAIN,
    }
}

/// What a browser shows; none if it shows two different ones, of which one was planted.
pub(crate) fn read(is_secure: bool, headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut shown = pairs.filter_map(|pair| {
        let (named, value) = pair.trim().split_once('=')?;
        (named == name(is_secure)).then_some(value)
    });
    let first = shown.next()?;
    shown.all(|other| other == first).then_some(first)
}

/// Has the browser keep it until it is closed. No script sees it, and no other page makes the browser send it.
pub(crate) fn kept(is_secure: bool, value: &str) -> Option<HeaderValue> {
    written(is_secure, value, "")
}

/// Has the browser forget it.
pub(crate) fn gone(is_secure: bool) -> Option<HeaderValue> {
    written(is_secure, "", "; Max-Age=0")
}

fn written(is_secure: bool, value: &str, more: &str) -> Option<HeaderValue> {
    let name = name(is_secure);
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}");
    HeaderValue::from_str(&text).ok()
}
