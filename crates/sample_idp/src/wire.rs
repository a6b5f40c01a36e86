//! The connections of the provider, which can be made to write badly.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// How long a trickling answer rests after each byte.
const REST: Duration = Duration::from_secs(1);

/// The head and the first words of an endless answer: without a length, it ends with the connection.
const ENDLESS: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n\
    {\"access_token\":\"";

/// What follows, again and again.
const FILLER: [u8; 16 * 1024] = [b'A'; 16 * 1024];

/// How an answer is written. The connection ends with every answer that is not written at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pace {
    #[default]
    AtOnce,
    /// The head at once, then a byte each second.
    Trickling,
    /// The head and half of the body, then the connection ends.
    BreakingOff,
    /// Something else, until the client hangs up.
    Endless,
}

/// The pace of one connection: set by whoever answers, kept by whoever writes.
#[derive(Clone, Default)]
pub(crate) struct Pacing(Arc<Mutex<Pace>>);

impl Pacing {
    pub(crate) fn set(&self, pace: Pace) {
        *self.0.lock().expect("nobody panics while holding a pace") = pace;
    }

    fn pace(&self) -> Pace {
        *self.0.lock().expect("nobody panics while holding a pace")
    }
}

/// A listener whose connections know paces.
pub(crate) struct Paced(pub(crate) TcpListener);

impl Listener for Paced {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        // Not the listener's own method, which fails: axum's goes on.
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Wire::new(stream), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Paced>> for Pacing {
    fn connect_info(stream: IncomingStream<'_, Paced>) -> Self {
        stream.io().pacing.clone()
    }
}

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    pacing: Pacing,
    part: Part,
    rest: Pin<Box<Sleep>>,
}

/// Which part of a paced answer comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    Nothing,
}

impl Wire {
    fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            pacing: Pacing::default(),
            part: Part::Head,
            rest: Box::pin(sleep(Duration::ZERO)),
        }
    }

    fn pour(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    /// Writes no further than to the end of the head, which the codec hands over in one piece.
    fn write_head(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.map_or(bytes.len(), |at| at + 4);
        let written = ready!(self.pour(context, &bytes[..end]))?;
        if written == end {
            self.part = Part::Body;
        }
        Poll::Ready(Ok(written))
    }

    fn trickle(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.rest.as_mut().poll(context));
        let written = ready!(self.pour(context, &bytes[..bytes.len().min(1)]))?;
        self.rest = Box::pin(sleep(REST));
        Poll::Ready(Ok(written))
    }

    fn break_off(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.part == Part::Nothing {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let written = ready!(self.pour(context, &bytes[..bytes.len() / 2]))?;
        self.part = Part::Nothing;
        Poll::Ready(Ok(written))
    }

    /// Takes nothing of what it is given, and ends with an error only.
    fn babble(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.part == Part::Head {
            // So little fits into the buffer of a connection that waits.
            ready!(self.pour(context, ENDLESS))?;
            self.part = Part::Body;
        }
        loop {
            // The runtime makes it pause from time to time, even if the client keeps up.
            ready!(self.pour(context, &FILLER))?;
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match (self.pacing.pace(), self.part) {
            (Pace::AtOnce, _) => self.pour(context, bytes),
            (Pace::Endless, _) => self.babble(context),
            (Pace::Trickling | Pace::BreakingOff, Part::Head) => self.write_head(context, bytes),
            (Pace::Trickling, _) => self.trickle(context, bytes),
            (Pace::BreakingOff, _) => self.break_off(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
