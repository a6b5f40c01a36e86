//! What a client sends, and what it gets.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::HeaderValue;
use plugin::{
    Answer, Body, BodyError, Exchange, Head, Origin, Piece, Source, StatusCode, Transforms, header,
};

use tokio::io::AsyncWriteExt as _;

use super::{House, Limits, SECOND, echo, on_a_core, said};

#[test]
fn a_connection_serves_one_request_after_the_other() {
    on_a_core(async {
        let house = House::open(Limits::default(), echo).await;
        let mut client = house.client().await;
        for path in ["/first", "/second?q=1"] {
            client
                .send(format!("GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n"))
                .await;
            let head = client.head().await;
            assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
            assert!(
                head.contains(&format!("x-said: get {path} at a.test\r\n")),
                "{head}"
            );
            assert!(head.contains("content-length: 0\r\n"), "{head}");
        }
        let totals = house.totals();
        assert_eq!(
            (totals.accepted, totals.open, totals.requests, totals.answers[2]),
            (1, 1, 2, 2)
        );
    });
}

#[test]
fn requests_sent_at_once_are_answered_in_order() {
    on_a_core(async {
        let house = House::open(Limits::default(), echo).await;
        let mut client = house.client().await;
        client
            .send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\
                   GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await;
        let all = client.rest().await;
        let order: Vec<_> = ["get /1", "post /2", "abc", "get /3", "connection: close"]
            .iter()
            .map(|mark| all.to_ascii_lowercase().find(mark).unwrap())
            .collect();
        assert!(order.is_sorted(), "{all}");
    });
}

#[test]
fn bodies_go_through_in_the_framing_they_came_in() {
    on_a_core(async {
        let house = House::open(Limits::default(), echo).await;
        let mut client = house.client().await;
        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
            .await;
        let head = client.head().await;
        assert!(
            head.contains("content-length: 5\r\n") && !head.contains("transfer-encoding"),
            "{head}"
        );
        assert_eq!(client.until("hello").await, "hello");

        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            .await;
        let head = client.head().await;
        assert!(
            head.contains("transfer-encoding: chunked\r\n") && !head.contains("content-length"),
            "{head}"
        );
        assert_eq!(
            client.until("0\r\n\r\n").await,
            "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        );
    });
}

#[test]
fn trailers_reach_who_wants_them() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |x: Exchange| {
            let mut answer = echo(x).await;
            answer
                .head
                .set(header::TRAILER, HeaderValue::from_static("x-sum"));
            answer
        })
        .await;
        for (te, end) in [("TE: trailers\r\n", "0\r\nx-sum: 7\r\n\r\n"), ("", "0\r\n\r\n")] {
            let mut client = house.client().await;
            client
                .send(format!(
                    "POST / HTTP/1.1\r\nHost: a\r\n{te}Trailer: x-sum\r\nTransfer-Encoding: chunked\r\n\r\n\
                     1\r\na\r\n0\r\nX-Sum: 7\r\n\r\n"
                ))
                .await;
            client.head().await;
            client.until("1\r\na\r\n").await;
            assert_eq!(client.until("\r\n\r\n").await, end);
        }
    });
}

#[test]
fn head_tells_a_length_and_sends_no_body() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |_| {
            Answer::with_body(StatusCode::OK, "text/plain", "hello")
        })
        .await;
        let mut client = house.client().await;
        client
            .send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await;
        let head = client.head().await;
        assert!(head.contains("content-length: 5\r\n"), "{head}");
        let rest = client.rest().await;
        assert!(
            rest.starts_with("HTTP/1.1 200") && rest.ends_with("\r\n\r\nhello"),
            "{rest}"
        );
    });
}

#[test]
fn answers_that_have_no_body_get_none() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |x: Exchange| {
            let status = x.received.target.path()[1..].parse().unwrap();
            Answer::with_body(status, "text/plain", "not to be seen")
        })
        .await;
        let mut client = house.client().await;
        for status in ["204", "304"] {
            client
                .send(format!("GET /{status} HTTP/1.1\r\nHost: a\r\n\r\n"))
                .await;
            let head = client.head().await;
            assert!(head.starts_with(&format!("http/1.1 {status}")), "{head}");
            assert!(
                !head.contains("content-length") && !head.contains("transfer-encoding"),
                "{head}"
            );
        }
        client
            .send("GET /204 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await;
        assert!(client.rest().await.ends_with("\r\n\r\n"));
    });
}

#[test]
fn http_1_0_is_spoken_to_who_speaks_it() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |_| {
            let mut answer = Answer::new(StatusCode::OK);
            answer.body = Body::stream(Pieces(vec!["wor", "ld"]));
            answer
        })
        .await;
        let mut client = house.client().await;
        client.send("GET / HTTP/1.0\r\n\r\n").await;
        let all = client.rest().await;
        assert!(
            all.starts_with("HTTP/1.0 200 OK\r\n") && all.ends_with("\r\n\r\nworld"),
            "{all}"
        );
        assert!(!all.contains("chunked"), "{all}");
    });
}

