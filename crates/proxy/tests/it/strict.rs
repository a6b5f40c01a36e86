//! What is not HTTP, or almost: each gets its one answer and a close, and the service does not hear of it.

use std::num::NonZeroU64;
use std::time::Duration;

use proxy::{Limits, Rules};
use serde_json::json;

use crate::wire::{House, Wire};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Sends `bytes`, and gives everything that comes back until the connection is closed.
fn told(house: &House, bytes: impl AsRef<[u8]>) -> String {
    let mut client = house.client();
    client.send(bytes);
    client.rest()
}

#[test]
fn what_is_almost_http_gets_400_and_a_close() {
    let house = House::open();
    let almost = [
        // SM-09
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\nX-Userinfo: z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n",
        "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\r\n\r\n",
        "GET / HTTP/1.1\rHost: a\r\r",
        "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        // SM-10, HD-05
        "GET / HTTP/1.1\r\nHost: a\r\nX-Userinfo : eyJ9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Userinfo\t: eyJ9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n X-Userinfo: eyJ9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tz\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\0: y\r\n\r\n",
        // SM-03, SM-04, SM-05, SM-06
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617\r\n\r\n",
        // SM-11
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "x\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        // PA-08, PA-10
        "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b#c HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n",
        // HD-10
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://b/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    ];
    for bytes in almost {
        let all = told(&house, bytes);
        assert!(
            all.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{bytes:?} -> {all:?}"
        );
        assert_eq!(all.matches("HTTP/1.1 ").count(), 1, "{bytes:?} -> {all:?}");
    }
    assert!(house.is_unasked());
}

#[test]
fn garbage_is_counted_once_for_each_connection_and_harms_no_other() {
    let house = House::open();
    let garbage: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\0\0\0\0\n\n\n\n",
        b"\r\n\r\n\r\n\r\n",
    ];
    for bytes in garbage {
        let all = told(&house, [bytes, bytes].concat());
        assert!(all.starts_with("HTTP/1.1 400 "), "{bytes:?} -> {all:?}");
    }
    assert_eq!(house.cores.totals().wire_failures, garbage.len() as u64);
    let (mut client, mut upstream, _) = house.asked("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    upstream.send(OK);
    client.until(b"ok");
}

// SM-11: one empty line before a request passes, and what is no request ends the connection.
#[test]
fn between_requests_stands_at_most_one_empty_line() {
    let house = House::open();
    let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (between, answers) in [("", 2), ("\r\n", 2), ("\r\n\r\n", 1), ("\n", 1), ("junk\r\n", 1)] {
        let (mut client, mut upstream, _) = house.asked(&format!("{get}{between}{get}"));
        upstream.send(OK);
        client.until(b"ok");
        if answers == 2 {
            upstream.head();
            upstream.send(OK);
            client.until(b"ok");
        } else {
            assert!(client.rest().starts_with("HTTP/1.1 400 "), "{between:?}");
            assert!(upstream.is_silent(), "{between:?}");
        }
    }
}

/// A client in the middle of a chunked body, and the service that gets it.
fn in_chunks(house: &House) -> (Wire, Wire) {
    let (mut client, mut upstream, _) =
        house.asked("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    upstream.until(b"1\r\na\r\n");
    client.send("");
    (client, upstream)
}

// SM-07, SM-08: what is no chunk, or has more beside it than in it, breaks the body off.
#[test]
fn chunks_have_their_form_and_their_measure() {
    let house = House::open();
    let long = format!("1;x={}\r\na\r\n", "x".repeat(1 << 20));
    for chunk in [
        "1;x=\ny\r\na\r\n",
        "1\na\n",
        "1\r\nab\r\n",
        "0x1\r\na\r\n",
        "+1\r\na\r\n",
        "ffffffffffffffff1\r\n",
        "fffffffffffffffff\r\n",
        "0\r\nX: y\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        &long,
    ] {
        let (mut client, mut upstream) = in_chunks(&house);
        client.send(chunk);
        let all = client.rest();
        let what = &chunk[..chunk.len().min(20)];
        assert!(all.starts_with("HTTP/1.1 400 "), "{what:?} -> {all:?}");
        assert_eq!(all.matches("HTTP/1.1 ").count(), 1, "{what:?} -> {all:?}");
        // Nothing that would make it a whole one.
        let rest = upstream.rest();
        assert!(!rest.contains("0\r\n\r\n"), "{what:?} -> {rest:?}");
    }
    // A short one may be there, and is not passed on.
    let (mut client, mut upstream) = in_chunks(&house);
    client.send("1;name=\"value\"\r\nb\r\n0\r\n\r\n");
    upstream.until(b"1\r\nb\r\n0\r\n\r\n");
    upstream.send(OK);
    client.until(b"ok");
}

// HD-08: trailers are no headers, and forbidden ones are not passed on at all.
#[test]
fn trailers_tell_no_identity_and_no_framing() {
    let house = House::open();
    let (mut client, mut upstream, head) = house.asked(
        "POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTrailer: x-sum, x-userinfo, content-length, host\r\n\
         Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 7\r\nX-Userinfo: eyJ9\r\nContent-Length: 9\r\n\
         Host: evil\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    assert!(!head.contains("eyj9"), "{head}");
    upstream.until(b"1\r\na\r\n0\r\n");
    let trailers = upstream.head();
    assert_eq!(trailers, "x-sum: 7\r\n\r\n");
    upstream.send(OK);
    client.until(b"ok");
}

// SM-14, RFC 9110 10.1.1
#[test]
fn the_body_is_asked_for_once_and_only_if_it_is_wanted() {
    let house = House::open();
    let asks = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n";
    let (mut client, mut upstream, head) = house.asked(asks);
    assert!(!head.contains("expect"), "{head}");
    assert_eq!(client.head(), "http/1.1 100 continue\r\n\r\n");
    // What the upstream says of it is for us.
    upstream.send("HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    upstream.until(b"body");
    upstream.send("HTTP/1.1 100 Continue\r\n\r\n");
    upstream.send(OK);
    assert!(client.head().starts_with("http/1.1 200 "));
    client.until(b"ok");

    let mut client = house.client();
    client.send(asks.replace("100-continue", "miracles"));
    let all = client.rest();
    assert!(
        all.starts_with("HTTP/1.1 417 ") && all.contains("connection: close"),
        "{all}"
    );

    // HTTP/1.0 knows no 100.
    let house = House::open();
    let (mut client, mut upstream, _) = house.asked(&asks.replace("HTTP/1.1", "HTTP/1.0"));
    assert!(client.is_silent());
    client.send("body");
    upstream.until(b"body");
    upstream.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
    assert!(client.head().starts_with("http/1.0 417 "));
}

// SM-13, SM-14: a refusal comes without 100, and what follows is not read as a request.
#[test]
fn an_early_refusal_ends_the_connection() {
    let refuses = (
        "plugins",
        "guard",
        json!({ "name": "early", "config": { "label": "guard", "does": "reply" } }),
    );
    let house = House::with(Rules::default(), Limits::default(), &[refuses]);
    let asks = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\nExpect: 100-continue\r\n\r\n";
    let mut client = house.client();
    client.send(asks);
    let head = client.head();
    assert!(
        head.starts_with("http/1.1 418 ") && head.contains("connection: close"),
        "{head}"
    );
    client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    let rest = client.rest();
    assert!(!rest.contains("HTTP/1.1"), "{rest}");
    assert_eq!(house.cores.totals().requests, 1);
    assert!(house.is_unasked());
}

// RFC 9110 15.5.14
#[test]
fn a_body_has_at_most_the_size_that_is_allowed() {
    let rules = Rules {
        body: NonZeroU64::new(10),
        ..Rules::default()
    };
    let house = House::with(rules, Limits::default(), &[]);
    for lines in [
        "Content-Length: 11\r\n",
        "Content-Length: 11\r\nExpect: 100-continue\r\n",
    ] {
        let all = told(&house, format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n"));
        assert!(
            all.starts_with("HTTP/1.1 413 ") && all.contains("connection: close"),
            "{all}"
        );
    }
    assert!(house.is_unasked());
    let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n";
    let (mut client, mut upstream, _) = house.asked(chunked);
    upstream.until(b"abcdef\r\n");
    client.send("5\r\nabcde\r\n0\r\n\r\n");
    assert!(client.rest().starts_with("HTTP/1.1 413 "));
    assert_eq!(upstream.rest(), "");
    let (mut client, mut upstream, _) = house.asked(chunked);
    client.send("4\r\nabcd\r\n0\r\n\r\n");
    upstream.until(b"abcd\r\n0\r\n\r\n");
    upstream.send(OK);
    client.until(b"ok");
}

#[test]
fn a_short_body_is_there_before_the_upstream_is_asked() {
    let rules = Rules {
        body: NonZeroU64::new(100_000),
        ..Rules::default()
    };
    let whole = (
        "routes",
        "whole",
        json!({ "service": "raw", "paths": ["/whole"], "strip_path": false }),
    );
    let house = House::with(rules, Limits::default(), &[whole]);
    let chunked = "POST /whole HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut client = house.client();
    client.send(chunked);
    client.send("6\r\nabcdef\r\n");
    assert!(house.is_unasked_for(Duration::from_millis(100)));
    client.send("1\r\ng\r\n0\r\n\r\n");
    let mut upstream = house.upstream();
    // Its length is known now.
    let head = upstream.head();
    assert!(
        head.contains("content-length: 7\r\n") && !head.contains("chunked"),
        "{head}"
    );
    upstream.until(b"abcdefg");
    upstream.send(OK);
    client.until(b"ok");
    // Half a body is none.
    for broken in ["6\r\nabc", "6\r\nabcdefX"] {
        let mut client = house.client();
        client.send(chunked);
        client.send(broken);
        client.end();
        let all = client.rest();
        assert!(
            all.is_empty() || all.starts_with("HTTP/1.1 400 "),
            "{broken:?} -> {all}"
        );
    }
    assert!(house.is_unasked());
    // A long one flows.
    let mut client = house.client();
    client.send(chunked);
    client.send(format!("{:x}\r\n{}\r\n", 70_000, "x".repeat(70_000)));
    // The connection was kept.
    assert!(upstream.head().contains("transfer-encoding: chunked\r\n"));
    // What was read ahead counts as well.
    client.send(format!("{:x}\r\n{}\r\n0\r\n\r\n", 40_000, "x".repeat(40_000)));
    assert!(client.rest().starts_with("HTTP/1.1 413 "));
}

// PA-18, SM-27
#[test]
fn a_target_or_a_head_without_end_is_refused() {
    let house = House::open();
    let path = format!("/{}", "a/".repeat(4_000));
    let (mut client, mut upstream, head) = house.asked(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert!(head.starts_with(&format!("get {path} ")));
    upstream.send(OK);
    client.until(b"ok");
    for (path, status) in [
        (format!("/{}", "a".repeat(9_000)), "414"),
        (format!("/{}", "a/".repeat(10_000)), "414"),
        (format!("/?{}", "a".repeat(60_000)), "414"),
        (format!("/{}", "a".repeat(100_000)), "431"),
    ] {
        let all = told(&house, format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert!(all.starts_with(&format!("HTTP/1.1 {status} ")), "{}", &all[..40]);
    }
}

/// A route that is guarded beside others that are not.
fn guarded() -> House {
    House::with(
        Rules::default(),
        Limits::default(),
        &[
            (
                "routes",
                "admin",
                json!({ "service": "raw", "paths": ["/admin"], "strip_path": false }),
            ),
            (
                "routes",
                "other",
                json!({ "service": "raw", "hosts": ["other"], "paths": ["/admin"], "strip_path": false }),
            ),
            (
                "routes",
                "api",
                json!({ "service": "raw", "paths": ["/api"], "strip_path": true }),
            ),
            (
                "plugins",
                "guard",
                json!({ "name": "early", "route": "admin", "config": { "label": "guard", "does": "reply" } }),
            ),
            (
                "plugins",
                "never",
                json!({ "name": "late", "config": { "label": "never" } }),
            ),
        ],
    )
}

// PA-10, PA-11, PA-13, PA-14, PA-17, HD-13: one reading decides about the route and is what the upstream gets.
#[test]
fn what_looks_like_another_path_leads_to_no_other_route() {
    let house = guarded();
    for line in [
        "GET /admin?path=/api HTTP/1.1\r\nHost: a",
        "GET /admin?/api/ HTTP/1.1\r\nHost: a",
        "GET /admin. HTTP/1.1\r\nHost: a",
        "GET /admin%20 HTTP/1.1\r\nHost: a",
        "GET /admin/ HTTP/1.1\r\nHost: a",
        "GET /api/../admin HTTP/1.1\r\nHost: a",
        "GET /api/%2e%2e/admin HTTP/1.1\r\nHost: a",
        "GET http://a/admin HTTP/1.1\r\nHost: other",
        "GET http://a/x/../admin HTTP/1.1\r\nHost: other",
        "GET /admin HTTP/1.1\r\nHost: a\r\nX-Original-URL: /api\r\nX-Rewrite-URL: /api",
        "GET /admin HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: OPTIONS",
    ] {
        let mut client = house.client();
        client.send(format!("{line}\r\n\r\n"));
        let head = client.head();
        assert!(head.starts_with("http/1.1 418 "), "{line} -> {head}");
        // PA-22: who comes after an answer has no turn.
        assert!(
            head.contains("x-turn: guard") && !head.contains("never"),
            "{line} -> {head}"
        );
    }
    assert!(house.is_unasked());
    for (line, expected) in [
        ("GET /x?/admin HTTP/1.1\r\nHost: a", "get /x?/admin "),
        ("GET http://other/admin HTTP/1.1\r\nHost: a", "get /admin "),
        ("GET /api/..;/admin HTTP/1.1\r\nHost: a", "get /..;/admin "),
        ("GET /api/x/../y HTTP/1.1\r\nHost: a", "get /y "),
        (
            "GET /x HTTP/1.1\r\nHost: a\r\nX-Original-URL: /admin\r\nX-HTTP-Method-Override: DELETE",
            "get /x ",
        ),
    ] {
        let (mut client, mut upstream, head) = house.asked(&format!("{line}\r\nConnection: close\r\n\r\n"));
        assert!(head.starts_with(expected), "{line} -> {head}");
        assert_eq!(head.matches("\r\nhost: ").count(), 1, "{head}");
        upstream.send(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        client.rest();
    }
}

// PA-12: an expression is anchored at the beginning, whether it says so or not.
#[test]
fn an_expression_covers_no_path_that_only_contains_it() {
    let house = House::with(
        Rules::default(),
        Limits::default(),
        &[
            (
                "routes",
                "health",
                json!({ "service": "raw", "paths": ["~/health"], "strip_path": false }),
            ),
            (
                "plugins",
                "guard",
                json!({ "name": "early", "route": "all", "config": { "label": "guard", "does": "reply" } }),
            ),
        ],
    );
    for path in [
        "/x/health",
        "/x/health/../admin",
        "/health/../admin",
        "/admin?/health",
    ] {
        let mut client = house.client();
        client.send(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert!(client.head().starts_with("http/1.1 418 "), "{path}");
    }
    assert!(house.is_unasked());
    let (_, _, head) = house.asked("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(head.starts_with("get /health "), "{head}");
}

// HD-24: where an upstream points is the client's business.
#[test]
fn a_redirect_of_an_upstream_is_passed_on_and_not_followed() {
    let house = House::open();
    let (mut client, mut upstream, _) = house.asked("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    upstream.send(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    );
    let head = client.head();
    assert!(
        head.starts_with("http/1.1 307 ") && head.contains("location: http://127.0.0.1:1/\r\n"),
        "{head}"
    );
}

// ER-09
#[test]
fn an_error_to_head_has_no_body() {
    let house = House::open();
    let mut client = house.client();
    client.send("HEAD http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n");
    let all = client.rest();
    assert!(
        all.starts_with("HTTP/1.1 400 ") && all.ends_with("\r\n\r\n"),
        "{all}"
    );
}
