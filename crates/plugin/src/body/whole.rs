//! A body that is looked at as a whole on its way.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};

use super::{Body, BodyError, Piece, Source};

/// A body that is read to its end, changed, and given in one piece. What stood behind it goes.
pub(super) struct Whole<F> {
    rest: Body,
    read: BytesMut,
    limit: usize,
    /// `None` once it was given.
    change: Option<F>,
}

impl<F: FnOnce(Bytes) -> Bytes> Whole<F> {
    pub(super) fn new(rest: Body, limit: usize, change: F) -> Self {
        Self {
            rest,
            read: BytesMut::new(),
            limit,
            change: Some(change),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.change.is_none() {
            return Poll::Ready(None);
        }
        loop {
            match ready!(self.rest.poll_piece(cx)) {
                Some(Ok(Piece::Data(data))) if self.read.len() + data.len() > self.limit => {
                    self.change = None;
                    return Poll::Ready(Some(Err(BodyError::TooLarge)));
                }
                Some(Ok(Piece::Data(data))) => self.read.extend_from_slice(&data),
                Some(Ok(Piece::Trailers(_))) => {}
                Some(Err(error)) => {
                    self.change = None;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    let read = std::mem::take(&mut self.read).freeze();
                    let whole = self.change.take().map(|change| change(read));
                    return Poll::Ready(whole.filter(|whole| !whole.is_empty()).map(Ok));
                }
            }
        }
    }
}

// Nothing in it is pinned.
impl<F> Unpin for Whole<F> {}

impl<F: FnOnce(Bytes) -> Bytes> Source for Whole<F> {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let polled = self.poll(cx);
        polled.map(|whole| whole.map(|whole| whole.map(Piece::Data)))
    }

    fn size(&self) -> Option<u64> {
        match self.change {
            Some(_) => None,
            None => Some(0),
        }
    }
}
