//! What an upstream is asked, and what becomes of its answers.

use std::time::Duration;

use http::HeaderValue;
use plugin::{Body, Exchange, StatusCode, header};
use tokio::io::AsyncReadExt as _;

use super::{Client, House, Limits, Nowhere, Origin, SECOND, To, Upstream, on_a_core, said};

const GET: &str = "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Both ends of one exchange: the gateway's client has sent `request`.
async fn asked(request: &str) -> (House, Origin, Client) {
    let origin = Origin::open().await;
    let house = House::before(origin.address, Limits::default()).await;
    let mut client = house.client().await;
    client.send(request).await;
    (house, origin, client)
}

#[test]
fn answers_pass_in_the_framing_they_came_in() {
    on_a_core(async {
        let chunked =
            "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3\r\nyes\r\n0\r\n\r\n";
        for (sent, status, framing, body) in [
            (OK, "200 ok", "content-length: 2", "ok"),
            (
                chunked,
                "201 created",
                "transfer-encoding: chunked",
                "2\r\nok\r\n3\r\nyes\r\n0\r\n\r\n",
            ),
        ] {
            let (_house, origin, mut client) = asked(GET).await;
            let (head, _connection) = origin.answer(sent).await;
            assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
            assert!(
                !head.contains("transfer-encoding") && !head.contains("content-length"),
                "{head}"
            );
            let head = client.head().await;
            assert!(
                head.starts_with(&format!("http/1.1 {status}")) && head.contains(framing),
                "{head}"
            );
            assert_eq!(client.until(body).await, body);
        }
    });
}

#[test]
fn request_bodies_pass_in_the_framing_they_came_in() {
    on_a_core(async {
        let chunks = "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        for (head, body, framing) in [
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
                "hello",
                "content-length: 5\r\n",
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                chunks,
                "transfer-encoding: chunked\r\n",
            ),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                chunks,
                "transfer-encoding: chunked\r\n",
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                "",
                "content-length: 0\r\n",
            ),
        ] {
            let (_house, origin, mut client) = asked(head).await;
            client.send(body).await;
            let mut connection = origin.accept().await;
            let head = connection.head().await;
            assert!(head.contains(framing), "{head}");
            assert_eq!(
                head.contains("transfer-encoding"),
                !head.contains("content-length"),
                "{head}"
            );
            if !body.is_empty() {
                assert_eq!(connection.until(body).await, body);
            }
            connection.send(OK).await;
            client.until("ok").await;
        }
    });
}

#[test]
fn trailers_pass_both_ways() {
    on_a_core(async {
        let (_house, origin, mut client) = asked(
            "POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTrailer: x-up\r\nTransfer-Encoding: chunked\r\n\r\n\
             1\r\na\r\n0\r\nX-Up: 1\r\n\r\n",
        )
        .await;
        let mut connection = origin.accept().await;
        connection.head().await;
        connection.until("1\r\na\r\n0\r\nx-up: 1\r\n\r\n").await;
        connection
            .send("HTTP/1.1 200 OK\r\nTrailer: x-down\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nX-Down: 2\r\n\r\n")
            .await;
        client.head().await;
        client.until("1\r\nb\r\n0\r\nx-down: 2\r\n\r\n").await;
    });
}

#[test]
fn answers_without_a_body_keep_the_connection_and_the_length() {
    on_a_core(async {
        let origin = Origin::open().await;
        let house = House::before(origin.address, Limits::default()).await;
        let mut client = house.client().await;
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        let (_, mut connection) = origin
            .answer("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n")
            .await;
        assert!(client.head().await.contains("content-length: 1234\r\n"));
        for bytes in [
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
            OK,
        ] {
            client.send(GET).await;
            connection.head().await;
            connection.send(bytes).await;
            assert!(client.head().await.starts_with(&bytes[..12].to_ascii_lowercase()));
        }
        client.until("ok").await;
    });
}

