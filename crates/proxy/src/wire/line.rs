//! A connection to an upstream as bytes.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::pulse::Pulse;
use super::socket::Socket;

/// A connection to an upstream. What goes over it is told to its [`Pulse`].
pub(super) struct Line {
    socket: Socket,
    pulse: Rc<Pulse>,
    peer: Option<IpAddr>,
}

impl Line {
    pub(super) fn over(socket: Socket, peer: Option<IpAddr>) -> Self {
        Self {
            socket,
            pulse: Rc::default(),
            peer,
        }
    }

    /// The address at the other end, if the system tells it.
    pub(super) const fn peer(&self) -> Option<IpAddr> {
        self.peer
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
        let read = Pin::new(&mut self.socket).poll_read(cx, buffer);
        self.pulse.read(buffer.filled().len() - before);
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.told(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.told(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        match flushed.is_pending() {
            true => self.pulse.wrote(None),
            false => self.pulse.flow(),
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