/// Pieces from last to first, of unknown length.
struct Pieces(Vec<&'static str>);

impl Source for Pieces {
    fn poll_piece(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let first = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(first.map(|piece| Ok(Piece::Data(piece.into()))))
    }

    fn size(&self) -> Option<u64> {
        None
    }
}

#[test]
fn the_authority_is_the_targets_else_the_hosts() {
    on_a_core(async {
        let house = House::open(Limits::default(), echo).await;
        let mut client = house.client().await;
        for (line, host, told) in [
            ("GET /a?b=c", "Host: h.test:81\r\n", "get /a?b=c at h.test:81"),
            (
                "GET http://t.test:82/a",
                "Host: h.test\r\n",
                "get /a at t.test:82",
            ),
            ("GET http://t.test", "Host: h.test\r\n", "get / at t.test"),
            ("GET http://t.test?q", "Host: h.test\r\n", "get /?q at t.test"),
            ("GET /", "Host: one\r\nHost: two\r\n", "get / at one"),
            ("GET /", "", "get / at"),
            ("OPTIONS *", "Host: h.test\r\n", "options * at h.test"),
        ] {
            client.send(format!("{line} HTTP/1.1\r\n{host}\r\n")).await;
            let head = client.head().await;
            let found = head
                .lines()
                .find_map(|line| line.strip_prefix("x-said: "))
                .unwrap_or_default();
            assert_eq!(found.trim_end(), told, "{line} {host}");
        }
    });
}

#[test]
fn a_length_that_is_not_the_bodys_is_put_right() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |_| Answer {
            status: StatusCode::OK,
            head: {
                let mut head = Head::new();
                head.set(header::CONTENT_LENGTH, HeaderValue::from_static("99"));
                head.set(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
                head
            },
            body: Body::from("short"),
            origin: Origin::Gateway,
            transforms: Transforms::default(),
        })
        .await;
        let mut client = house.client().await;
        client
            .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await;
        let all = client.rest().await.to_ascii_lowercase();
        assert!(
            all.contains("content-length: 5\r\n") && !all.contains("99"),
            "{all}"
        );
        assert!(
            !all.contains("chunked") && all.ends_with("\r\n\r\nshort"),
            "{all}"
        );
    });
}

#[test]
fn who_expects_to_be_asked_for_the_body_is_asked_when_it_is_read() {
    on_a_core(async {
        let house = House::open(Limits::default(), echo).await;
        let mut client = house.client().await;
        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            .await;
        // The echo begins its answer before it reads, so there is nothing to continue; the body follows anyway.
        client.send("ok").await;
        client.until("ok").await;

        let house = House::open(Limits::default(), async |mut x: Exchange| {
            let body = std::mem::take(&mut x.body).collect(10).await.unwrap();
            said(StatusCode::OK, std::str::from_utf8(&body).unwrap())
        })
        .await;
        let mut client = house.client().await;
        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            .await;
        assert!(client.head().await.starts_with("http/1.1 100 continue"));
        client.send("ok").await;
        assert!(client.head().await.contains("x-said: ok"));
    });
}

// SM-03, SM-04, SM-05, SM-06, SM-10: framing that two readers might read differently.
#[test]
fn what_is_not_http_is_answered_with_400_and_the_connection_closed() {
    on_a_core(async {
        let house = House::open(Limits::default(), echo).await;
        let unreadable = [
            "this is not http\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n12345",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n12345",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        ];
        for bytes in unreadable {
            let mut client = house.client().await;
            client.send(bytes).await;
            let all = client.rest().await;
            assert!(
                all.starts_with("HTTP/1.1 400 Bad Request\r\n"),
                "{bytes:?} -> {all:?}"
            );
        }
        let totals = house.totals();
        assert_eq!(
            (totals.requests, totals.wire_failures),
            (0, unreadable.len() as u64)
        );
    });
}

// SM-01, SM-02: the chunks count, the length is gone, and nothing after them is taken for a request.
#[test]
fn of_two_framings_chunked_wins_and_the_connection_ends() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |mut x: Exchange| {
            assert!(!x.head.has(&header::CONTENT_LENGTH));
            let body = std::mem::take(&mut x.body).collect(100).await.unwrap();
            said(StatusCode::OK, std::str::from_utf8(&body).unwrap())
        })
        .await;
        for both in [
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        ] {
            let mut client = house.client().await;
            client
                .send(format!(
                    "POST / HTTP/1.1\r\nHost: a\r\n{both}\r\n3\r\nabc\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
                ))
                .await;
            let all = client.rest().await.to_ascii_lowercase();
            assert!(
                all.contains("x-said: abc\r\n") && all.contains("connection: close\r\n"),
                "{all}"
            );
            assert_eq!(all.matches("http/1.1").count(), 1, "{all}");
        }
        assert_eq!(house.totals().requests, 2);
    });
}

// SM-12, SM-13: a body is never taken for the next request, whether anybody reads it or not.
#[test]
fn a_body_that_nobody_reads_is_no_request() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |_| Answer::new(StatusCode::UNAUTHORIZED)).await;
        for pause in [Duration::ZERO, Duration::from_millis(20)] {
            let before = house.totals().requests;
            let mut client = house.client().await;
            let hidden = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
            let length = hidden.len();
            client
                .send(format!(
                    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
                ))
                .await;
            tokio::time::sleep(pause).await;
            client.send(hidden).await;
            let _ = client.stream.shutdown().await;
            let all = client.rest().await;
            assert_eq!(all.matches("HTTP/1.1 401").count(), 1, "{all}");
            assert_eq!(house.totals().requests, before + 1);
        }
    });
}

#[test]
fn a_body_that_falls_over_ends_its_own_connection_only() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |x: Exchange| {
            let mut answer = Answer::new(StatusCode::OK);
            if x.received.target.path() == "/broken" {
                answer.body = Body::stream(FallsOver);
            }
            answer
        })
        .await;
        let mut good = house.client().await;
        good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        good.head().await;
        let mut bad = house.client().await;
        bad.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n").await;
        bad.rest().await;
        good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        assert!(good.head().await.starts_with("http/1.1 200"));
        assert_eq!(house.totals().open, 1);
        tokio::time::timeout(SECOND, house.client()).await.unwrap();
    });
}

struct FallsOver;

impl Source for FallsOver {
    fn poll_piece(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        panic!("a body was told to fall over");
    }

    fn size(&self) -> Option<u64> {
        None
    }
}
