use ports::HttpReply;
use testkit::clock::SettableClock;
use testkit::http::Scripted;

use super::*;
use crate::fakes::services;

/// Calls of which so many replies of so many bytes are remembered, one each millisecond.
fn calls(number: u64, bytes: usize) -> Calls {
    let mut calls = Calls::new(&services(&Scripted::new(), &SettableClock::default()));
    for at in 0..number {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&at.to_be_bytes());
        let reply = HttpReply {
            status: http::StatusCode::OK,
            headers: Vec::new(),
            body: vec![0; bytes].into(),
        };
        let (at, until) = (Timestamp::from_millis(at), Timestamp::from_millis(u64::MAX));
        let before = Before {
            at,
            reply,
            last: until,
        };
        calls.known.insert(digest, Call::Remembered { until, before });
    }
    calls
}

/// The moments of those that are left, the first and the last.
fn left(calls: &Calls) -> (u64, u64) {
    let moments = calls.known.values().map(|call| match call {
        Call::Remembered { before, .. } => before.at.millis(),
        _ => panic!("nothing else was known"),
    });
    let all: Vec<u64> = moments.collect();
    (*all.iter().min().unwrap(), *all.iter().max().unwrap())
}

// CA-12
#[tokio::test]
async fn what_is_remembered_has_an_end() {
    let now = Timestamp::from_millis(100_000);
    // Too many: the first give way.
    let mut many = calls(12_000, 10);
    many.forget(now);
    assert_eq!(many.known.len(), MEMORY / 10 * 9);
    assert_eq!(left(&many), (3_000, 11_999));
    // Too long: the same.
    let mut long = calls(1_000, 64 << 10);
    long.forget(now);
    assert_eq!(long.known.len(), BYTES / (64 << 10));
    assert_eq!(left(&long), (488, 999));
    // Few enough stay.
    let mut few = calls(1_000, 10);
    few.forget(now);
    assert_eq!(few.known.len(), 1_000);
}
