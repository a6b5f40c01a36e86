//! Reads a request's body before the request goes upstream: the route's `request_buffering`.
//!
//! A client that sends slowly then keeps no connection to the upstream waiting, and what is in memory can be sent
//! again. Only short bodies are worth that; longer ones flow through.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::header;
use plugin::{Body, BodyError, Exchange, Piece, Source};

use crate::wire::UpstreamError;

/// The most that is read ahead, in bytes.
const MOST: usize = 64 * 1024;

/// Whether the body of `x` may be short enough, and is not in memory yet. Trailers that were announced come behind a
/// stream only.
pub(crate) fn is_worth_it(x: &Exchange) -> bool {
    x.body.in_memory().is_none()
        && x.body.size().is_none_or(|size| size <= MOST as u64)
        && !x.head.has(&header::TRAILER)
}

/// Reads the body to its end, or as far as is worth it.
///
/// # Errors
/// [`UpstreamError::RequestBody`] and [`UpstreamError::RequestTooLarge`], if it breaks off.
pub(crate) async fn read_ahead(x: &mut Exchange) -> Result<(), UpstreamError> {
    let mut rest = std::mem::take(&mut x.body);
    let mut read = Read::default();
    while let Some(piece) = rest.next().await {
        match piece {
            Ok(Piece::Data(data)) => read.add(data),
            // Nobody announced any, so nobody waits for them.
            Ok(Piece::Trailers(_)) => {}
            Err(BodyError::TooLarge) => return Err(UpstreamError::RequestTooLarge),
            Err(BodyError::Broken(_)) => return Err(UpstreamError::RequestBody),
        }
        if read.len() > MOST {
            x.body = Body::stream(Resumed {
                read: Some(read.whole()),
                rest,
            });
            return Ok(());
        }
    }
    x.body = Body::from(read.whole());
    Ok(())
}

/// What has been read. A single piece is not copied.
#[derive(Default)]
struct Read {
    first: Bytes,
    all: BytesMut,
}

impl Read {
    fn add(&mut self, data: Bytes) {
        if self.len() == 0 {
            self.first = data;
            return;
        }
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
        self.all.extend_from_slice(&data);
    }

    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn whole(self) -> Bytes {
        match self.all.is_empty() {
            true => self.first,
            false => self.all.freeze(),
        }
    }
}

/// A body whose beginning was read already.
struct Resumed {
    read: Option<Bytes>,
    rest: Body,
}

impl Source for Resumed {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        match self.read.take() {
            Some(read) => Poll::Ready(Some(Ok(Piece::Data(read)))),
            None => self.rest.poll_piece(cx),
        }
    }

    fn size(&self) -> Option<u64> {
        let read = self.read.as_ref().map_or(0, Bytes::len);
        self.rest.size().map(|rest| rest + read as u64)
    }
}

#[cfg(test)]
mod tests;
