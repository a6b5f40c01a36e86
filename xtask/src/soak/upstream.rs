//! An upstream with all the faults of one. The path says which.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::visitor::vanish;
use crate::program::wait;

/// The bytes of `/large`.
pub(super) const LARGE: usize = 1 << 20;

/// The bytes of every other answer that has a length of its own.
pub(super) const SMALL: usize = 1024;

/// The pieces of `/slow`, of [`SMALL`] bytes each.
pub(super) const PIECES: usize = 8;

/// Answers requests until the connection ends, one way or another.
pub(super) fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some((path, length)) = head(&mut stream)? {
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let out = stream.get_mut();
        match path.as_str() {
            "/slow" => slow(out)?,
            "/large" => sized(out, &vec![b'x'; LARGE])?,
            "/echo" => sized(out, &body)?,
            "/reset" => return vanish(stream.into_inner()),
            "/half" => {
                write!(out, "HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n")?;
                out.write_all(&[b'x'; SMALL])?;
                // So that the beginning arrives before the reset takes it away.
                wait(Duration::from_millis(50));
                return vanish(stream.into_inner());
            }
            "/closing" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
                return out.write_all(&[b'x'; SMALL]);
            }
            "/upgrade" => {
                out.write_all(b"HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n")?;
                return echo(&mut stream);
            }
            _ => sized(out, &[b'x'; SMALL])?,
        }
    }
    Ok(())
}

/// The path of a request and the length of its body; `None` at the end of the connection.
fn head(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(String, usize)>> {
    let mut first = String::new();
    if stream.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some(("content-length", number)) => length = number.parse().map_err(io::Error::other)?,
            Some(_) => {}
            None => return Ok(Some((path, length))),
        }
    }
}

fn sized(out: &mut TcpStream, body: &[u8]) -> io::Result<()> {
    write!(out, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len())?;
    out.write_all(body)
}

fn slow(out: &mut TcpStream) -> io::Result<()> {
    wait(Duration::from_millis(200));
    out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
    for _ in 0..PIECES {
        wait(Duration::from_millis(30));
        write!(out, "{SMALL:x}\r\n{}\r\n", "x".repeat(SMALL))?;
    }
    out.write_all(b"0\r\n\r\n")
}

fn echo(stream: &mut BufReader<TcpStream>) -> io::Result<()> {
    loop {
        let said = stream.fill_buf()?.to_vec();
        if said.is_empty() {
            return Ok(());
        }
        stream.consume(said.len());
        stream.get_mut().write_all(&said)?;
    }
}
