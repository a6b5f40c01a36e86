//! A server that says nothing rests, and comes back.

use super::*;

const URL: &str = "https://idp.test/token";

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(1_000_000 + millis)
}

fn fails(rests: &mut Rests, times: u32, now: Timestamp) {
    for _ in 0..times {
        rests.begin(URL);
        rests.end(URL, Some(&HttpError::Timeout), now);
    }
}

#[test]
fn five_calls_in_a_row_that_nobody_answers_are_enough() {
    let mut rests = Rests::default();
    fails(&mut rests, 4, at(0));
    assert!(!rests.hold(URL, at(0)));
    // A reply is a reply: they no longer stand in a row.
    rests.end(URL, None, at(0));
    assert!(rests.are_over());
    fails(&mut rests, 4, at(0));
    assert!(!rests.hold(URL, at(0)));
    fails(&mut rests, 1, at(0));
    assert!(rests.hold(URL, at(0)) && rests.hold(URL, at(4_999)));
    assert!(!rests.hold(URL, at(5_000)));
}

#[test]
fn one_call_shows_whether_it_is_back() {
    let mut rests = Rests::default();
    fails(&mut rests, 5, at(0));
    rests.begin(URL);
    assert!(rests.hold(URL, at(5_000)) && rests.hold(URL, at(60_000)));
    rests.end(URL, Some(&HttpError::Timeout), at(15_000));
    assert!(rests.hold(URL, at(19_999)) && !rests.hold(URL, at(20_000)));
    rests.begin(URL);
    rests.end(URL, None, at(20_000));
    assert!(!rests.hold(URL, at(20_000)) && rests.are_over());
}

#[test]
fn calls_that_had_begun_before_make_no_rest_longer() {
    let mut rests = Rests::default();
    fails(&mut rests, 5, at(0));
    rests.end(URL, Some(&HttpError::Timeout), at(4_000));
    assert!(!rests.hold(URL, at(5_000)));
}

#[test]
fn one_server_takes_nothing_from_another() {
    let mut rests = Rests::default();
    fails(&mut rests, 5, at(0));
    for (url, holds) in [
        ("https://idp.test/userinfo", true),
        ("https://idp.test", true),
        ("https://idp.test?a=b", true),
        ("http://idp.test/token", false),
        ("https://idp.test:8443/token", false),
        ("https://idp.test.evil/token", false),
    ] {
        assert_eq!(rests.hold(url, at(0)), holds, "{url}");
    }
}

#[test]
fn who_hangs_up_is_there_and_what_is_refused_here_is_no_silence() {
    let why = || "why".to_owned();
    for (error, counts) in [
        (HttpError::NotResolved(why()), true),
        (HttpError::Connect(why()), true),
        (HttpError::Tls(why()), true),
        (HttpError::Proxy(why()), true),
        (HttpError::Timeout, true),
        (HttpError::Broken(why()), false),
        (HttpError::BadUrl(why()), false),
        (HttpError::RefusedAddress(why()), false),
        (HttpError::TooLarge, false),
    ] {
        let mut rests = Rests::default();
        for _ in 0..5 {
            rests.end(URL, Some(&error), at(0));
        }
        assert_eq!(rests.hold(URL, at(0)), counts, "{error}");
    }
}
