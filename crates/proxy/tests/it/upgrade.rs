//! Connections that go on in another protocol.

use std::time::{Duration, Instant};

use proxy::{Limits, Rules};
use serde_json::json;

use crate::fakes::Told;
use crate::wire::House;

const ASKS: &str = "GET /chat HTTP/1.1\r\nHost: example.test\r\nConnection: keep-alive, Upgrade\r\n\
                    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const AGREES: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\
                      Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
/// A masked text frame with `Hello` (RFC 6455 5.7), and the same without a mask.
const MASKED: &[u8] = &[0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
const PLAIN: &[u8] = &[0x81, 0x05, b'H', b'e', b'l', b'l', b'o'];

#[test]
fn bytes_flow_both_ways_behind_a_101() {
    let house = House::open();
    let (mut client, mut upstream, head) = house.asked(ASKS);
    for line in [
        "upgrade: websocket\r\n",
        "connection: upgrade\r\n",
        "sec-websocket-version: 13\r\n",
        "sec-websocket-key: dghlihnhbxbszsbub25jzq==\r\n",
    ] {
        assert!(head.contains(line), "{line} {head}");
    }
    // The first bytes come together with the 101.
    upstream.send([AGREES.as_bytes(), PLAIN].concat());
    let head = client.head();
    assert!(head.starts_with("http/1.1 101 switching protocols\r\n"), "{head}");
    for line in [
        "upgrade: websocket\r\n",
        "connection: upgrade\r\n",
        "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n",
    ] {
        assert!(head.contains(line), "{line} {head}");
    }
    assert!(
        !head.contains("content-length") && !head.contains("transfer-encoding"),
        "{head}"
    );
    client.until(PLAIN);
    for _ in 0..3 {
        client.send(MASKED);
        upstream.until(MASKED);
        upstream.send(PLAIN);
        client.until(PLAIN);
    }
    // What looks like a request, or ends its lines oddly, is bytes.
    client.send("GET /x HTTP/1.1\nHost: a\n\n");
    upstream.until(b"GET /x HTTP/1.1\nHost: a\n\n");
    // Who only ends its own side still hears the rest.
    client.end();
    assert_eq!(upstream.rest(), "");
    upstream.send("bye");
    drop(upstream);
    assert_eq!(client.rest(), "bye");
    let totals = house.cores.totals();
    assert_eq!((totals.requests, totals.answers[1], totals.switches), (1, 1, 1));
    assert_eq!((totals.wire_failures, totals.upstream_failures), (0, 0));
}

#[test]
fn what_flowed_is_shown_when_it_is_over() {
    let tells = json!({ "name": "late", "config": { "label": "p", "does": "tell" } });
    let house = House::with(Rules::default(), Limits::default(), &[("plugins", "p", tells)]);
    let told = house.services.shared.the::<Told>();
    let (mut client, mut upstream, _) = house.asked(ASKS);
    upstream.send(AGREES);
    client.head();
    for _ in 0..3 {
        client.send(MASKED);
        upstream.until(MASKED);
    }
    assert_eq!(*told.0.lock().unwrap(), [""; 0], "it flows");
    upstream.send(PLAIN);
    client.until(PLAIN);
    drop(upstream);
    client.end();
    client.rest();
    let deadline = Instant::now() + Duration::from_secs(20);
    while told.0.lock().unwrap().is_empty() {
        assert!(Instant::now() < deadline, "it was never shown");
        std::thread::yield_now();
    }
    let told = told.0.lock().unwrap().pop().unwrap();
    let request = ASKS.len() + 3 * MASKED.len();
    let beginning = format!("p: GET /chat 101 Service {request} ");
    assert!(told.starts_with(&beginning), "{told}");
    let answer: usize = told[beginning.len()..].parse().unwrap();
    assert!(answer > AGREES.len() + PLAIN.len(), "{told}");
}

#[test]
fn much_flows_at_once() {
    const MUCH: usize = 8 << 20;
    let house = House::open();
    let (mut client, mut upstream, _) = house.asked(ASKS);
    upstream.send(AGREES);
    client.head();
    let echo = std::thread::spawn(move || {
        let mut echoed = 0;
        while echoed < MUCH {
            let some = upstream.some();
            echoed += some.len();
            upstream.send(some);
        }
        upstream
    });
    let mut sender = client.other();
    let sends = std::thread::spawn(move || sender.send(vec![b'x'; MUCH]));
    let mut came = 0;
    while came < MUCH {
        came += client.some().len();
    }
    sends.join().unwrap();
    drop(echo.join().unwrap());
    assert_eq!((came, client.rest().as_str()), (MUCH, ""));
}

// SM-16: an upgrade to HTTP/2 is not passed on, and the request is one like any other.
#[test]
fn what_nobody_may_switch_to_is_not_asked_for() {
    let house = House::open();
    for lines in [
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n",
        "Connection: Upgrade\r\nUpgrade: HTTP/2.0\r\n",
        "Upgrade: websocket\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n",
    ] {
        let body = if lines.contains("Length") { "ab" } else { "" };
        let request = format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n{body}");
        let (mut client, mut upstream, head) = house.asked(&request);
        assert!(
            !head.contains("upgrade") && !head.contains("http2-settings"),
            "{head}"
        );
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        assert!(client.head().starts_with("http/1.1 200"));
        client.until(b"ok");
        // HTTP goes on.
        client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(house.upstream().head().starts_with("get /next "));
    }
    assert_eq!(house.cores.totals().switches, 0);
}

// The connection ends behind it, and not before.
#[test]
fn a_large_last_answer_to_who_asked_for_an_upgrade_arrives_whole() {
    const MUCH: usize = 16 << 20;
    let house = House::open();
    let asks = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n";
    let (mut client, mut upstream, _) = house.asked(asks);
    let sends = std::thread::spawn(move || {
        upstream.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {MUCH}\r\n\r\n"));
        upstream.send(vec![b'x'; MUCH]);
        upstream
    });
    client.head();
    // It takes its time, so that everything on the way is full.
    assert!(house.is_unasked_for(Duration::from_millis(300)));
    assert_eq!(client.rest().len(), MUCH);
    sends.join().unwrap();
}

#[test]
fn an_upstream_that_stays_with_http_answers_as_always() {
    let house = House::open();
    let (mut client, mut upstream, _) = house.asked(ASKS);
    upstream.send("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno");
    let head = client.head();
    assert!(
        head.starts_with("http/1.1 426") && !head.contains("connection: upgrade"),
        "{head}"
    );
    client.until(b"no");
    // Both connections are used again.
    client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(upstream.head().starts_with("get /next "));
    upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    client.until(b"ok");
}

// SM-17: what comes before the 101 waits. Where none comes, it is a request, and read as one.
#[test]
fn bytes_behind_an_upgrade_wait_for_the_101() {
    let house = House::open();
    let early = "GET /early HTTP/1.1\nHost: a\n\n";
    let (mut client, mut upstream, _) = house.asked(&format!("{ASKS}{early}"));
    assert!(upstream.is_silent());
    upstream.send(AGREES);
    client.head();
    assert_eq!(upstream.until(b"\n\n"), early.as_bytes());
    upstream.send(PLAIN);
    client.until(PLAIN);

    let (mut client, mut upstream, _) = house.asked(ASKS);
    client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(upstream.is_silent());
    upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
    client.until(b"no");
    assert!(upstream.head().starts_with("get /next "));

    let before = house.cores.totals().requests;
    let (mut client, mut upstream, _) = house.asked(&format!("{ASKS}{early}"));
    upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
    client.until(b"no");
    assert!(client.rest().starts_with("HTTP/1.1 400 "));
    assert_eq!(house.cores.totals().requests, before + 1);
}

#[test]
fn an_upstream_that_switches_to_something_else_is_refused() {
    let house = House::open();
    for answer in [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n",
    ] {
        let (mut client, mut upstream, _) = house.asked(ASKS);
        upstream.send(answer);
        assert!(client.head().starts_with("http/1.1 502"), "{answer}");
        assert_eq!(upstream.rest(), "");
    }
    let (mut client, mut upstream, _) = house.asked("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    upstream.send(AGREES);
    assert!(client.head().starts_with("http/1.1 502"));
}

// HD-30: who is refused is refused before anybody switches, and the service does not hear of it.
#[test]
fn a_plugin_refuses_before_the_switch() {
    let refuses = (
        "plugins",
        "guard",
        json!({ "name": "early", "config": { "label": "guard", "does": "reply" } }),
    );
    let house = House::with(Rules::default(), Limits::default(), &[refuses]);
    let mut client = house.client();
    client.send(ASKS);
    assert!(client.head().starts_with("http/1.1 418"));
    assert!(house.is_unasked());
    assert_eq!(house.cores.totals().switches, 0);
}

#[test]
fn plugins_see_an_upgrade_as_any_other_request() {
    let passes = (
        "plugins",
        "guard",
        json!({ "name": "early", "config": { "label": "guard" } }),
    );
    let house = House::with(Rules::default(), Limits::default(), &[passes]);
    let (mut client, mut upstream, _) = house.asked(ASKS);
    upstream.send(AGREES);
    let head = client.head();
    assert!(
        head.starts_with("http/1.1 101") && head.contains("x-turn: guard"),
        "{head}"
    );
}

#[test]
fn a_silence_of_both_sides_ends() {
    let house = House::open();
    let (mut client, mut upstream, _) = house.asked(ASKS);
    upstream.send(AGREES);
    client.head();
    // Every byte in either direction begins the wait anew.
    for _ in 0..3 {
        assert!(client.is_silent_for(Duration::from_millis(800)));
        client.send("x");
        upstream.until(b"x");
    }
    let began = Instant::now();
    assert_eq!((client.rest(), upstream.rest()), (String::new(), String::new()));
    let took = began.elapsed();
    assert!(
        took > Duration::from_millis(1500) && took < Duration::from_secs(10),
        "{took:?}"
    );
}

#[tokio::test]
async fn a_drain_waits_for_a_tunnel_as_long_as_it_may() {
    for (limit, cut) in [(Duration::from_millis(100), 1), (Duration::from_secs(20), 0)] {
        let house = House::open();
        let (mut client, mut upstream, _) = house.asked(ASKS);
        upstream.send(AGREES);
        client.head();
        let ends = std::thread::spawn(move || {
            client.is_silent_for(Duration::from_millis(400));
            drop(upstream);
            client.rest()
        });
        let drained = house.cores.drain(limit).await;
        assert_eq!((drained.finished, drained.cut), (1 - cut, cut), "{limit:?}");
        assert_eq!(ends.join().unwrap(), "");
    }
}
