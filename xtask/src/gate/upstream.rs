//! The smallest upstream there is: it gives every request the same answer.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

/// Answers requests without a body until the connection ends.
pub(super) fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\n{}",
        "x".repeat(1024)
    );
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line == b"\r\n" {
            stream.get_mut().write_all(answer.as_bytes())?;
        }
    }
}

#[cfg(test)]
mod tests;
