//! What a client may not tell the upstream: hop-by-hop headers, and who it is.
//!
//! It happens at entry, before any plugin runs. So `Connection: X-Consumer-Username` takes away what
//! the client sent, never what a plugin adds later.

use std::cmp::Ordering;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, ready};

use http::{HeaderName, HeaderValue, header};
use plugin::{Body, BodyError, Exchange, Head, HeaderNames, Piece, Source};

use crate::wire::wanted_protocol;

/// Headers by which Kong and its plugins tell the upstream who is asking. Only we may set them.
const IDENTITY: [&str; 12] = [
    "x-anonymous-consumer",
    "x-authenticated-groups",
    "x-authenticated-scope",
    "x-authenticated-userid",
    "x-consumer-custom-id",
    "x-consumer-groups",
    "x-consumer-id",
    "x-consumer-username",
    "x-credential-identifier",
    "x-credential-username",
    "x-introspection",
    "x-userinfo",
];

/// Headers about the connection to the client, which only its other end can know.
/// All of `X-Forwarded-…` belongs to them as well.
const PEER: [&str; 7] = [
    "client-cert",
    "client-cert-chain",
    "forwarded",
    "x-client-cert",
    "x-kong-request-id",
    "x-real-ip",
    "x-ssl-cert",
];

/// In these a proxy tells the certificate that it saw (RFC 9440). A trusted one may.
const CERTIFICATES: [HeaderName; 5] = [
    HeaderName::from_static("client-cert"),
    HeaderName::from_static("client-cert-chain"),
    HeaderName::from_static("x-client-cert"),
    HeaderName::from_static("x-forwarded-client-cert"),
    HeaderName::from_static("x-ssl-cert"),
];

/// RFC 9110 7.6.1, and what older software adds. `Trailer` is looked at apart.
/// `Expect` is answered by us when the body is read.
static HOPS: LazyLock<HeaderNames> = LazyLock::new(|| {
    HeaderNames::from_iter([
        header::CONNECTION,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
        header::EXPECT,
        header::TE,
        HeaderName::from_static("keep-alive"),
        HeaderName::from_static("http2-settings"),
    ])
});

/// HeaderNames that only the gateway may set towards an upstream, whatever the case, with `-` or `_`.
#[derive(Debug)]
pub(crate) struct Reserved {
    names: Vec<String>,
    /// With which bytes names begin that may be covered, as bits of their last five.
    initials: u32,
    /// Which of them a trusted proxy may set.
    spared: Vec<HeaderName>,
}

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// A proxy that is trusted.
    Proxy,
    /// Anybody.
    Anybody,
}

impl Reserved {
    /// Kong's identity headers, those about the peer, and the ones that plugins own.
    pub(crate) fn with(owned: impl IntoIterator<Item = HeaderName>) -> Self {
        let owned = owned.into_iter().map(|name| name.as_str().replace('_', "-"));
        let owned: Vec<String> = owned.collect();
        let spared = CERTIFICATES
            .into_iter()
            .filter(|name| owned.iter().all(|owned| owned != name.as_str()))
            .collect();
        let ours = IDENTITY.into_iter().chain(PEER).map(str::to_owned);
        let mut names: Vec<String> = ours.chain(owned).collect();
        names.sort_unstable();
        names.dedup();
        let initials = names.iter().map(String::as_str).chain(["proxy"]);
        Self {
            initials: initials.fold(0, |set, name| set | initial(name)),
            names,
            spared,
        }
    }

    /// Whether a client may not set `name`.
    pub(crate) fn covers(&self, name: &HeaderName) -> bool {
        if self.initials & initial(name.as_str()) == 0 {
            return false;
        }
        let name = name.as_str().as_bytes();
        starts_folded(name, b"x-forwarded-")
            || starts_folded(name, b"proxy-")
            || name == b"proxy"
            || self
                .names
                .binary_search_by(|ours| fold_order(ours.as_bytes(), name))
                .is_ok()
    }
}

