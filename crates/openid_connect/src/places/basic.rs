//! Name and secret in the Authorization header (RFC 7617).

use http::header;
use jose::Secret;
use oidc::{Found, Pair, Stands};
use plugin::Head;

const SCHEME: &str = "Basic";

/// The pair that a request shows.
pub(super) fn pair(head: &Head) -> Found<Pair> {
    let mut found = Found::Nothing;
    for value in head.all(&header::AUTHORIZATION) {
        found = found.and(read(value.as_bytes()));
    }
    found
}

/// Whether a request shows anything of that scheme.
pub(super) fn is_there(head: &Head) -> bool {
    let mut values = head.all(&header::AUTHORIZATION);
    values.any(|value| credentials(value.as_bytes()).is_some())
}

/// What stands behind the scheme.
fn credentials(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii();
    let (scheme, rest) = value.split_at_checked(SCHEME.len())?;
    let is_one = scheme.eq_ignore_ascii_case(SCHEME.as_bytes()) && rest.first() == Some(&b' ');
    is_one.then(|| rest.trim_ascii())
}

/// Without a name or a secret there is nothing to be exchanged. As in Kong, a pair that was not encoded is read as well: no
/// base64 has a colon.
fn read(value: &[u8]) -> Found<Pair> {
    let Some(written) = credentials(value) else {
        return Found::Nothing;
    };
    let decoded = match written.contains(&b':') {
        true => Ok(written.to_vec()),
        false => base64_simd::forgiving_decode_to_vec(written),
    };
    let text = decoded.ok().and_then(|decoded| String::from_utf8(decoded).ok());
    let Some(text) = text.filter(|text| !text.contains(char::is_control)) else {
        return Found::Malformed;
    };
    match text.split_once(':') {
        None => Found::Malformed,
        Some(("", _) | (_, "")) => Found::Nothing,
        Some((name, secret)) => Found::One(
            Pair {
                name: Secret::new(name),
                secret: Secret::new(secret),
            },
            Stands::InHeader,
        ),
    }
}

#[cfg(test)]
mod tests;
