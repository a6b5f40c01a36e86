use http::{HeaderValue, Method};

use super::*;
use crate::fakes::exchange;

const FIVE: Option<NonZeroU64> = NonZeroU64::new(5);

/// A body of unknown length.
struct Pieces(Vec<&'static str>);

impl Source for Pieces {
    fn poll_piece(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let next = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(next.map(|text| Ok(Piece::Data(text.into()))))
    }

    fn size(&self) -> Option<u64> {
        None
    }
}

#[test]
fn nothing_but_the_question_for_the_body_may_be_expected() {
    for (lines, expected) in [
        (&[][..], Ok(())),
        (&["100-continue"], Ok(())),
        (&["100-Continue"], Ok(())),
        (&["x"], Err(Unwanted::Expectation)),
        (&["100-continue, x"], Err(Unwanted::Expectation)),
        (&["100-continue", "100-continue"], Err(Unwanted::Expectation)),
        (&[""], Err(Unwanted::Expectation)),
    ] {
        let mut x = exchange(Method::POST, "/");
        for value in lines {
            x.head.append(header::EXPECT, HeaderValue::from_static(value));
        }
        assert_eq!(welcome(&mut x, None), expected, "{lines:?}");
    }
}

#[test]
fn an_announced_length_is_refused_at_once() {
    for (body, most, expected) in [
        ("12345", FIVE, Ok(())),
        ("123456", FIVE, Err(Unwanted::BodyTooLarge)),
        ("123456", None, Ok(())),
    ] {
        let mut x = exchange(Method::POST, "/");
        x.body = Body::from(body);
        assert_eq!(welcome(&mut x, most), expected, "{body} {most:?}");
    }
}

#[tokio::test]
async fn an_unknown_length_is_counted() {
    for (pieces, most, expected) in [
        (vec!["123", "45"], FIVE, Ok("12345".into())),
        (vec!["123", "456"], FIVE, Err(BodyError::TooLarge)),
        (vec!["123", "456"], None, Ok("123456".into())),
    ] {
        let mut x = exchange(Method::POST, "/");
        x.body = Body::stream(Pieces(pieces));
        assert_eq!(welcome(&mut x, most), Ok(()));
        assert_eq!(std::mem::take(&mut x.body).collect(100).await, expected);
    }
}

// PA-18
#[test]
fn a_target_has_an_end() {
    let mut x = exchange(Method::GET, &format!("/{}", "a/".repeat(4000)));
    assert_eq!(welcome(&mut x, None), Ok(()));
    let mut x = exchange(Method::GET, &format!("/?{}", "a".repeat(9000)));
    assert_eq!(welcome(&mut x, None), Err(Unwanted::TargetTooLong));
}

// AD-07: a service that is this gateway gets its own requests back.
#[test]
fn a_request_does_not_go_round_for_ever() {
    for (hops, expected) in [(8, Ok(())), (9, Err(Unwanted::Loop))] {
        let mut x = exchange(Method::GET, "/");
        let via = vec!["1.1 lychgate"; hops].join(", ");
        x.head.append(header::VIA, HeaderValue::from_str(&via).unwrap());
        x.head.append(
            header::VIA,
            HeaderValue::from_static("1.1 other, 1.0 lychgate.test"),
        );
        assert_eq!(welcome(&mut x, None), expected);
    }
}
