//! Whether a request that got no answer may be sent again.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, Method, Request, Uri, header, uri::PathAndQuery};
use http_body::Body as _;
use plugin::Exchange;

use super::framing::settle;
use super::outgoing::{Outgoing, Sending, ToUpstream};
use super::upstream_error::UpstreamError;

/// Why an attempt failed, and how far it got.
pub(super) struct Failed {
    pub(super) error: UpstreamError,
    pub(super) reached: Reached,
    pub(super) connection: Age,
}

/// How far an attempt got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// Not a byte of the request was sent.
    Nobody,
    /// Some of the request was sent, and nothing came back.
    Upstream,
    /// Something came back, or another attempt would end the same way.
    End,
}

/// Which connection an attempt was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// One made for it.
    New,
    /// One that was waiting in the pool.
    Pooled,
}

impl Failed {
    /// There is no connection.
    pub(super) const fn unconnected(error: UpstreamError) -> Self {
        Self {
            error,
            reached: Reached::Nobody,
            connection: Age::New,
        }
    }

    /// Whether the same place would fail the same way: neither a name nor a certificate changes from one attempt to
    /// the next.
    pub(super) const fn is_lasting(&self) -> bool {
        matches!(
            self.error,
            UpstreamError::NotResolved(_) | UpstreamError::Forbidden(..) | UpstreamError::Tls(_)
        )
    }

    /// Whether an attempt more is none of those that are counted: a pooled connection that was closed in the very
    /// moment says nothing about the upstream.
    pub(super) fn is_free(&self) -> bool {
        self.connection == Age::Pooled && matches!(self.error, UpstreamError::Broken(_))
    }
}

/// A request to an upstream, for as many attempts as there are.
pub(super) struct Draft {
    method: Method,
    target: PathAndQuery,
    headers: Option<HeaderMap>,
    body: Outgoing,
    personal: bool,
    reached: Option<IpAddr>,
}

impl Draft {
    /// Takes head and body.
    pub(super) fn new(x: &mut Exchange) -> Self {
        let body = Outgoing::new(std::mem::take(&mut x.body));
        let mut headers = HeaderMap::from(std::mem::take(&mut x.head));
        let size = body.once().size_hint().exact();
        settle(&mut headers, size);
        if size.is_none() {
            // Said aloud, because the codec takes a GET of unknown length to have no body.
            headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
        }
        Self {
            method: x.forward.method.clone(),
            target: PathAndQuery::from(x.forward.target.clone()),
            personal: is_personal(&headers),
            headers: Some(headers),
            body,
            reached: None,
        }
    }

    /// Notes where the attempt under way goes, as far as that is known.
    pub(super) const fn reaches(&mut self, address: Option<IpAddr>) {
        self.reached = address;
    }

    /// Where the last attempt went, as far as that is known.
    pub(super) const fn reached(&self) -> Option<IpAddr> {
        self.reached
    }

    /// Whether the connection would belong to whoever sent this, so that nobody else may use it (SM-26).
    pub(super) const fn is_personal(&self) -> bool {
        self.personal
    }

    /// How the sending of the body goes on.
    pub(super) fn sending(&self) -> Option<&Sending> {
        self.body.sending()
    }

    /// The request for one attempt. It is kept for another only if there may be one.
    pub(super) fn once(&mut self) -> Request<ToUpstream> {
        let keep = self.method.is_idempotent() || self.body.sending().is_none();
        let headers = match keep {
            true => self.headers.clone(),
            false => self.headers.take(),
        };
        let mut request = Request::new(self.body.once());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = Uri::from(self.target.clone());
        *request.headers_mut() = headers.unwrap_or_default();
        request
    }

    /// Lets the next attempt tell another Host.
    pub(super) fn address(&mut self, host: HeaderValue) {
        if let Some(headers) = &mut self.headers {
            headers.insert(header::HOST, host);
        }
    }

    /// The codec has not begun with it.
    pub(super) fn restore(&mut self, unsent: Request<ToUpstream>) {
        self.headers = Some(unsent.into_parts().0.headers);
    }

    /// Whether it may be sent once more. What an upstream may have begun to work on is only sent again if doing
    /// it twice is the same as doing it once (RFC 9110 9.2.2), and a body of which a part is gone never is.
    pub(super) fn may_go_again(&self, reached: Reached) -> bool {
        let is_whole = self.headers.is_some() && self.body.is_complete();
        match reached {
            Reached::Nobody => is_whole,
            Reached::Upstream => is_whole && self.method.is_idempotent(),
            Reached::End => false,
        }
    }
}

/// These schemes prove who somebody is once, for all that comes on the same connection (RFC 4559 6).
fn is_personal(headers: &HeaderMap) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|proof| {
        let scheme = proof.as_bytes().split(|byte| *byte == b' ').next();
        scheme.is_some_and(|scheme| {
            scheme.eq_ignore_ascii_case(b"ntlm") || scheme.eq_ignore_ascii_case(b"negotiate")
        })
    })
}
