//! Several addresses, of which some do not answer.

use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::*;

/// A port of the loopback where nobody listens; the socket keeps it from others.
fn nobody() -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket
        .bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())
        .unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, address)
}

/// One that takes no further connection and does not say so, and what fills its queue.
fn silent() -> (Socket, std::net::TcpStream, SocketAddr) {
    let (socket, address) = nobody();
    socket.listen(0).unwrap();
    let queued = std::net::TcpStream::connect(address).unwrap();
    (socket, queued, address)
}

#[tokio::test(flavor = "current_thread")]
async fn one_address_that_answers_is_enough() {
    let (_closed, closed) = nobody();
    let (_full, _queued, full) = silent();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = listener.local_addr().unwrap();
    for addresses in [
        vec![open],
        vec![closed, open],
        vec![full, open],
        vec![full, closed, open],
        vec![open, full, closed],
    ] {
        let reached = timeout(Duration::from_secs(10), dial(&addresses)).await;
        let stream = reached
            .expect("it waits for what does not come")
            .unwrap()
            .unwrap();
        assert_eq!(stream.peer_addr().unwrap(), open, "{addresses:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn none_that_answers_is_an_error() {
    let (_one, one) = nobody();
    let (_other, other) = nobody();
    let refused = dial(&[one, other]).await.unwrap().unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    assert!(dial(&[]).await.is_none());
    let (_full, _queued, full) = silent();
    let waited = timeout(HEAD_START * 2, dial(&[one, full])).await;
    assert!(waited.is_err(), "the other may still answer");
}
