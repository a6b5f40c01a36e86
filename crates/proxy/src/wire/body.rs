//! Bodies on their way through: pieces pass as they came, without a copy.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;
use plugin::{Body, BodyError, Head, Piece, Source};

use super::link::Link;
use super::patience::Patience;
use super::pool::Lease;

/// What a client sends.
pub(super) struct FromClient {
    incoming: Incoming,
    patience: Patience,
    link: Rc<Link>,
    over: bool,
}

impl FromClient {
    pub(super) fn body(incoming: Incoming, patience: Patience, link: Rc<Link>) -> Body {
        if incoming.is_end_stream() {
            return Body::default();
        }
        Body::stream(Self {
            incoming,
            patience,
            link,
            over: false,
        })
    }
}

impl Source for FromClient {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let this = &mut *self;
        let polled = poll_incoming(
            &mut this.incoming,
            &mut this.patience,
            cx,
            "the client stopped sending",
        );
        if let Poll::Ready(piece) = &polled {
            this.over = piece.is_none() || this.incoming.is_end_stream();
        }
        polled
    }

    fn size(&self) -> Option<u64> {
        self.incoming.size_hint().exact()
    }
}

impl Drop for FromClient {
    fn drop(&mut self) {
        if !self.over {
            self.link.leave_unread();
        }
    }
}

/// What an upstream sends. At its end the connection goes back to where it was taken from.
pub(super) struct FromUpstream {
    incoming: Incoming,
    patience: Patience,
    lease: Option<Lease>,
}

impl FromUpstream {
    pub(super) fn body(incoming: Incoming, patience: Patience, lease: Lease) -> Body {
        if incoming.is_end_stream() {
            lease.give_back();
            return Body::default();
        }
        Body::stream(Self {
            incoming,
            patience,
            lease: Some(lease),
        })
    }
}

impl Source for FromUpstream {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let this = &mut *self;
        let polled = poll_incoming(
            &mut this.incoming,
            &mut this.patience,
            cx,
            "the upstream stopped sending",
        );
        match &polled {
            Poll::Ready(Some(Err(_))) => this.lease = None,
            Poll::Ready(piece) if piece.is_none() || this.incoming.is_end_stream() => {
                if let Some(lease) = this.lease.take() {
                    lease.give_back();
                }
            }
            _ => {}
        }
        polled
    }

    fn size(&self) -> Option<u64> {
        self.incoming.size_hint().exact()
    }
}

fn poll_incoming(
    incoming: &mut Incoming,
    patience: &mut Patience,
    cx: &mut Context<'_>,
    stopped: &str,
) -> Poll<Option<Result<Piece, BodyError>>> {
    loop {
        let Poll::Ready(frame) = Pin::new(&mut *incoming).poll_frame(cx) else {
            return patience
                .poll_end(cx)
                .map(|()| Some(Err(BodyError::Broken(stopped.to_owned()))));
        };
        patience.rest();
        match frame {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(BodyError::Broken(error.to_string())))),
            Some(Ok(frame)) => match piece(frame) {
                Some(piece) => return Poll::Ready(Some(Ok(piece))),
                None => continue,
            },
        }
    }
}

fn piece(frame: Frame<Bytes>) -> Option<Piece> {
    match frame.into_data() {
        Ok(data) => Some(Piece::Data(data)),
        Err(frame) => frame
            .into_trailers()
            .ok()
            .map(|trailers| Piece::Trailers(Head::from(trailers))),
    }
}

/// What a client gets. When the last of it is written, the connection waits for the next request.
pub(super) struct ToClient {
    body: Body,
    link: Rc<Link>,
}

impl ToClient {
    pub(super) fn new(body: Body, link: Rc<Link>) -> Self {
        Self { body, link }
    }
}

impl http_body::Body for ToClient {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.body
            .poll_piece(cx)
            .map(|piece| piece.map(|piece| piece.map(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.size() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        hint(&self.body)
    }
}

impl Drop for ToClient {
    fn drop(&mut self) {
        self.link.rest();
    }
}

pub(super) fn frame(piece: Piece) -> Frame<Bytes> {
    match piece {
        Piece::Data(data) => Frame::data(data),
        Piece::Trailers(trailers) => Frame::trailers(HeaderMap::from(trailers)),
    }
}

pub(super) fn hint(body: &Body) -> SizeHint {
    body.size().map_or_else(SizeHint::new, SizeHint::with_exact)
}
