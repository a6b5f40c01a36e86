//! How much a client may take.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use plugin::{Answer, Body, BodyError, Exchange, Piece, Source, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;

use super::{House, Limits, echo, on_a_core, said};

const MIB: usize = 1 << 20;
/// What sockets on both sides may hold, whatever the system's tuning. Far below what is sent.
const MUCH: usize = 24 * MIB;
const ALL: usize = 64 * MIB;

// The answer arrives although the client is still sending when it is made.
// SM-27
#[test]
fn a_head_too_large_is_answered_with_431() {
    on_a_core(async {
        let limits = Limits {
            head_bytes: 10_000,
            headers: 20,
            ..Limits::default()
        };
        let house = House::open(limits, echo).await;
        let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(200_000));
        let endless = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}", "x".repeat(10_001));
        let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(20));
        for bytes in [&long, &endless, &many] {
            let mut client = house.client().await;
            client.send(bytes).await;
            let all = client.rest().await;
            assert!(all.starts_with("HTTP/1.1 431 "), "{:?} -> {all:?}", &bytes[..60]);
        }
        let mut client = house.client().await;
        client
            .send(format!(
                "GET / HTTP/1.1\r\nHost: a\r\n{}\r\n",
                "X: y\r\n".repeat(19)
            ))
            .await;
        assert!(client.head().await.starts_with("http/1.1 200"));
        assert_eq!(house.totals().wire_failures, 3);
    });
}

#[test]
fn an_answer_given_without_reading_the_body_arrives() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |_| {
            Answer::new(StatusCode::PAYLOAD_TOO_LARGE)
        })
        .await;
        let mut client = house.client().await;
        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
            .await;
        // It goes on sending after the answer has left, and must not be cut off for that.
        for _ in 0..10 {
            client.send(vec![b'x'; 30_000]).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let all = client.rest().await;
        assert!(all.starts_with("HTTP/1.1 413 "), "{all}");
    });
}

#[test]
fn a_large_body_waits_outside_until_it_is_read() {
    on_a_core(async {
        let gate = Rc::new(Notify::new());
        let opened = Rc::clone(&gate);
        let house = House::open(Limits::default(), async move |mut x: Exchange| {
            opened.notified().await;
            let mut sum = 0;
            while let Some(piece) = x.body.next().await {
                if let Piece::Data(data) = piece.unwrap() {
                    sum += data.len();
                }
            }
            said(StatusCode::OK, &sum.to_string())
        })
        .await;
        let mut client = house.client().await;
        client
            .send(format!(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {ALL}\r\n\r\n"
            ))
            .await;
        let block = vec![b'x'; MIB];
        let mut sent = 0;
        while let Ok(written) =
            tokio::time::timeout(Duration::from_millis(100), client.stream.write(&block)).await
        {
            sent += written.unwrap();
            assert!(sent < MUCH, "{sent} bytes went somewhere");
        }
        gate.notify_one();
        while sent < ALL {
            sent += client.stream.write(&block[..MIB.min(ALL - sent)]).await.unwrap();
        }
        assert!(client.head().await.contains(&format!("x-said: {ALL}\r\n")));
    });
}

#[test]
fn a_large_answer_is_made_as_it_is_taken() {
    on_a_core(async {
        let made = Rc::new(Cell::new(0));
        let counted = Rc::clone(&made);
        let house = House::open(Limits::default(), async move |_| {
            let mut answer = Answer::new(StatusCode::OK);
            answer.body = Body::stream(Made {
                block: vec![b'x'; 64 * 1024].into(),
                made: Rc::clone(&counted),
            });
            answer
        })
        .await;
        let mut client = house.client().await;
        client
            .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await;
        client.head().await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(
            made.get() > 0 && made.get() < MUCH,
            "{} bytes were made for nobody",
            made.get()
        );
        let mut taken = client.seen.len();
        let mut block = vec![0; MIB];
        loop {
            match client.stream.read(&mut block).await.unwrap() {
                0 => break,
                read => taken += read,
            }
        }
        assert_eq!(taken, ALL);
    });
}

struct Made {
    block: Bytes,
    made: Rc<Cell<usize>>,
}

impl Source for Made {
    fn poll_piece(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        if self.made.get() == ALL {
            return Poll::Ready(None);
        }
        self.made.set(self.made.get() + self.block.len());
        Poll::Ready(Some(Ok(Piece::Data(self.block.clone()))))
    }

    fn size(&self) -> Option<u64> {
        Some((ALL - self.made.get()) as u64)
    }
}
