use std::collections::VecDeque;

use http::{HeaderValue, Method};
use plugin::Head;

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

fn sending(pieces: impl IntoIterator<Item = Result<Piece, BodyError>>) -> Exchange {
    let mut x = exchange(Method::POST, "/");
    x.body = Body::stream(Pieces(pieces.into_iter().collect()));
    x
}

fn data(size: usize) -> Result<Piece, BodyError> {
    Ok(Piece::Data(Bytes::from(vec![b'x'; size])))
}

#[tokio::test]
async fn what_is_short_is_in_memory_afterwards() {
    let trailers = || Ok(Piece::Trailers(Head::new()));
    for (pieces, size) in [
        (vec![], 0),
        (vec![data(5)], 5),
        (vec![data(5), data(0), data(7)], 12),
        (vec![data(5), trailers()], 5),
        (vec![data(MOST - 1), data(1)], MOST),
    ] {
        let mut x = sending(pieces);
        assert!(is_worth_it(&x));
        read_ahead(&mut x).await.unwrap();
        assert_eq!(x.body.in_memory().map(<[u8]>::len), Some(size));
        assert!(!is_worth_it(&x), "twice is of no use");
    }
}

#[tokio::test]
async fn what_is_long_flows_on_with_nothing_lost() {
    let mut x = sending([data(MOST), data(1), data(3 * MOST), data(2)]);
    read_ahead(&mut x).await.unwrap();
    assert!(x.body.in_memory().is_none());
    let whole = x.body.collect(usize::MAX).await.unwrap();
    assert_eq!(whole.len(), 4 * MOST + 3);
}

#[tokio::test]
async fn what_breaks_off_is_told() {
    for (error, expected) in [
        (BodyError::TooLarge, UpstreamError::RequestTooLarge),
        (BodyError::Broken(String::new()), UpstreamError::RequestBody),
    ] {
        let mut x = sending([data(5), Err(error)]);
        assert_eq!(read_ahead(&mut x).await, Err(expected));
    }
}

#[test]
fn nothing_is_waited_for_that_is_too_long_or_ends_with_trailers() {
    let mut x = sending([data(5)]);
    x.head.set(header::TRAILER, HeaderValue::from_static("x"));
    assert!(!is_worth_it(&x));
    let mut long = exchange(Method::POST, "/");
    long.body = Body::stream(Resumed {
        read: Some(Bytes::from(vec![0; MOST + 1])),
        rest: Body::default(),
    });
    assert!(!is_worth_it(&long));
    assert!(!is_worth_it(&exchange(Method::GET, "/")));
}
