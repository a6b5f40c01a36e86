//! A connection as bytes, with or without TLS, whichever end of it we are.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsStream;

use super::ear::Ear;
use super::together::together;

/// The socket of a connection. It is looked at only when something was heard, and short pieces are written as one.
pub(crate) struct Socket {
    way: Way,
    ear: Ear,
}

enum Way {
    /// In the clear.
    Plain(TcpStream),
    /// Over TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Socket {
    /// In the clear.
    pub(crate) fn plain(stream: TcpStream) -> Self {
        Self::of(Way::Plain(stream))
    }

    /// Over TLS, after the handshake.
    pub(crate) fn tls(stream: impl Into<TlsStream<TcpStream>>) -> Self {
        Self::of(Way::Tls(Box::new(stream.into())))
    }

    fn of(way: Way) -> Self {
        Self {
            way,
            ear: Ear::default(),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { way, ear } = &mut *self;
        ear.poll(cx, |cx| match way {
            Way::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Way::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        })
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Way::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(written) = together(slices, |bytes| self.as_mut().poll_write(cx, bytes)) {
            return written;
        }
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Way::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.way {
            Way::Plain(stream) => stream.is_write_vectored(),
            Way::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Way::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Way::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