/// Takes away what the client may not say, and `Upgrade` unless the upstream may be asked for it, in the headers and in the trailers still to come.
pub(crate) fn strip(x: &mut Exchange, reserved: &Arc<Reserved>) {
    let wants_trailers = accepts_trailers(&x.head);
    let protocol = wanted_protocol(x).cloned();
    strip_hops(&mut x.head);
    let sender = match x.received.forwarded {
        Some(_) => Sender::Proxy,
        None => Sender::Anybody,
    };
    remove_reserved(&mut x.head, reserved, sender);
    if wants_trailers {
        // RFC 9110 10.1.4 asks for both.
        x.head.set(header::TE, HeaderValue::from_static("trailers"));
        x.head.set(header::CONNECTION, HeaderValue::from_static("te"));
    }
    if let Some(protocol) = protocol {
        x.head
            .append(header::CONNECTION, HeaderValue::from_static("upgrade"));
        x.head.set(header::UPGRADE, protocol);
    }
    if x.head.has(&header::TRAILER) {
        let body = std::mem::take(&mut x.body);
        x.body = Body::stream(CleanTrailers {
            body,
            reserved: Arc::clone(reserved),
        });
    }
}

/// Takes away the headers that are meant for one hop, and those that `Connection` names.
/// `Trailer` stays: without it the codec would drop the trailers.
pub(crate) fn strip_hops(head: &mut Head) {
    for named in named_by_connection(head) {
        head.remove(&named);
    }
    head.remove_each(&HOPS);
}

/// Whether the other side said that it reads trailers.
pub(crate) fn accepts_trailers(head: &Head) -> bool {
    head.all(&header::TE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| coding.trim().eq_ignore_ascii_case("trailers"))
}

fn named_by_connection(head: &Head) -> Vec<HeaderName> {
    head.all(&header::CONNECTION)
        // Nearly all that stands here is this.
        .filter(|value| *value != "keep-alive")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|option| !is_usual(option))
        .filter_map(|option| HeaderName::from_bytes(option.as_bytes()).ok())
        // These describe the message itself: taking them away would change where it ends or goes.
        .filter(|name| !matches!(*name, header::HOST | header::CONTENT_LENGTH | header::TRAILER))
        .collect()
}

/// Options that name no header, or one that goes anyway.
fn is_usual(option: &str) -> bool {
    ["close", "keep-alive", "te", "upgrade", ""]
        .iter()
        .any(|usual| option.eq_ignore_ascii_case(usual))
}

fn remove_reserved(head: &mut Head, reserved: &Reserved, sender: Sender) {
    let spared = |name: &HeaderName| sender == Sender::Proxy && reserved.spared.contains(name);
    let forged: Vec<HeaderName> = head
        .iter()
        .map(|(name, _)| name)
        .filter(|name| reserved.covers(name) && !spared(name))
        .cloned()
        .collect();
    for name in forged {
        head.remove(&name);
    }
}

/// `-` and `_` differ in their last five bits, so a name of ours that begins with one has both.
fn initial(name: &str) -> u32 {
    match name.as_bytes().first() {
        Some(b'-' | b'_') => 1 << (b'-' & 31) | 1 << (b'_' & 31),
        Some(byte) => 1 << (byte & 31),
        None => 0,
    }
}

fn fold(byte: u8) -> u8 {
    if byte == b'_' { b'-' } else { byte }
}

fn fold_order(ours: &[u8], name: &[u8]) -> Ordering {
    ours.iter().copied().cmp(name.iter().copied().map(fold))
}

fn starts_folded(name: &[u8], prefix: &[u8]) -> bool {
    name.len() >= prefix.len() && prefix.iter().zip(name).all(|(ours, byte)| *ours == fold(*byte))
}

/// A body whose trailers tell nothing that its headers may not tell (HD-08).
struct CleanTrailers {
    body: Body,
    reserved: Arc<Reserved>,
}

impl Source for CleanTrailers {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let piece = ready!(self.body.poll_piece(cx));
        let Some(Ok(Piece::Trailers(mut trailers))) = piece else {
            return Poll::Ready(piece);
        };
        strip_hops(&mut trailers);
        remove_reserved(&mut trailers, &self.reserved, Sender::Anybody);
        Poll::Ready(Some(Ok(Piece::Trailers(trailers))))
    }

    fn size(&self) -> Option<u64> {
        self.body.size()
    }
}

#[cfg(test)]
mod tests;
