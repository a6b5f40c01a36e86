//! A connection to an upstream as bytes, with or without TLS.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::ear::Ear;
use super::pulse::Pulse;
use super::together::together;

/// A connection to an upstream. What goes over it is told to its [`Pulse`].
pub(super) struct Line {
    way: Way,
    pulse: Rc<Pulse>,
    ear: Ear,
}

enum Way {
    /// In the clear.
    Plain(TcpStream),
    /// Over TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    pub(super) fn plain(stream: TcpStream) -> Self {
        Self::new(Way::Plain(stream))
    }

    pub(super) fn tls(stream: TlsStream<TcpStream>) -> Self {
        Self::new(Way::Tls(Box::new(stream)))
    }

    fn new(way: Way) -> Self {
        Self {
            way,
            pulse: Rc::default(),
            ear: Ear::default(),
        }
    }

    pub(super) fn pulse(&self) -> Rc<Pulse> {
        Rc::clone(&self.pulse)
    }

    fn told(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Pending => self.pulse.wrote(None),
            Poll::Ready(Ok(bytes)) => self.pulse.wrote(Some(*bytes)),
            Poll::Ready(Err(_)) => self.pulse.flow(),
        }
        written
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let Self { way, pulse, ear } = &mut *self;
        let read = ear.poll(cx, |cx| match way {
            Way::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Way::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        });
        pulse.read(buffer.filled().len() - before);
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Way::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        };
        self.told(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(written) = together(slices, |bytes| self.as_mut().poll_write(cx, bytes)) {
            return written;
        }
        let written = match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Way::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        };
        self.told(written)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.way {
            Way::Plain(stream) => stream.is_write_vectored(),
            Way::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Way::Tls(stream) => Pin::new(stream).poll_flush(cx),
        };
        match flushed.is_pending() {
            true => self.pulse.wrote(None),
            false => self.pulse.flow(),
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Way::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
