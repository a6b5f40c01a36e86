//! Where request heads begin and end among the bytes of a connection, and whether their lines end as they must.
//!
//! The codec takes a lone line feed for the end of a line. A proxy in front of us may not, and then a header that
//! it saw as one is two here (SM-09, RFC 9112 2.2). So heads are looked at before the codec gets them, and no read
//! of it goes beyond the end of a head or of a body: whatever comes next is looked at as what it is.

use std::cell::{Cell, RefCell};
use std::task::{Context, Waker};

/// What a connection's reader and the loop of its requests know in common.
#[derive(Default)]
pub(super) struct Heads {
    at: Cell<At>,
    waker: RefCell<Option<Waker>>,
}

/// Of what the next byte is a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// A head.
    Head(Line),
    /// The head has ended, and nobody has said yet what follows.
    Behind,
    /// A body; so many bytes are left of it.
    Body(u64),
    /// A body in chunks.
    Chunks(Chunk),
    /// Nothing that is looked at.
    Free,
}

impl Default for At {
    fn default() -> Self {
        Self::Head(Line::default())
    }
}

/// How far a head has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Line {
    /// Bytes of the line so far.
    length: usize,
    /// The last of them.
    last: u8,
    /// Whether the request line is there.
    begun: bool,
    /// Whether an empty line came before it; RFC 9112 2.2 lets one pass.
    skipped: bool,
}

/// How far a body in chunks has come (RFC 9112 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chunk {
    /// In the digits of a size.
    Size(u64),
    /// In an extension.
    Extension(u64),
    /// Before the line feed behind a size.
    SizeEnds(u64),
    /// In data, and the line end behind them.
    Data(u64),
    /// In the trailers: whether the line is empty so far.
    Trailer(Lines),
}

/// A line among trailers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    Empty,
    Begun,
    /// Behind the return of a line.
    Ends,
    /// Behind the return of an empty line.
    Last,
}

/// What follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The next head.
    Head,
    /// A body of so many bytes.
    Body(u64),
    /// A body in chunks.
    Chunks,
    /// That depends on the answer.
    Unknown,
}

/// Whether a head was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Its lines end as they must.
    Whole,
    /// The codec found it where none was expected.
    Not,
}

impl Heads {
    /// The codec has read a head, and this follows it.
    pub(super) fn read(&self, next: Next) -> Seen {
        let seen = match self.at.get() {
            At::Behind => Seen::Whole,
            _ => Seen::Not,
        };
        self.turn(next);
        seen
    }

