//! The body of a request on its way to an upstream, which may have to go out more than once.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use plugin::{Body, BodyError};

use super::body::{frame, hint};

/// A request's body, for as many attempts as there are.
pub(super) enum Outgoing {
    /// In memory: it can be sent any number of times.
    Whole(Body),
    /// From the client: what has been taken from it is gone.
    Streamed(Rc<Sending>),
}

/// A body that comes from the client, and how its sending goes on.
#[derive(Default)]
pub(super) struct Sending {
    body: RefCell<Body>,
    touched: Cell<bool>,
    stirred: Cell<bool>,
    awaits_client: Cell<bool>,
    broken: Cell<bool>,
    too_large: Cell<bool>,
}

/// What an upstream gets in one attempt.
pub(super) enum ToUpstream {
    Whole(Body),
    Streamed(Rc<Sending>),
}

impl Outgoing {
    pub(super) fn new(body: Body) -> Self {
        if body.in_memory().is_some() {
            return Self::Whole(body);
        }
        Self::Streamed(Rc::new(Sending {
            body: RefCell::new(body),
            ..Sending::default()
        }))
    }

    /// The body for one attempt.
    pub(super) fn once(&self) -> ToUpstream {
        match self {
            Self::Whole(body) => ToUpstream::Whole(body.again().unwrap_or_default()),
            Self::Streamed(sending) => ToUpstream::Streamed(Rc::clone(sending)),
        }
    }

    /// Whether no part of it is gone.
    pub(super) fn is_complete(&self) -> bool {
        self.sending().is_none_or(|sending| !sending.touched.get())
    }

    /// How its sending goes on, if that takes time.
    pub(super) fn sending(&self) -> Option<&Sending> {
        match self {
            Self::Whole(_) => None,
            Self::Streamed(sending) => Some(sending),
        }
    }
}

impl Sending {
    /// Whether it is not the upstream's fault that there is no answer yet; asked once per time limit.
    pub(super) fn excuses(&self) -> bool {
        self.stirred.replace(false) || self.awaits_client.get()
    }

    /// Whether the client's body broke off.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.get()
    }

    /// Whether it broke off because it is longer than allowed.
    pub(super) fn is_too_large(&self) -> bool {
        self.too_large.get()
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let polled = self.body.borrow_mut().poll_piece(cx);
        self.awaits_client.set(polled.is_pending());
        match &polled {
            Poll::Pending => {}
            Poll::Ready(Some(Err(error))) => {
                self.broken.set(true);
                self.too_large.set(*error == BodyError::TooLarge);
            }
            Poll::Ready(_) => {
                self.stirred.set(true);
                self.touched.set(true);
            }
        }
        polled.map(|piece| piece.map(|piece| piece.map(frame)))
    }
}

impl ToUpstream {
    fn with<T>(&self, ask: impl FnOnce(&Body) -> T) -> T {
        match self {
            Self::Whole(body) => ask(body),
            Self::Streamed(sending) => ask(&sending.body.borrow()),
        }
    }
}

impl http_body::Body for ToUpstream {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut *self {
            Self::Whole(body) => body
                .poll_piece(cx)
                .map(|piece| piece.map(|piece| piece.map(frame))),
            Self::Streamed(sending) => sending.poll(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.with(Body::size) == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.with(hint)
    }
}
