use std::collections::VecDeque;

use bytes::Bytes;
use http::HeaderValue;

use super::*;
use crate::fakes::exchange;

/// A body in these pieces, of unknown length.
struct Pieces(VecDeque<Result<Piece, BodyError>>);

impl Source for Pieces {
    fn poll_piece(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        Poll::Ready(self.0.pop_front())
    }

    fn size(&self) -> Option<u64> {
        None
    }
}

fn streamed(pieces: &[&'static str]) -> Body {
    let data = |text: &&'static str| Ok(Piece::Data(Bytes::from_static(text.as_bytes())));
    let trailers = Ok(Piece::Trailers(Head::new()));
    Body::stream(Pieces(pieces.iter().map(data).chain([trailers]).collect()))
}

/// An answer with headers that describe its body, which is to be framed by `<` and `>`, and that by `[` and `]`.
fn answer(status: u16, body: Body) -> Answer {
    let mut answer = Answer::new(StatusCode::from_u16(status).unwrap());
    answer.body = body;
    for name in DESCRIBING.iter().chain([&header::CONTENT_TYPE]) {
        answer.head.set(name.clone(), HeaderValue::from_static("1"));
    }
    for (open, close) in [("<", ">"), ("[", "]")] {
        answer.transform(move |body| {
            body.changed(8, move |body| {
                [open.as_bytes(), &body, close.as_bytes()].concat().into()
            })
        });
    }
    answer
}

fn transformed(method: Method, mut answer: Answer) -> Answer {
    transform(&exchange(method, "/"), &mut answer);
    answer
}

#[tokio::test]
async fn a_body_is_changed_and_what_described_it_goes() {
    for (body, known) in [(Body::from("body"), Some(8)), (streamed(&["bo", "", "dy"]), None)] {
        let answer = transformed(Method::GET, answer(200, body));
        assert_eq!(
            answer.head.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            [header::CONTENT_TYPE]
        );
        assert_eq!(answer.body.size(), known);
        assert_eq!(answer.body.collect(99).await.unwrap(), "[<body>]");
    }
    let answer = transformed(Method::GET, answer(404, Body::default()));
    assert_eq!(answer.body.collect(99).await.unwrap(), "[<>]");
}

#[tokio::test]
async fn what_has_no_body_that_can_be_read_passes_untouched() {
    for status in [101, 204, 206, 304] {
        let answer = transformed(Method::GET, answer(status, Body::from("body")));
        assert_eq!(answer.head.len(), DESCRIBING.len() + 1, "{status}");
        assert_eq!(answer.body.in_memory(), Some(&b"body"[..]));
    }
    for (name, value, is_changed) in [
        (header::CONTENT_ENCODING, "gzip", false),
        (header::CONTENT_ENCODING, "Identity", true),
        (header::CONTENT_TYPE, "Application/gRPC+proto", false),
        (header::CONTENT_TYPE, "application/json", true),
    ] {
        let mut answer = answer(200, Body::from("body"));
        answer.head.set(name, HeaderValue::from_static(value));
        let answer = transformed(Method::GET, answer);
        assert_eq!(!answer.head.has(&header::ETAG), is_changed, "{value}");
        assert_eq!(
            answer.body.in_memory() != Some(&b"body"[..]),
            is_changed,
            "{value}"
        );
    }
}

#[test]
fn the_answer_to_head_has_the_head_of_the_other() {
    let answer = transformed(Method::HEAD, answer(200, Body::default()));
    assert_eq!((answer.head.len(), answer.body.size()), (1, Some(0)));
}

#[tokio::test]
async fn what_cannot_be_changed_breaks_off_before_its_first_byte() {
    let long = transformed(Method::GET, answer(200, streamed(&["bod", "y that", "is long"])));
    assert_eq!(long.body.collect(99).await, Err(BodyError::TooLarge));
    // The second change gets more than eight bytes.
    let longer = transformed(Method::GET, answer(200, streamed(&["12345678"])));
    assert_eq!(longer.body.collect(99).await, Err(BodyError::TooLarge));
    let broken = BodyError::Broken("for a test".to_owned());
    let pieces = Pieces([Ok(Piece::Data(Bytes::from_static(b"bo"))), Err(broken.clone())].into());
    let answer = transformed(Method::GET, answer(200, Body::stream(pieces)));
    let mut body = answer.body;
    assert!(matches!(body.next().await, Some(Err(error)) if error == broken));
    assert!(body.next().await.is_none());
}