#[test]
fn an_old_upstream_ends_its_answer_by_closing() {
    on_a_core(async {
        let (_house, origin, mut client) = asked(GET).await;
        drop(origin.answer("HTTP/1.0 200 OK\r\n\r\nall of it").await);
        let head = client.head().await;
        assert!(head.contains("transfer-encoding: chunked"), "{head}");
        assert_eq!(client.until("0\r\n\r\n").await, "9\r\nall of it\r\n0\r\n\r\n");
    });
}

#[test]
fn one_connection_serves_many_requests() {
    on_a_core(async {
        let origin = Origin::open().await;
        let house = House::before(origin.address, Limits::default()).await;
        let mut client = house.client().await;
        client.send(GET).await;
        let (_, mut connection) = origin.answer(OK).await;
        client.until("ok").await;
        for _ in 0..3 {
            client.send(GET).await;
            connection.head().await;
            connection
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
                .await;
            client.until("0\r\n\r\n").await;
        }
    });
}

#[test]
fn a_connection_closed_between_requests_is_replaced_unseen() {
    on_a_core(async {
        let origin = Origin::open().await;
        let house = House::before(origin.address, Limits::default()).await;
        let mut client = house.client().await;
        let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
        // The first closing is noticed before the second request, the other together with it.
        for pause in [Duration::ZERO, Duration::from_millis(30), Duration::ZERO] {
            client.send(post).await;
            let mut connection = origin.accept().await;
            connection.head().await;
            connection.until("body").await;
            connection.send(OK).await;
            client.until("ok").await;
            drop(connection);
            tokio::time::sleep(pause).await;
        }
        assert_eq!(house.totals().upstream_failures, 0);
    });
}

// The connection is taken from the pool before anybody has noticed that it was closed.
#[test]
fn a_connection_closed_as_it_is_taken_gives_the_request_back() {
    on_a_core(async {
        let origin = Origin::open().await;
        let house = House::before(origin.address, Limits::default()).await;
        let mut client = house.client().await;
        let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
        client.send(post).await;
        for _ in 0..5 {
            let mut connection = origin.accept().await;
            connection.head().await;
            connection.until("body").await;
            connection.send(OK).await;
            client.until("ok").await;
            client.send(post).await;
            drop(connection);
        }
        origin.answer(OK).await;
        client.until("ok").await;
        assert_eq!(house.totals().upstream_failures, 0);
    });
}

// SM-24: whatever follows an answer is not taken for the next one.
#[test]
fn a_connection_that_said_too_much_is_not_used_again() {
    on_a_core(async {
        let origin = Origin::open().await;
        let house = House::before(origin.address, Limits::default()).await;
        let mut client = house.client().await;
        client.send(GET).await;
        let (_, _kept) = origin
            .answer(&format!("{OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"))
            .await;
        client.until("ok").await;
        client.send(GET).await;
        origin.answer(OK).await;
        let (head, body) = (client.head().await, client.until("ok").await);
        assert!(head.contains("content-length: 2") && body == "ok", "{head}{body}");
    });
}

// SM-25: what comes on an idle connection was not asked for.
#[test]
fn a_connection_that_spoke_unasked_is_not_used_again() {
    on_a_core(async {
        let origin = Origin::open().await;
        let house = House::before(origin.address, Limits::default()).await;
        let mut client = house.client().await;
        client.send(GET).await;
        let (_, mut connection) = origin.answer(OK).await;
        client.until("ok").await;
        connection
            .send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            .await;
        client.send(GET).await;
        let (_, _connection) = origin.answer(OK).await;
        let (head, body) = (client.head().await, client.until("ok").await);
        assert!(head.contains("content-length: 2") && body == "ok", "{head}{body}");
    });
}

// SM-23
#[test]
fn what_an_upstream_does_wrong_has_a_name() {
    on_a_core(async {
        for (bytes, code) in [
            ("", "upstream.broken"),
            ("HTTP/1.1 200 OK\r\nContent-Le", "upstream.broken"),
            ("SSH-2.0-OpenSSH_9.2\r\n\r\n", "upstream.broken"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "upstream.broken",
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "upstream.broken",
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "upstream.broken",
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "upstream.broken",
            ),
            ("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", "upstream.broken"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "upstream.broken",
            ),
            (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
                "upstream.broken",
            ),
        ] {
            let (house, origin, mut client) = asked(GET).await;
            drop(origin.answer(bytes).await);
            let head = client.head().await;
            assert!(
                head.starts_with("http/1.1 502") && head.contains(code),
                "{bytes:?} -> {head}"
            );
            assert_eq!(house.totals().upstream_failures, 1);
        }
    });
}

