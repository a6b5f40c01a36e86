use http::Method;
use plugin::{Body, Head, RequestId};

use super::*;
use crate::error_body::MediaType;
use crate::fakes::exchange;

fn asking(accept: &'static str) -> Head {
    let mut head = Head::new();
    head.set(header::ACCEPT, HeaderValue::from_static(accept));
    head
}

fn seen(ending: Ending) -> (u16, String) {
    let answer = ending.answer(
        &exchange(Method::GET, "/"),
        &Wish::of(&asking("application/json"), MediaType::Plain),
    );
    let body = String::from_utf8(answer.body.in_memory().unwrap().to_vec()).unwrap();
    (answer.status.as_u16(), body)
}

fn fault(fault: Fault) -> Ending {
    Ending::Fault { plugin: "p", fault }
}

#[test]
fn the_client_sees_a_status_and_kongs_words() {
    for (ending, status, message) in [
        (Ending::Unreadable(Unreadable::HostMissing), 400, "Bad request"),
        (Ending::NoRoute, 404, "no Route matched with those values"),
        (Ending::HttpsOnly, 426, "Please use HTTPS protocol"),
        (Ending::NoService, 503, "no Service found with those values"),
        (
            Ending::Closed {
                code: "plugin.quarantined",
            },
            500,
            "An unexpected error occurred",
        ),
        (Ending::BodyLate, 408, "Request timeout"),
        (Ending::Panicked, 500, "An unexpected error occurred"),
        (fault(Fault::BodyTooLarge), 413, "Payload too large"),
        (fault(Fault::BodyBroken), 400, "Bad request"),
        (
            Ending::Upstream(UpstreamError::Connect("refused".into())),
            502,
            "An invalid response was received from the upstream server",
        ),
        (
            Ending::Upstream(UpstreamError::Broken("eof".into())),
            502,
            "An invalid response was received from the upstream server",
        ),
        (
            Ending::Upstream(UpstreamError::ConnectTimeout),
            504,
            "The upstream server is timing out",
        ),
        (
            Ending::Upstream(UpstreamError::ReadTimeout),
            504,
            "The upstream server is timing out",
        ),
        (
            Ending::Upstream(UpstreamError::NotResolved("h".into())),
            503,
            "name resolution failed",
        ),
        (Ending::Upstream(UpstreamError::RequestBody), 400, "Bad request"),
    ] {
        let (seen_status, body) = seen(ending);
        assert_eq!(seen_status, status, "{message}");
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["message"], message);
        assert_eq!(body["request_id"], RequestId::new(7).as_str());
    }
}

#[test]
fn details_stay_in_the_log() {
    let broken = Fault::Broken {
        code: "x.y",
        detail: "password hunter2".into(),
    };
    let (status, body) = seen(fault(broken));
    assert_eq!(status, 500);
    assert!(!body.contains("hunter2") && !body.contains("x.y"), "{body}");
}

#[test]
fn a_neighbour_that_is_away_is_worth_a_second_try() {
    let away = Fault::Unavailable {
        code: "x.away",
        detail: String::new(),
        retry_after: 5,
    };
    let answer = fault(away).answer(&exchange(Method::GET, "/"), &Wish::default());
    assert_eq!(answer.status, 503);
    assert_eq!(answer.head.text(&header::RETRY_AFTER), Some("5"));
}

#[test]
fn a_plugins_answer_is_its_own() {
    let mut reply = Answer::new(StatusCode::IM_A_TEAPOT);
    reply.body = Body::from("tea");
    assert_eq!(seen(Ending::Reply(Box::new(reply))), (418, "tea".to_owned()));
}

#[test]
fn who_is_sent_elsewhere_is_told_where_and_nothing_more() {
    let moved = Ending::Moved {
        status: StatusCode::PERMANENT_REDIRECT,
        location: HeaderValue::from_static("https://a.test/"),
    };
    let answer = moved.answer(&exchange(Method::GET, "/"), &Wish::default());
    assert_eq!(answer.status, 308);
    assert_eq!(answer.head.text(&header::LOCATION), Some("https://a.test/"));
    assert!(answer.body.in_memory().unwrap().is_empty());
}

#[test]
fn after_an_unreadable_request_the_connection_ends() {
    let answer = Ending::Unreadable(Unreadable::TransferEncoding)
        .answer(&exchange(Method::GET, "/"), &Wish::default());
    assert_eq!(answer.head.text(&header::CONNECTION), Some("close"));
}

#[test]
fn a_client_that_asks_for_no_form_gets_kongs() {
    let mut xml = Head::new();
    xml.set(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    let (json, html) = ("application/json", "text/html");
    let late = || Ending::Upstream(UpstreamError::ReadTimeout);
    for (ending, head, expected) in [
        (Ending::NoRoute, Head::new(), json),
        (Ending::NoService, xml.clone(), json),
        (Ending::Panicked, Head::new(), json),
        (
            Ending::Upstream(UpstreamError::NotResolved("h".into())),
            Head::new(),
            json,
        ),
        (Ending::Unreadable(Unreadable::HostBad), Head::new(), html),
        (Ending::BodyLate, Head::new(), html),
        (fault(Fault::BodyTooLarge), Head::new(), html),
        (late(), Head::new(), html),
        (late(), xml, "application/xml"),
        (late(), asking("text/plain"), "text/plain"),
        (Ending::NoRoute, asking("text/plain"), "text/plain"),
    ] {
        let what = format!("{ending:?}");
        let answer = ending.answer(&exchange(Method::GET, "/"), &Wish::of(&head, MediaType::Html));
        let media_type = answer.head.text(&header::CONTENT_TYPE).unwrap();
        assert_eq!(media_type, format!("{expected}; charset=utf-8"), "{what}");
    }
}
