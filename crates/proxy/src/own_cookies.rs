//! The cookies of the node's own pages. Browsers do not look at ports, so whoever is signed in there shows them to every
//! service on the same host; none gets to see them or to set them.

use http::{HeaderValue, header};
use memchr::memmem;
use plugin::Head;

/// Takes the cookies of these names out of a request (SE-25). All else stays as it came.
pub(crate) fn withhold(names: &[&str], head: &mut Head) {
    let is_told = |line: &HeaderValue| names.iter().any(|name| has(line, name));
    if !head.all(&header::COOKIE).any(is_told) {
        return;
    }
    let lines: Vec<HeaderValue> = head.all(&header::COOKIE).cloned().collect();
    head.remove(&header::COOKIE);
    for line in lines {
        let pairs = line.as_bytes().split(|byte| *byte == b';');
        let left: Vec<&[u8]> = pairs.filter(|pair| !is_own(names, pair)).collect();
        // A part of a header value is one.
        let left = HeaderValue::from_bytes(left.join(&b';').trim_ascii()).ok();
        if let Some(left) = left.filter(|left| !left.is_empty()) {
            head.append(header::COOKIE, left);
        }
    }
}

/// Takes the lines out of an answer that set a cookie of these names (SE-26).
pub(crate) fn refuse(names: &[&str], head: &mut Head) {
    let sets_own = |line: &HeaderValue| is_own(names, line.as_bytes());
    if !head.all(&header::SET_COOKIE).any(sets_own) {
        return;
    }
    let lines: Vec<HeaderValue> = head.all(&header::SET_COOKIE).cloned().collect();
    head.remove(&header::SET_COOKIE);
    for line in lines.into_iter().filter(|line| !sets_own(line)) {
        head.append(header::SET_COOKIE, line);
    }
    tracing::warn!(
        error.code = "proxy.own_cookie",
        "a service tried to set the cookie by which people are signed in at the Manager; it is left out"
    );
}

/// Whether a name is somewhere in a line. Nearly every line has none, and this is the quickest way to know.
fn has(line: &HeaderValue, name: &str) -> bool {
    memmem::find(line.as_bytes(), name.as_bytes()).is_some()
}

/// Whether a pair is a cookie of one of these names. What has no name is shown by its value alone, so `=name=value` comes
/// back as `name=value` (RFC 6265bis 5.8.3).
fn is_own(names: &[&str], pair: &[u8]) -> bool {
    let pair = pair.trim_ascii_start();
    let pair = pair.strip_prefix(b"=").unwrap_or(pair);
    let name = pair
        .split(|byte| matches!(byte, b'=' | b';'))
        .next()
        .unwrap_or(pair)
        .trim_ascii();
    names.iter().any(|own| own.as_bytes() == name)
}

#[cfg(test)]
mod tests;