#[test]
fn an_upstream_that_cannot_be_reached_has_a_name() {
    on_a_core(async {
        let short = Duration::from_millis(100);
        // Nobody listens there any more; the socket keeps the port from others.
        let closed = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        closed
            .bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into())
            .unwrap();
        let closed_port = closed.local_addr().unwrap().as_socket().unwrap().port();
        // Its queue is full, so that further connections are left waiting.
        let full = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        full.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into())
            .unwrap();
        full.listen(0).unwrap();
        let full_address = full.local_addr().unwrap().as_socket().unwrap();
        let _queue = [std::net::TcpStream::connect(full_address).unwrap()];
        for (host, port, code) in [
            ("127.0.0.1", closed_port, "upstream.not_connected"),
            ("127.0.0.1", full_address.port(), "upstream.connect_timeout"),
            ("no such name", 80, "upstream.not_resolved"),
        ] {
            let house = House::passing(To::new(host, port, short, SECOND), Limits::default()).await;
            let mut client = house.client().await;
            client.send(GET).await;
            let head = client.head().await;
            assert!(head.contains(code), "{host}:{port} -> {head}");
        }
    });
}

#[test]
fn names_and_addresses_of_both_kinds_lead_to_the_upstream() {
    on_a_core(async {
        for (listen, host) in [
            ("127.0.0.1:0", "localhost"),
            ("[::1]:0", "[::1]"),
            ("[::1]:0", "::1"),
        ] {
            let listener = tokio::net::TcpListener::bind(listen).await.unwrap();
            let address = listener.local_addr().unwrap();
            let origin = Origin { listener, address };
            let house =
                House::passing(To::new(host, address.port(), SECOND, SECOND), Limits::default()).await;
            let mut client = house.client().await;
            client.send(GET).await;
            origin.answer(OK).await;
            client.until("ok").await;
        }
    });
}

#[test]
fn an_upstream_that_says_nothing_is_not_waited_for() {
    on_a_core(async {
        let origin = Origin::open().await;
        let short = Duration::from_millis(300);
        let to = To::new("127.0.0.1", origin.address.port(), SECOND, short);
        let house = House::passing(to, Limits::default()).await;
        let mut client = house.client().await;
        client.send(GET).await;
        let mut connection = origin.accept().await;
        assert!(client.head().await.contains("upstream.read_timeout"));
        // And the connection is given up, since its answer may still come.
        connection.rest().await;

        client.send(GET).await;
        let (_, mut connection) = origin
            .answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            .await;
        client.head().await;
        // No clean end: the client must see that something is missing.
        assert_eq!(client.rest().await, "half");
        connection.rest().await;
    });
}

#[test]
fn half_an_answer_is_not_passed_off_as_a_whole_one() {
    on_a_core(async {
        for (bytes, seen) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "half"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "4\r\nhalf\r\n",
            ),
        ] {
            let (_house, origin, mut client) = asked(GET).await;
            drop(origin.answer(bytes).await);
            client.head().await;
            assert_eq!(client.rest().await, seen);
        }
    });
}

#[test]
fn an_answer_may_come_before_the_request_is_complete() {
    on_a_core(async {
        let (_house, origin, mut client) =
            asked("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nfirst").await;
        let (_, _connection) = origin
            .answer("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nno!")
            .await;
        assert!(client.head().await.starts_with("http/1.1 413"));
        client.until("no!").await;
    });
}

