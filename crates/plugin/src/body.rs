//! The body of a message: nothing, bytes in memory, or a stream.

mod whole;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};

use self::whole::Whole;
use crate::Head;

/// A body, read piece by piece.
#[derive(Default)]
pub struct Body(Form);

#[derive(Default)]
enum Form {
    #[default]
    Empty,
    Bytes(Bytes),
    Stream(Pin<Box<dyn Source>>),
}

/// A piece of a body.
#[derive(Debug)]
pub enum Piece {
    /// Some bytes; never copied on their way.
    Data(Bytes),
    /// Headers after the body; nothing follows.
    Trailers(Head),
}

/// A body that comes from a socket or a transformation.
pub trait Source {
    /// The next piece, `None` at the end.
    fn poll_piece(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>>;

    /// How many bytes are still to come, if that is known.
    fn size(&self) -> Option<u64>;

    /// Takes bytes for the other end, all of them; none at all says that no more will come. Only what follows
    /// a 101 flows both ways.
    ///
    /// # Errors
    /// [`BodyError`] if the other end takes no more. Whatever is no such body takes nothing.
    fn poll_feed(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut Bytes) -> Poll<Result<(), BodyError>> {
        Poll::Ready(Err(BodyError::Broken("it flows one way only".to_owned())))
    }
}

/// Why a body ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// Longer than the reader allows.
    TooLarge,
    /// The other side stopped, or sent what is not a body.
    Broken(String),
}

impl BodyError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "body.too_large",
            Self::Broken(_) => "body.broken",
        }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the body is larger than allowed (body.too_large)"),
            Self::Broken(why) => write!(f, "the body broke off: {why} (body.broken)"),
        }
    }
}

impl std::error::Error for BodyError {}

impl Body {
    /// A body that flows from `source`.
    #[must_use]
    pub fn stream(source: impl Source + 'static) -> Self {
        Self(Form::Stream(Box::pin(source)))
    }

    /// The same, but changed as a whole: it is in memory for that, up to `limit` bytes. A longer one breaks off with
    /// [`BodyError::TooLarge`], without a byte of it.
    #[must_use]
    pub fn changed(self, limit: usize, change: impl FnOnce(Bytes) -> Bytes + 'static) -> Self {
        match self.0 {
            Form::Empty => Self::from(change(Bytes::new())),
            Form::Bytes(bytes) if bytes.len() <= limit => Self::from(change(bytes)),
            form => Self::stream(Whole::new(Self(form), limit, change)),
        }
    }

    /// How many bytes are still to come, if that is known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match &self.0 {
            Form::Empty => Some(0),
            Form::Bytes(bytes) => Some(bytes.len() as u64),
            Form::Stream(source) => source.size(),
        }
    }

    /// The next piece, `None` at the end.
    pub fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        match &mut self.0 {
            Form::Stream(source) => source.as_mut().poll_piece(cx),
            whole => Poll::Ready(match std::mem::take(whole) {
                Form::Bytes(bytes) if !bytes.is_empty() => Some(Ok(Piece::Data(bytes))),
                _ => None,
            }),
        }
    }

    /// Waits for the next piece, `None` at the end.
    ///
    /// # Errors
    /// [`BodyError`] if the body breaks off.
    pub async fn next(&mut self) -> Option<Result<Piece, BodyError>> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// Gives bytes to the other end of what follows a 101; see [`Source::poll_feed`].
    ///
    /// # Errors
    /// [`BodyError`] if the other end takes no more, or if this is any other body.
    pub fn poll_feed(&mut self, cx: &mut Context<'_>, bytes: &mut Bytes) -> Poll<Result<(), BodyError>> {
        match &mut self.0 {
            Form::Stream(source) => source.as_mut().poll_feed(cx, bytes),
            _ => Poll::Ready(Err(BodyError::Broken("it flows one way only".to_owned()))),
        }
    }

    /// Reads all of it, dropping trailers.
    ///
    /// # Errors
    /// [`BodyError::TooLarge`] as soon as it is longer than `limit` bytes, or if it breaks off.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, BodyError> {
        if self.size().is_some_and(|size| size > limit as u64) {
            return Err(BodyError::TooLarge);
        }
        if let Form::Bytes(bytes) = self.0 {
            return Ok(bytes);
        }
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await {
            let Piece::Data(data) = piece? else { continue };
            if whole.len() + data.len() > limit {
                return Err(BodyError::TooLarge);
            }
            whole.extend_from_slice(&data);
        }
        Ok(whole.freeze())
    }

    /// The same body once more, if all of it is in memory. The bytes are shared, not copied.
    #[must_use]
    pub fn again(&self) -> Option<Self> {
        match &self.0 {
            Form::Empty => Some(Self::default()),
            Form::Bytes(bytes) => Some(Self(Form::Bytes(bytes.clone()))),
            Form::Stream(_) => None,
        }
    }

    /// The bytes, if all of them are in memory.
    #[must_use]
    pub fn in_memory(&self) -> Option<&[u8]> {
        match &self.0 {
            Form::Empty => Some(&[]),
            Form::Bytes(bytes) => Some(bytes),
            Form::Stream(_) => None,
        }
    }
}

impl fmt::Debug for Body {
    /// Tells the size only: bodies carry secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size() {
            Some(size) => write!(f, "Body({size} bytes)"),
            None => f.write_str("Body(stream)"),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(whole: T) -> Self {
        let bytes = whole.into();
        Self(if bytes.is_empty() {
            Form::Empty
        } else {
            Form::Bytes(bytes)
        })
    }
}
