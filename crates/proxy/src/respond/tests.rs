use std::time::Duration;

use http::{Method, StatusCode};

use super::*;
use crate::fakes::exchange;

fn answer(origin: Origin, lines: &[(&'static str, &'static str)]) -> Answer {
    let mut answer = Answer::new(StatusCode::OK);
    answer.origin = origin;
    for (name, value) in lines {
        answer
            .head
            .append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
}

fn lines(answer: &Answer) -> Vec<(&str, &str)> {
    let mut lines: Vec<_> = answer
        .head
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    lines.sort_unstable();
    lines
}

#[test]
fn what_belongs_to_one_hop_goes_no_further() {
    let upstream = || {
        answer(
            Origin::Upstream,
            &[
                ("connection", "close, x-hop"),
                ("keep-alive", "timeout=5"),
                ("transfer-encoding", "chunked"),
                ("upgrade", "h2c"),
                ("x-hop", "1"),
                ("trailer", "x-sum"),
                ("via", "1.0 theirs"),
                ("etag", "\"1\""),
            ],
        )
    };
    let mut notes = Notes::default();
    let received = receive(
        upstream(),
        Trailers::Ignored,
        AnswerHeaders::default(),
        &mut notes,
    );
    assert_eq!(
        lines(&received),
        [("etag", "\"1\""), ("via", "1.0 theirs, 1.1 lychgate")]
    );
    let received = receive(upstream(), Trailers::Read, AnswerHeaders::default(), &mut notes);
    assert_eq!(lines(&received)[1], ("trailer", "x-sum"));
}

#[test]
fn every_answer_tells_its_number_and_how_long_it_took() {
    let x = exchange(Method::GET, "/");
    let id = x.id.to_string();
    let notes = Notes {
        upstream: Some(Duration::from_millis(30)),
        ..Notes::default()
    };
    let now = x.received.at.plus(Duration::from_millis(42));
    for (origin, sent, expected) in [
        (
            Origin::Upstream,
            vec![],
            vec![
                ("server", "lychgate"),
                ("x-kong-proxy-latency", "12"),
                ("x-kong-request-id", &id),
                ("x-kong-upstream-latency", "30"),
            ],
        ),
        (
            Origin::Upstream,
            vec![("server", "theirs"), ("x-kong-request-id", "theirs")],
            vec![
                ("server", "theirs"),
                ("x-kong-proxy-latency", "12"),
                ("x-kong-request-id", &id),
                ("x-kong-upstream-latency", "30"),
            ],
        ),
        (
            Origin::Gateway,
            vec![("server", "a plugin's")],
            vec![
                ("server", "lychgate"),
                ("x-kong-request-id", id.as_str()),
                ("x-kong-response-latency", "42"),
            ],
        ),
    ] {
        let mut answer = answer(origin, &sent);
        respond(&x, &notes, AnswerHeaders::default(), now, &mut answer);
        assert_eq!(lines(&answer), expected);
    }
}

// AD-30
#[test]
fn an_answer_carries_what_the_operator_wants() {
    let id = exchange(Method::GET, "/").id.to_string();
    let all = [
        ("server", "lychgate"),
        ("via", "1.1 lychgate"),
        ("x-kong-proxy-latency", "12"),
        ("x-kong-request-id", &id),
        ("x-kong-upstream-latency", "30"),
        ("x-kong-upstream-status", "404"),
    ];
    let only = |names: &[&str]| {
        let wanted = all.iter().filter(|(name, _)| names.contains(name));
        wanted.copied().collect::<Vec<_>>()
    };
    for (headers, expected) in [
        (AnswerHeader::ALL.to_vec(), all.to_vec()),
        (vec![], vec![]),
        (AnswerHeader::SERVER_TOKENS.to_vec(), only(&["server", "via"])),
        (
            AnswerHeader::LATENCY_TOKENS.to_vec(),
            only(&["x-kong-proxy-latency", "x-kong-upstream-latency"]),
        ),
        (
            vec![AnswerHeader::UpstreamStatus],
            only(&["x-kong-upstream-status"]),
        ),
        (vec![AnswerHeader::RequestId], only(&["x-kong-request-id"])),
    ] {
        let headers: AnswerHeaders = headers.into_iter().collect();
        let x = exchange(Method::GET, "/");
        let mut notes = Notes {
            upstream: Some(Duration::from_millis(30)),
            ..Notes::default()
        };
        let mut sent = answer(Origin::Upstream, &[]);
        sent.status = StatusCode::NOT_FOUND;
        let mut sent = receive(sent, Trailers::Ignored, headers, &mut notes);
        // A plugin may say something else than the upstream did.
        sent.status = StatusCode::OK;
        let now = x.received.at.plus(Duration::from_millis(42));
        respond(&x, &notes, headers, now, &mut sent);
        assert_eq!(lines(&sent), expected);
    }
}

#[test]
fn an_answer_of_ours_names_no_server_if_the_operator_wants_none() {
    let none: AnswerHeaders = [].into_iter().collect();
    for (origin, expected) in [
        (Origin::Gateway, vec![]),
        (
            Origin::Upstream,
            vec![("server", "theirs"), ("via", "1.1 theirs")],
        ),
    ] {
        let mut sent = answer(origin, &[("server", "theirs")]);
        if origin == Origin::Upstream {
            sent.head.set(header::VIA, HeaderValue::from_static("1.1 theirs"));
        }
        let x = exchange(Method::GET, "/");
        respond(&x, &Notes::default(), none, x.received.at, &mut sent);
        assert_eq!(lines(&sent), expected);
    }
}

#[test]
fn ca_09_an_answer_with_a_cookie_of_ours_is_not_shared() {
    let (ours, theirs) = (("set-cookie", "ours=1"), ("set-cookie", "theirs=1"));
    for (upstream, added, expected) in [
        (vec![], vec![], None),
        (vec![("cache-control", "public")], vec![], Some("public")),
        // What the upstream does with its own cookies is its business.
        (vec![theirs, ("cache-control", "public")], vec![], Some("public")),
        (vec![], vec![ours], Some("no-store")),
        (
            vec![theirs, ("cache-control", "public, max-age=9")],
            vec![ours],
            Some("no-store"),
        ),
        (
            vec![("cache-control", "max-age=0, Private")],
            vec![ours],
            Some("max-age=0, Private"),
        ),
        (vec![("cache-control", "no-store")], vec![ours], Some("no-store")),
        (vec![("cache-control", "no-cache")], vec![ours], Some("no-store")),
        // Only one header is private here, however it is written.
        (
            vec![("cache-control", "private=\"set-cookie\"")],
            vec![ours],
            Some("no-store"),
        ),
        (
            vec![("cache-control", "private=\"a, private, b\"")],
            vec![ours],
            Some("no-store"),
        ),
        (
            vec![
                ("cache-control", "private"),
                ("cdn-cache-control", "public"),
                ("surrogate-control", "public"),
            ],
            vec![ours],
            Some("private"),
        ),
    ] {
        let mut notes = Notes::default();
        let mut sent = receive(
            answer(Origin::Upstream, &upstream),
            Trailers::Ignored,
            AnswerHeaders::default(),
            &mut notes,
        );
        for (name, value) in &added {
            sent.head
                .append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        respond(
            &exchange(Method::GET, "/"),
            &notes,
            AnswerHeaders::default(),
            Timestamp::default(),
            &mut sent,
        );
        assert_eq!(
            sent.head.text(&header::CACHE_CONTROL),
            expected,
            "{upstream:?} {added:?}"
        );
        let targeted = TARGETED_CACHE_CONTROL.iter().any(|name| sent.head.has(name));
        assert!(!targeted);
    }
}