#[test]
fn a_slow_client_is_not_the_upstreams_fault() {
    on_a_core(async {
        let origin = Origin::open().await;
        let to = To::new(
            "127.0.0.1",
            origin.address.port(),
            SECOND,
            Duration::from_millis(200),
        );
        let house = House::passing(to, Limits::default()).await;
        let mut client = house.client().await;
        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
            .await;
        let mut connection = origin.accept().await;
        for byte in ["b", "c"] {
            tokio::time::sleep(Duration::from_millis(300)).await;
            client.send(byte).await;
        }
        connection.until("abc").await;
        connection.send(OK).await;
        assert!(client.head().await.starts_with("http/1.1 200"));
    });
}

#[test]
fn a_broken_request_body_is_the_clients_fault() {
    on_a_core(async {
        for (limits, rest) in [
            (Limits::default(), "not a chunk\r\n"),
            // SM-07
            (Limits::default(), "ffffffffffffffff1\r\n"),
            (
                Limits {
                    body: Duration::from_millis(80),
                    ..Limits::default()
                },
                "",
            ),
        ] {
            let origin = Origin::open().await;
            let house = House::before(origin.address, limits).await;
            let mut client = house.client().await;
            client
                .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
                .await;
            let mut connection = origin.accept().await;
            connection.until("1\r\na\r\n").await;
            client.send(rest).await;
            assert!(client.head().await.contains("request.body_broken"), "{rest:?}");
            // The upstream must not take it for complete.
            assert_eq!(connection.rest().await, "");
        }
    });
}

#[test]
fn interim_answers_are_swallowed() {
    on_a_core(async {
        let (_house, origin, mut client) = asked(GET).await;
        origin
            .answer(&format!(
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n{OK}"
            ))
            .await;
        let head = client.head().await;
        assert!(
            head.starts_with("http/1.1 200") && !head.contains("link"),
            "{head}"
        );
    });
}

#[test]
fn when_the_client_goes_the_upstream_is_let_go() {
    on_a_core(async {
        let (_house, origin, client) = asked(GET).await;
        let mut connection = origin.accept().await;
        connection.head().await;
        drop(client);
        assert_eq!(connection.rest().await, "");
    });
}

#[test]
fn idle_connections_are_few_and_do_not_last() {
    on_a_core(async {
        let origin = Origin::open().await;
        let limits = Limits {
            upstream_idle: 1,
            upstream_keep: Duration::from_millis(400),
            ..Limits::default()
        };
        let house = House::before(origin.address, limits).await;
        let (mut first, mut second) = (house.client().await, house.client().await);
        first.send(GET).await;
        let mut one = origin.accept().await;
        second.send(GET).await;
        let mut other = origin.accept().await;
        for (client, connection) in [(&mut first, &mut one), (&mut second, &mut other)] {
            connection.head().await;
            connection.send(OK).await;
            client.until("ok").await;
        }
        // There is room for one; it goes when its time is over.
        let mut byte = [0];
        assert_eq!(other.stream.read(&mut byte).await.unwrap(), 0);
        assert!(one.stream.try_read(&mut byte).is_err(), "the first was kept");
        assert_eq!(one.stream.read(&mut byte).await.unwrap(), 0);
    });
}

#[test]
fn a_body_put_in_place_of_another_gets_its_own_length() {
    on_a_core(async {
        for (body, framing) in [
            ("longer than it was", "content-length: 18\r\n"),
            ("", "content-length: 0\r\n"),
        ] {
            let origin = Origin::open().await;
            let to = To::new("127.0.0.1", origin.address.port(), SECOND, SECOND);
            let (house, _) = House::with_upstream(
                Limits::default(),
                async move |mut x: Exchange, upstream: Upstream| {
                    x.body = Body::from(body);
                    x.head
                        .set(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
                    match upstream.send(&mut x, &to, &mut Nowhere).await {
                        Ok(answer) => answer,
                        Err(error) => said(StatusCode::BAD_GATEWAY, error.code()),
                    }
                },
            )
            .await;
            let mut client = house.client().await;
            client
                .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                .await;
            let (head, _connection) = origin.answer(OK).await;
            assert!(
                head.contains(framing) && !head.contains("transfer-encoding"),
                "{head}"
            );
            client.until("ok").await;
        }
    });
}
