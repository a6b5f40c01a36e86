//! A client's connection as bytes.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};

use super::heads::Heads;
use super::link::Link;
use super::socket::Socket;

/// A socket that tells its [`Link`] what it waits for, and gives its reader no more than the [`Heads`] let pass.
pub(super) struct Stream {
    socket: Socket,
    link: Rc<Link>,
    heads: Rc<Heads>,
    /// What was read and has not been passed on.
    held: Bytes,
}

impl Stream {
    pub(super) fn new(socket: Socket, link: Rc<Link>, heads: Rc<Heads>) -> Self {
        Self {
            socket,
            link,
            heads,
            held: Bytes::new(),
        }
    }

    /// From now on bytes pass as they come. These were held back.
    pub(super) fn free(&mut self) -> Bytes {
        self.heads.free();
        std::mem::take(&mut self.held)
    }

    /// Ends our side of the connection. The codec cannot: it says that it is done before all is written.
    pub(super) async fn close(&mut self) -> io::Result<()> {
        self.socket.shutdown().await
    }

    fn told(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.link.wrote(written.is_pending());
        written
    }
}

impl Stream {
    fn poll_socket(&mut self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(cx, buffer);
        if read.is_ready() {
            self.link.read(buffer.filled().len() - before);
        }
        read
    }

    /// Nothing may pass now. An end of the connection still shows, and whatever else comes is held.
    fn poll_held(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.held.is_empty() {
            return Poll::Pending;
        }
        let mut early = [0; 1024];
        let mut buffer = ReadBuf::new(&mut early);
        ready!(self.poll_socket(cx, &mut buffer))?;
        if buffer.filled().is_empty() {
            return Poll::Ready(Ok(()));
        }
        self.held = Bytes::copy_from_slice(buffer.filled());
        Poll::Pending
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.heads.must_wait(cx) {
            return this.poll_held(cx);
        }
        let before = buffer.filled().len();
        if this.held.is_empty() {
            ready!(this.poll_socket(cx, buffer))?;
            let read = &mut buffer.filled_mut()[before..];
            let passed = this.heads.pass(read);
            if passed < read.len() {
                this.held = Bytes::copy_from_slice(&read[passed..]);
                buffer.set_filled(before + passed);
            }
            return Poll::Ready(Ok(()));
        }
        let length = this.held.len().min(buffer.remaining());
        buffer.put_slice(&this.held[..length]);
        let passed = this.heads.pass(&mut buffer.filled_mut()[before..]);
        buffer.set_filled(before + passed);
        this.held.advance(passed);
        if this.held.is_empty() {
            this.held = Bytes::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
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
        self.link.wrote(flushed.is_pending());
        flushed
    }

    /// Writes what is left, and keeps the socket open: see [`Stream::close`].
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
