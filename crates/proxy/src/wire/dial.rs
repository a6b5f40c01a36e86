//! Connects to the first of several addresses that answers (RFC 8305).

use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::sleep;

/// How long an address may take before the next one is tried beside it (RFC 8305, 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to one of `addresses`, tried in this order. One that refuses makes way for the next at once;
/// one that says nothing, after a moment, and the first that answers wins.
///
/// # Errors
/// What the last one said, if none takes a connection. `None` if there is no address.
pub(super) async fn dial(addresses: &[SocketAddr]) -> Option<io::Result<TcpStream>> {
    if let [only] = addresses {
        return Some(connected(*only).await);
    }
    let mut waiting = addresses.iter().copied();
    let mut trying: Vec<Pin<Box<dyn Future<Output = io::Result<TcpStream>>>>> = Vec::new();
    let mut last = None;
    loop {
        match waiting.next() {
            Some(address) => trying.push(Box::pin(connected(address))),
            None if trying.is_empty() => return last,
            None => {}
        }
        let mut patience = Box::pin(sleep(HEAD_START));
        let next = poll_fn(|cx| {
            let mut number = 0;
            while let Some(attempt) = trying.get_mut(number) {
                match attempt.as_mut().poll(cx) {
                    Poll::Pending => number += 1,
                    Poll::Ready(Ok(stream)) => return Poll::Ready(Some(Ok(stream))),
                    Poll::Ready(Err(error)) => {
                        drop(trying.swap_remove(number));
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
            match waiting.len() {
                0 => Poll::Pending,
                _ => patience.as_mut().poll(cx).map(|()| None),
            }
        });
        match next.await {
            Some(Ok(stream)) => return Some(Ok(stream)),
            Some(Err(error)) => last = Some(Err(error)),
            None => {}
        }
    }
}

async fn connected(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests;
