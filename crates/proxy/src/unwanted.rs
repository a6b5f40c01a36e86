//! What is understood, and yet not wanted: too long a target or body, a strange expectation, a request that goes
//! round in circles.

use std::num::NonZeroU64;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{StatusCode, header};
use plugin::{Body, BodyError, Exchange, Head, Piece, Source};

/// Why a request is not wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unwanted {
    /// Its target is longer than [`TARGET`] (RFC 9110 15.5.15).
    TargetTooLong,
    /// Something else than to be asked for the body is expected of us (RFC 9110 10.1.1).
    Expectation,
    /// Its body is longer than the operator allows (RFC 9110 15.5.14).
    BodyTooLarge,
    /// It has been here before, again and again (RFC 9110 7.6.3).
    Loop,
}

impl Unwanted {
    /// The stable name of this refusal.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::TargetTooLong => "request.target_too_long",
            Self::Expectation => "request.expectation",
            Self::BodyTooLarge => "request.body_too_large",
            Self::Loop => "request.loop",
        }
    }

    /// What it is answered with.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::TargetTooLong => StatusCode::URI_TOO_LONG,
            Self::Expectation => StatusCode::EXPECTATION_FAILED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Loop => StatusCode::LOOP_DETECTED,
        }
    }
}

/// The longest target, in bytes: nginx, and so Kong, read no longer request line by default.
const TARGET: usize = 8 * 1024;

/// How often a request may come by. Gateways that stand one behind the other are fewer.
const ROUNDS: usize = 8;

/// Whether a request may come in, with at most `most` bytes of body, or any number. A body of unknown length is
/// counted as it comes, and breaks off where there is too much of it.
pub(crate) fn welcome(x: &mut Exchange, most: Option<NonZeroU64>) -> Result<(), Unwanted> {
    if x.received.target.as_str().len() > TARGET {
        return Err(Unwanted::TargetTooLong);
    }
    if rounds(&x.head) > ROUNDS {
        return Err(Unwanted::Loop);
    }
    expectation(&x.head)?;
    let Some(most) = most else {
        return Ok(());
    };
    match x.body.size() {
        Some(size) if size > most.get() => return Err(Unwanted::BodyTooLarge),
        Some(_) => {}
        None => {
            let body = std::mem::take(&mut x.body);
            x.body = Body::stream(Counted {
                body,
                left: most.get(),
            });
        }
    }
    Ok(())
}

/// How often we stand in `Via`.
fn rounds(head: &Head) -> usize {
    head.all(&header::VIA)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|hop| hop.trim_end().ends_with(" lychgate"))
        .count()
}

fn expectation(head: &Head) -> Result<(), Unwanted> {
    let mut lines = head.all(&header::EXPECT);
    match lines.next() {
        None => Ok(()),
        Some(only) if only.as_bytes().eq_ignore_ascii_case(b"100-continue") && lines.next().is_none() => {
            Ok(())
        }
        Some(_) => Err(Unwanted::Expectation),
    }
}

/// A body that ends with an error where it is too long.
struct Counted {
    body: Body,
    left: u64,
}

impl Source for Counted {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let piece = ready!(self.body.poll_piece(cx));
        if let Some(Ok(Piece::Data(data))) = &piece {
            let Some(left) = self.left.checked_sub(data.len() as u64) else {
                return Poll::Ready(Some(Err(BodyError::TooLarge)));
            };
            self.left = left;
        }
        Poll::Ready(piece)
    }

    fn size(&self) -> Option<u64> {
        self.body.size()
    }
}

#[cfg(test)]
mod tests;
