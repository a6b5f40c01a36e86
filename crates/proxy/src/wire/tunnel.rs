//! What follows a 101: bytes in both directions, moved by the task of the client's connection.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use plugin::{Body, BodyError, Piece, Source};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};

use super::patience::Patience;

/// The most that is read at once, in bytes. At most as much waits in either direction.
const ROOM: usize = 16 * 1024;

/// The upstream's end, as the body of its 101: what it says can be read, and it can be fed.
pub(super) struct Tunnel<T> {
    io: T,
    buffer: BytesMut,
    /// Ends a silence of both sides.
    patience: Patience,
}

impl<T> Tunnel<T>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    /// `early` came together with the 101.
    pub(super) fn body(io: T, early: &Bytes, patience: Patience) -> Body {
        Body::stream(Self {
            io,
            buffer: BytesMut::from(&**early),
            patience,
        })
    }

    fn poll_take(&mut self, cx: &mut Context<'_>, bytes: &mut Bytes) -> Poll<std::io::Result<()>> {
        if bytes.is_empty() {
            return Pin::new(&mut self.io).poll_shutdown(cx);
        }
        while !bytes.is_empty() {
            let written = ready!(Pin::new(&mut self.io).poll_write(cx, bytes))?;
            if written == 0 {
                return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into()));
            }
            bytes.advance(written);
            self.patience.rest();
        }
        Poll::Ready(Ok(()))
    }
}

impl<T> Source for Tunnel<T>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let this = &mut *self;
        if this.buffer.is_empty() {
            let Poll::Ready(read) = poll_read(&mut this.io, &mut this.buffer, cx) else {
                if let Poll::Ready(Err(error)) = Pin::new(&mut this.io).poll_flush(cx) {
                    return Poll::Ready(Some(Err(broken(&error))));
                }
                let too_long = "neither side said anything for too long";
                return this
                    .patience
                    .poll_end(cx)
                    .map(|()| Some(Err(BodyError::Broken(too_long.to_owned()))));
            };
            this.patience.rest();
            match read {
                Ok(0) => return Poll::Ready(None),
                Ok(_) => {}
                Err(error) => return Poll::Ready(Some(Err(broken(&error)))),
            }
        }
        Poll::Ready(Some(Ok(Piece::Data(this.buffer.split().freeze()))))
    }

    fn size(&self) -> Option<u64> {
        None
    }

    fn poll_feed(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), BodyError>> {
        self.poll_take(cx, bytes).map_err(|error| broken(&error))
    }
}

/// Moves bytes between the client and `upstream` until the upstream ends, or either of them breaks off.
/// A client that only ends its own side still hears the rest. `early` came from the client before the 101 was sent.
pub(super) async fn flow<T>(client: &mut T, early: Bytes, upstream: Body)
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut ends = Ends {
        client,
        upstream,
        up: Up::Has(early),
        down: Bytes::new(),
        buffer: BytesMut::new(),
    };
    // How it ended can be told to nobody: both sides see that it did.
    let _ = poll_fn(|cx| ends.poll(cx)).await;
}

struct Ends<'a, T> {
    client: &'a mut T,
    upstream: Body,
    up: Up,
    down: Bytes,
    buffer: BytesMut,
}

/// The way from the client to the upstream.
enum Up {
    /// These are to be passed on; none if it is to be read.
    Has(Bytes),
    /// The client has ended its side, and the upstream is to be told.
    Ends,
    /// It has been told.
    Ended,
}

impl<T> Ends<'_, T>
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BodyError>> {
        if let Poll::Ready(Err(error)) = self.poll_up(cx) {
            return Poll::Ready(Err(error));
        }
        self.poll_down(cx)
    }

    fn poll_up(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BodyError>> {
        loop {
            match &mut self.up {
                Up::Has(bytes) if !bytes.is_empty() => ready!(self.upstream.poll_feed(cx, bytes))?,
                Up::Has(_) => {
                    let read = ready!(poll_read(self.client, &mut self.buffer, cx));
                    self.up = match read.map_err(|error| broken(&error))? {
                        0 => Up::Ends,
                        _ => Up::Has(self.buffer.split().freeze()),
                    };
                }
                Up::Ends => {
                    ready!(self.upstream.poll_feed(cx, &mut Bytes::new()))?;
                    self.up = Up::Ended;
                }
                Up::Ended => return Poll::Ready(Ok(())),
            }
        }
    }

    fn poll_down(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BodyError>> {
        loop {
            while !self.down.is_empty() {
                let written = ready!(Pin::new(&mut *self.client).poll_write(cx, &self.down));
                match written.map_err(|error| broken(&error))? {
                    0 => return Poll::Ready(Err(broken(&std::io::ErrorKind::WriteZero.into()))),
                    written => self.down.advance(written),
                }
            }
            let Poll::Ready(piece) = self.upstream.poll_piece(cx) else {
                ready!(Pin::new(&mut *self.client).poll_flush(cx)).map_err(|error| broken(&error))?;
                return Poll::Pending;
            };
            match piece {
                Some(Ok(Piece::Data(data))) => self.down = data,
                Some(Ok(Piece::Trailers(_))) => {}
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => return Poll::Ready(Ok(())),
            }
        }
    }
}

fn poll_read<T>(io: &mut T, buffer: &mut BytesMut, cx: &mut Context<'_>) -> Poll<std::io::Result<usize>>
where
    T: AsyncRead + Unpin,
{
    buffer.reserve(ROOM);
    // Nothing is kept between two polls of it.
    pin!(io.read_buf(buffer)).poll(cx)
}

fn broken(error: &std::io::Error) -> BodyError {
    BodyError::Broken(error.to_string())
}