    /// Says what follows, where it depended on the answer.
    pub(super) fn turn(&self, next: Next) {
        self.at.set(match next {
            Next::Head | Next::Body(0) => At::default(),
            Next::Body(length) => At::Body(length),
            Next::Chunks => At::Chunks(Chunk::Size(0)),
            Next::Unknown => At::Behind,
        });
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Looks at nothing any more.
    pub(super) fn free(&self) {
        self.at.set(At::Free);
    }

    /// Whether bytes have to wait until it is known what they are.
    pub(super) fn must_wait(&self, cx: &Context<'_>) -> bool {
        let waits = self.at.get() == At::Behind;
        if waits {
            self.waker.replace(Some(cx.waker().clone()));
        }
        waits
    }

    /// How many of `bytes` the codec may have now. A line end that is none becomes a NUL, which it refuses.
    pub(super) fn pass(&self, bytes: &mut [u8]) -> usize {
        let (at, passed) = match self.at.get() {
            At::Head(line) => head(line, bytes),
            At::Behind => (At::Behind, 0),
            At::Body(left) => {
                let passed = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                match left - passed as u64 {
                    0 => (At::default(), passed),
                    left => (At::Body(left), passed),
                }
            }
            At::Chunks(chunk) => chunks(chunk, bytes),
            At::Free => (At::Free, bytes.len()),
        };
        self.at.set(at);
        passed
    }
}

fn head(mut line: Line, bytes: &mut [u8]) -> (At, usize) {
    if !line.begun && spoil_fragment(bytes) {
        return (At::Free, bytes.len());
    }
    let mut start = 0;
    while let Some(length) = memchr::memchr(b'\n', &bytes[start..]) {
        let end = start + length;
        let before = if length == 0 { line.last } else { bytes[end - 1] };
        let is_empty = line.length + length == 1;
        if before != b'\r' || is_empty && !line.begun && line.skipped {
            bytes[end] = 0;
            return (At::Free, bytes.len());
        }
        if is_empty && line.begun {
            return (At::Behind, end + 1);
        }
        line = Line {
            length: 0,
            last: b'\n',
            begun: line.begun || !is_empty,
            skipped: line.skipped || is_empty,
        };
        start = end + 1;
    }
    if let Some(last) = bytes[start..].last() {
        line.last = *last;
        line.length += bytes.len() - start;
    }
    (At::Head(line), bytes.len())
}

/// A target has no fragment (RFC 9112 3.2). The codec would cut it off without a word (PA-10).
fn spoil_fragment(bytes: &mut [u8]) -> bool {
    let mut lines = bytes.split_inclusive_mut(|byte| *byte == b'\n');
    let Some(line) = lines.find(|line| !line.trim_ascii().is_empty()) else {
        return false;
    };
    let fragment = memchr::memchr(b'#', line);
    if let Some(at) = fragment {
        line[at] = 0;
    }
    fragment.is_some()
}

/// Only the end is looked for: the codec checks chunks itself. What is not understood here is not taken
/// for an end, so that no head can follow it.
fn chunks(mut chunk: Chunk, bytes: &mut [u8]) -> (At, usize) {
    let mut at = 0;
    while at < bytes.len() {
        if let Chunk::Data(left) = chunk {
            let passed = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - at);
            at += passed;
            chunk = match left - passed as u64 {
                0 => Chunk::Size(0),
                left => Chunk::Data(left),
            };
            continue;
        }
        let byte = bytes[at];
        at += 1;
        match next(chunk, byte) {
            Some(Chunk::Trailer(Lines::Last)) if byte == b'\n' => return (At::default(), at),
            Some(following) => chunk = following,
            None => {
                // Of all these the codec takes a lone line feed among trailers alone.
                if matches!(chunk, Chunk::Trailer(_)) && byte == b'\n' {
                    bytes[at - 1] = 0;
                }
                return (At::Free, bytes.len());
            }
        }
    }
    (At::Chunks(chunk), at)
}

fn next(chunk: Chunk, byte: u8) -> Option<Chunk> {
    Some(match (chunk, byte) {
        (Chunk::Size(size) | Chunk::Extension(size), b'\r') => Chunk::SizeEnds(size),
        (Chunk::Size(size), b';' | b' ' | b'\t') => Chunk::Extension(size),
        (Chunk::Size(size), _) => {
            let digit = char::from(byte).to_digit(16)?;
            Chunk::Size(size.checked_mul(16)?.checked_add(u64::from(digit))?)
        }
        (Chunk::Extension(_), b'\n') => return None,
        (Chunk::Extension(size), _) => Chunk::Extension(size),
        (Chunk::SizeEnds(0) | Chunk::Trailer(Lines::Ends), b'\n') => Chunk::Trailer(Lines::Empty),
        (Chunk::SizeEnds(size), b'\n') => Chunk::Data(size.checked_add(2)?),
        (Chunk::Trailer(Lines::Empty), b'\r') | (Chunk::Trailer(Lines::Last), b'\n') => {
            Chunk::Trailer(Lines::Last)
        }
        (Chunk::Trailer(Lines::Begun), b'\r') => Chunk::Trailer(Lines::Ends),
        (Chunk::Trailer(Lines::Empty | Lines::Begun), byte) if byte != b'\n' => Chunk::Trailer(Lines::Begun),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
