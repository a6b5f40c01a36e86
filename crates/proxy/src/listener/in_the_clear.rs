//! Plain HTTP where TLS is spoken: nothing of it is read, and the client learns what is wrong.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// In Kong's words.
const ANSWER: &str = "HTTP/1.1 400 Bad Request\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 48\r\n\
    Connection: close\r\n\
    \r\n\
    The plain HTTP request was sent to HTTPS port.\r\n";

/// The most bytes of a request that are taken, so that a client that is still writing gets to read the answer.
const MOST: usize = 64 * 1024;

/// Whether a client begins with a letter, as each method does. A handshake begins with 22 (RFC 8446 section 5.1).
pub(super) async fn speaks_http(stream: &TcpStream) -> bool {
    let mut first = [0];
    matches!(stream.peek(&mut first).await, Ok(1)) && first[0].is_ascii_alphabetic()
}

/// Tells it, and closes.
pub(super) async fn refuse(mut stream: TcpStream) {
    if stream.write_all(ANSWER.as_bytes()).await.is_err() || stream.shutdown().await.is_err() {
        return;
    }
    let mut unread = [0; 4096];
    let mut taken = 0;
    while taken < MOST {
        match stream.read(&mut unread).await {
            Ok(0) | Err(_) => return,
            Ok(length) => taken += length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ANSWER;

    #[test]
    fn the_answer_is_as_long_as_it_says() {
        let (head, body) = ANSWER.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())));
    }
}
