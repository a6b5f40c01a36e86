//! Access tokens in cookies.

use oidc::Brought;
use plugin::{Exchange, HeaderValue, header};

use super::token::token;

/// The tokens in a line of cookies (RFC 6265 section 4.2.1), each with or without quotes.
pub(super) fn all<'a>(line: &'a [u8], name: &str) -> impl Iterator<Item = Brought<'a>> {
    pairs(line).filter(move |pair| is_named(pair, name)).map(|pair| {
        let value = pair.splitn(2, |byte| *byte == b'=').nth(1).unwrap_or_default();
        let value = value.trim_ascii();
        let bare = value
            .strip_prefix(b"\"")
            .and_then(|value| value.strip_suffix(b"\""));
        std::str::from_utf8(bare.unwrap_or(value)).map_or(Brought::Malformed, token)
    })
}

/// Takes those of a name out of what goes upstream.
pub(super) fn take_out(exchange: &mut Exchange, name: &str) {
    let lines: Vec<HeaderValue> = exchange.head.all(&header::COOKIE).cloned().collect();
    exchange.head.remove(&header::COOKIE);
    for left in lines.iter().filter_map(|line| without_cookie(line, name)) {
        exchange.head.append(header::COOKIE, left);
    }
}

/// What is left of a line of cookies without those of a name.
fn without_cookie(line: &HeaderValue, name: &str) -> Option<HeaderValue> {
    let left: Vec<&[u8]> = pairs(line.as_bytes())
        .filter(|pair| !is_named(pair, name))
        .collect();
    let left = left.join(&b"; "[..]);
    (!left.is_empty())
        .then(|| HeaderValue::from_bytes(&left).ok())
        .flatten()
}

fn pairs(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| *byte == b';').map(<[u8]>::trim_ascii)
}

fn is_named(pair: &[u8], name: &str) -> bool {
    let named = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
    named.trim_ascii() == name.as_bytes()
}
