//! A body that somebody else writes while it is read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::http::HeaderMap;
use axum::body::Body;
use bytes::Bytes;
use http_body::Frame;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The writing end of a body. Dropping it ends the body well.
#[derive(Debug)]
pub struct Stream(UnboundedSender<Piece>);

type Piece = Result<Frame<Bytes>, io::Error>;

impl Stream {
    /// Sends some bytes as a chunk of their own. A reader that has gone away is not missed.
    pub fn send(&self, bytes: impl Into<Bytes>) {
        drop(self.0.send(Ok(Frame::data(bytes.into()))));
    }

    /// Ends the body in the middle: the connection is cut.
    pub fn break_off(self) {
        drop(self.0.send(Err(io::Error::other("the test broke the body off"))));
    }

    /// Whether the server has given up on the reader.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.0.is_closed()
    }

    pub(super) fn open() -> (Self, Body) {
        let (writer, reader) = unbounded_channel();
        (Self(writer), Body::new(Reading(reader)))
    }
}

/// A text of unknown length in two chunks, with or without trailers.
pub(super) fn in_two_chunks(text: &str, trailers: Option<HeaderMap>) -> Body {
    let (stream, body) = Stream::open();
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    stream.send(first.to_vec());
    stream.send(second.to_vec());
    if let Some(trailers) = trailers {
        drop(stream.0.send(Ok(Frame::trailers(trailers))));
    }
    body
}

struct Reading(UnboundedReceiver<Piece>);

impl http_body::Body for Reading {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.0.poll_recv(cx)
    }
}
