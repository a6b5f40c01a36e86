//! Which protocol a client wants to go on in, and what a 101 tells it (RFC 9110 7.8).

use http::{HeaderValue, StatusCode, header};
use plugin::{Answer, Exchange, Head, Origin, Version};

/// The protocol that the client wants to switch to, if the upstream may be asked for it.
///
/// Nobody has to switch, so whatever is not plain is passed over, and the request goes on without it: a list of
/// protocols, a body that would come before the switch, and other versions of HTTP, behind which requests could
/// pass that nobody reads (SM-16).
pub(crate) fn wanted_protocol(x: &Exchange) -> Option<&HeaderValue> {
    let protocol = offered(&x.head)?;
    (x.received.version == Version::Http11 && x.body.size() == Some(0) && names_upgrade(&x.head))
        .then_some(protocol)
}

/// The one protocol that `Upgrade` names.
pub(super) fn offered(head: &Head) -> Option<&HeaderValue> {
    let mut lines = head.all(&header::UPGRADE);
    let only = lines.next()?;
    let is_plain = lines.next().is_none() && is_one_protocol(only.as_bytes()) && !is_http(only.as_bytes());
    is_plain.then_some(only)
}

/// What the answer to a request for `wanted` is, if it is a 101: the client gets it from us, in the words in which
/// it asked. A 101 that nobody asked for is none.
pub(super) fn settle_switch(answer: &mut Answer, wanted: Option<HeaderValue>) -> Switched {
    if answer.status != StatusCode::SWITCHING_PROTOCOLS {
        return Switched::No;
    }
    let (Some(protocol), Origin::Upstream) = (wanted, answer.origin) else {
        *answer = Answer::new(StatusCode::INTERNAL_SERVER_ERROR);
        return Switched::No;
    };
    answer.head.remove(&header::CONTENT_LENGTH);
    answer
        .head
        .set(header::CONNECTION, HeaderValue::from_static("upgrade"));
    answer.head.set(header::UPGRADE, protocol);
    Switched::Yes
}

/// Whether a connection goes on in another protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switched {
    /// Behind this answer.
    Yes,
    /// It stays with HTTP.
    No,
}

fn names_upgrade(head: &Head) -> bool {
    head.all(&header::CONNECTION)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|option| option.trim().eq_ignore_ascii_case("upgrade"))
}

/// `websocket`, or a name and its version with a slash between them.
fn is_one_protocol(text: &[u8]) -> bool {
    let is_token_byte =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'+' | b'/');
    !text.is_empty() && text.iter().all(is_token_byte)
}

/// Another version of HTTP, or TLS on this connection: what comes behind would be requests again.
fn is_http(protocol: &[u8]) -> bool {
    let name = protocol.split(|byte| *byte == b'/').next().unwrap_or_default();
    ["h2", "h2c", "http", "tls", "http2"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

#[cfg(test)]
mod tests;
