//! The answer on its way back: what belongs to one hop goes, what we say of ourselves is added.

use http::{HeaderName, HeaderValue, header};
use plugin::{Answer, Exchange, Head, Origin, Version};
use ports::Timestamp;

use crate::headers::{AnswerHeader, AnswerHeaders};
use crate::notes::Notes;
use crate::strip::{accepts_trailers, strip_hops};

const X_KONG_PROXY_LATENCY: HeaderName = HeaderName::from_static("x-kong-proxy-latency");
const X_KONG_REQUEST_ID: HeaderName = HeaderName::from_static("x-kong-request-id");
const X_KONG_RESPONSE_LATENCY: HeaderName = HeaderName::from_static("x-kong-response-latency");
const X_KONG_UPSTREAM_LATENCY: HeaderName = HeaderName::from_static("x-kong-upstream-latency");
const X_KONG_UPSTREAM_STATUS: HeaderName = HeaderName::from_static("x-kong-upstream-status");

/// Caches in front of us that know one of these do not look at `Cache-Control` (RFC 9213 2.2).
const TARGETED_CACHE_CONTROL: [HeaderName; 2] = [
    HeaderName::from_static("cdn-cache-control"),
    HeaderName::from_static("surrogate-control"),
];

/// What we call ourselves. The version is nobody's business.
const SERVER: HeaderValue = HeaderValue::from_static("lychgate");

/// Whether the client reads headers behind a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trailers {
    /// It said so in `TE`.
    Read,
    /// It did not say so.
    Ignored,
}

impl Trailers {
    /// What the head of the request says.
    pub(crate) fn wanted_by(head: &Head) -> Self {
        match accepts_trailers(head) {
            true => Self::Read,
            false => Self::Ignored,
        }
    }
}

/// Takes an answer of the upstream in, before any plugin sees it.
pub(crate) fn receive(
    mut answer: Answer,
    trailers: Trailers,
    headers: AnswerHeaders,
    notes: &mut Notes,
) -> Answer {
    strip_hops(&mut answer.head);
    if trailers == Trailers::Ignored {
        answer.head.remove(&header::TRAILER);
    }
    if headers.has(AnswerHeader::Via) {
        let via = appended_via(&answer.head, Version::Http11);
        answer.head.set(header::VIA, via);
    }
    notes.upstream_status = Some(answer.status);
    notes.their_cookies = answer.head.all(&header::SET_COOKIE).cloned().collect();
    answer
}

/// Adds what every answer carries, whoever made it, as far as the operator wants it.
pub(crate) fn respond(
    x: &Exchange,
    notes: &Notes,
    headers: AnswerHeaders,
    now: Timestamp,
    answer: &mut Answer,
) {
    keep_from_sharing(answer, &notes.their_cookies);
    let took = now.since(x.received.at);
    let upstream = notes.upstream.unwrap_or_default();
    let ours = took.saturating_sub(upstream);
    let origin = answer.origin;
    let head = &mut answer.head;
    let mut tell = |header, name, value| {
        if headers.has(header) {
            head.set(name, value);
        }
    };
    tell(AnswerHeader::RequestId, X_KONG_REQUEST_ID, x.id.value().clone());
    match origin {
        Origin::Upstream => {
            tell(
                AnswerHeader::UpstreamLatency,
                X_KONG_UPSTREAM_LATENCY,
                millis(upstream),
            );
            tell(AnswerHeader::ProxyLatency, X_KONG_PROXY_LATENCY, millis(ours));
        }
        Origin::Gateway => tell(
            AnswerHeader::ResponseLatency,
            X_KONG_RESPONSE_LATENCY,
            millis(took),
        ),
    }
    if let (Some(status), true) = (notes.upstream_status, headers.has(AnswerHeader::UpstreamStatus)) {
        head.set(X_KONG_UPSTREAM_STATUS, HeaderValue::from(status.as_u16()));
    }
    name_server(answer, headers);
}

/// The upstream's own name stays; an answer of ours has ours or none.
fn name_server(answer: &mut Answer, headers: AnswerHeaders) {
    if answer.origin == Origin::Upstream && answer.head.has(&header::SERVER) {
        return;
    }
    match headers.has(AnswerHeader::Server) {
        true => answer.head.set(header::SERVER, SERVER),
        false => drop(answer.head.remove(&header::SERVER)),
    }
}

/// An answer with a cookie of ours is for one person: no cache may give it to another (RFC 9111 7.3).
fn keep_from_sharing(answer: &mut Answer, theirs: &[HeaderValue]) {
    if answer
        .head
        .all(&header::SET_COOKIE)
        .all(|cookie| theirs.contains(cookie))
    {
        return;
    }
    for targeted in &TARGETED_CACHE_CONTROL {
        answer.head.remove(targeted);
    }
    if !forbids_sharing(&answer.head) {
        answer
            .head
            .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// `private="name"` covers the header it names only (RFC 9111 5.2.2.7); a line with quotes is not looked into.
fn forbids_sharing(head: &Head) -> bool {
    head.all(&header::CACHE_CONTROL)
        .filter_map(|value| value.to_str().ok())
        .filter(|value| !value.contains('"'))
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|directive| {
            ["private", "no-store"]
                .iter()
                .any(|known| directive.eq_ignore_ascii_case(known))
        })
}

/// `Via` with us at its end, for a message that came in this version (RFC 9110 7.6.3).
pub(crate) fn appended_via(head: &Head, version: Version) -> HeaderValue {
    const HTTP10: HeaderValue = HeaderValue::from_static("1.0 lychgate");
    const HTTP11: HeaderValue = HeaderValue::from_static("1.1 lychgate");
    const HTTP2: HeaderValue = HeaderValue::from_static("2 lychgate");
    let own = match version {
        Version::Http10 => HTTP10,
        Version::Http11 => HTTP11,
        Version::Http2 => HTTP2,
    };
    if !head.has(&header::VIA) {
        return own;
    }
    let mut hops: Vec<u8> = Vec::new();
    for hop in head.all(&header::VIA) {
        hops.extend_from_slice(hop.as_bytes());
        hops.extend_from_slice(b", ");
    }
    hops.extend_from_slice(own.as_bytes());
    HeaderValue::try_from(hops).unwrap_or(own)
}

fn millis(while_: std::time::Duration) -> HeaderValue {
    let millis = u64::try_from(while_.as_millis()).unwrap_or(u64::MAX);
    match usize::try_from(millis) {
        Ok(few @ 0..=9) => HeaderValue::from_static(&UP_TO_99[2 * few + 1..2 * few + 2]),
        Ok(few @ 10..=99) => HeaderValue::from_static(&UP_TO_99[2 * few..2 * few + 2]),
        _ => HeaderValue::from(millis),
    }
}

/// Numbers of two digits each. Most upstreams on the same network are that fast, and these need no memory.
const UP_TO_99: &str = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
                        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

#[cfg(test)]
mod tests;
