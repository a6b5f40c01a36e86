use super::*;

const NOW: u64 = 1_700_000_000_000;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

// AD-28
#[test]
fn who_guesses_too_often_waits_out_the_minute() {
    for (guesses, later, waits) in [
        (9, 0, None),
        (10, 0, Some(60)),
        (10, 1, Some(60)),
        (10, 1_000, Some(59)),
        (10, 59_999, Some(1)),
        (10, 60_000, None),
        (11, 30_000, Some(30)),
        (1_000_000, 60_000, None),
    ] {
        let mut all = Guesses::default();
        for _ in 0..guesses {
            all.count(address("192.0.2.1"), NOW);
        }
        let wait = all.wait(address("192.0.2.1"), NOW + later);
        assert_eq!(wait, waits, "{guesses} guesses, {later} ms later");
    }
}

#[test]
fn a_new_minute_counts_anew() {
    let mut all = Guesses::default();
    let from = address("192.0.2.1");
    for number in 0..40 {
        // Nine a minute, each minute.
        all.count(from, NOW + number / 9 * 60_000);
        assert_eq!(all.wait(from, NOW + number / 9 * 60_000), None, "{number}");
    }
    let mut put_back = Guesses::default();
    for _ in 0..10 {
        put_back.count(from, NOW);
    }
    assert_eq!(put_back.wait(from, NOW - 1), None);
}

#[test]
fn only_who_guessed_waits() {
    for (guesser, other, is_same) in [
        ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true),
        ("2001:db8::1", "2001:db8::2", true),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
        ("127.0.0.1", "127.0.0.1", true),
        ("::1", "::2", false),
    ] {
        let mut all = Guesses::default();
        for _ in 0..10 {
            all.count(address(guesser), NOW);
        }
        assert_eq!(
            all.wait(address(other), NOW).is_some(),
            is_same,
            "{guesser} {other}"
        );
    }
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut all = Guesses::default();
    for number in 0..10_000_u32 {
        for _ in 0..10 {
            all.count(IpAddr::V4(number.into()), NOW + u64::from(number));
        }
        assert!(all.0.len() <= ADDRESSES);
    }
    // The latest are known, and all of them are forgotten at last.
    let last = IpAddr::V4(9_999.into());
    assert!(all.wait(last, NOW + 9_999).is_some());
    all.count(last, NOW + 200_000);
    all.count(IpAddr::V4(20_000.into()), NOW + 200_000);
    assert!(all.0.len() <= 2, "{}", all.0.len());
}
