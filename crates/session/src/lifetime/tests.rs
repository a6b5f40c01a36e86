use super::*;

const SECOND: u64 = 1_000;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn judged(lifetime: [u64; 3], times: [u64; 3], now: u64) -> Life {
    let limit = |seconds: u64| (seconds > 0).then(|| Duration::from_secs(seconds));
    let [idling, rolling, absolute] = lifetime.map(limit);
    let [created, rolled, used] = times.map(at);
    let lifetime = Lifetime {
        idling,
        rolling,
        absolute,
    };
    lifetime.judge(
        &Times {
            created,
            rolled,
            used,
        },
        at(now),
    )
}

#[test]
fn each_clock_ends_a_session_just_after_its_limit() {
    for (lifetime, word) in [
        ([900, 0, 0], "session.idling_timeout"),
        ([0, 900, 0], "session.rolling_timeout"),
        ([0, 0, 900], "session.absolute_timeout"),
    ] {
        let end = 900 * SECOND;
        assert!(!matches!(judged(lifetime, [0; 3], end), Life::Spent(_)), "{word}");
        assert_eq!(judged(lifetime, [0; 3], end + 1), Life::Spent(word));
    }
}

#[test]
fn without_limits_nothing_ends() {
    assert_eq!(judged([0; 3], [0; 3], u64::MAX), Life::Fresh);
}

#[test]
fn use_does_not_prolong_the_absolute_limit() {
    // SE-14: used every minute, and over all the same.
    let day = 86_400 * SECOND;
    let life = judged([900, 3600, 86_400], [0, day - SECOND, day], day + 1);
    assert_eq!(life, Life::Spent("session.absolute_timeout"));
}

#[test]
fn a_session_in_use_is_marked_now_and_then() {
    for (idling, used_for, expected) in [
        (900, 60_000, Life::Fresh),
        (900, 60_001, Life::Due(Renewal::Mark)),
        // A short limit is marked sooner, so that somebody busy stays.
        (30, 7_500, Life::Fresh),
        (30, 7_501, Life::Due(Renewal::Mark)),
        (0, 1_000_000, Life::Fresh),
    ] {
        assert_eq!(
            judged([idling, 0, 0], [0; 3], used_for),
            expected,
            "{idling} {used_for}"
        );
    }
}

#[test]
fn a_session_rolls_in_its_last_quarter() {
    assert_eq!(judged([0, 100, 0], [0; 3], 75_000), Life::Fresh);
    assert_eq!(judged([0, 100, 0], [0; 3], 75_001), Life::Due(Renewal::Roll));
    let times = Times::beginning(at(5)).renewed(Renewal::Roll, at(80));
    assert_eq!((times.created, times.rolled, times.used), (at(5), at(80), at(80)));
    let times = times.renewed(Renewal::Mark, at(90));
    assert_eq!((times.created, times.rolled, times.used), (at(5), at(80), at(90)));
}

#[test]
fn a_clock_that_went_back_signs_nobody_out() {
    assert_eq!(judged([900, 3600, 86_400], [5_000; 3], 0), Life::Fresh);
}

#[test]
fn limits_hold_to_the_millisecond() {
    // Idling, rolling and absolute limit in seconds; created, rolled and used; now; and what it is then.
    let (idle, roll, end) = (
        Life::Spent("session.idling_timeout"),
        Life::Spent("session.rolling_timeout"),
        Life::Spent("session.absolute_timeout"),
    );
    let (mark, renew, fresh) = (Life::Due(Renewal::Mark), Life::Due(Renewal::Roll), Life::Fresh);
    for (lifetime, times, now, expected) in [
        ([900, 3_600, 86_400], [0, 0, 0], 0, fresh),
        ([900, 3_600, 86_400], [0, 0, 0], 60_000, fresh),
        ([900, 3_600, 86_400], [0, 0, 0], 60_001, mark),
        ([900, 3_600, 86_400], [0, 0, 0], 900_000, mark),
        ([900, 3_600, 86_400], [0, 0, 0], 900_001, idle),
        // What rolls is marked with it.
        ([900, 3_600, 86_400], [0, 0, 2_000_000], 2_700_000, mark),
        ([900, 3_600, 86_400], [0, 0, 2_000_000], 2_700_001, renew),
        ([900, 3_600, 86_400], [0, 0, 2_699_999], 2_700_001, renew),
        ([900, 3_600, 86_400], [0, 0, 3_600_000], 3_600_000, renew),
        ([900, 3_600, 86_400], [0, 0, 3_600_000], 3_600_001, roll),
        (
            [900, 3_600, 86_400],
            [0, 86_400_000, 86_400_000],
            86_400_000,
            fresh,
        ),
        ([900, 3_600, 86_400], [0, 86_400_000, 86_400_000], 86_400_001, end),
        // Of several that are over the last one in time is told.
        ([900, 3_600, 86_400], [0, 0, 0], 3_600_001, roll),
        ([900, 3_600, 86_400], [0, 0, 0], 86_400_001, end),
        ([900, 0, 86_400], [0, 0, 0], 3_600_001, idle),
        // Each limit is measured from its own moment, wherever that lies.
        ([900, 0, 0], [1, 2, 1_000], 901_000, mark),
        ([900, 0, 0], [1, 2, 1_000], 901_001, idle),
        ([0, 900, 0], [1, 2_000, 3], 902_000, renew),
        ([0, 900, 0], [1, 2_000, 3], 902_001, roll),
        ([0, 0, 900], [3_000, 1, 2], 903_000, fresh),
        ([0, 0, 900], [3_000, 1, 2], 903_001, end),
    ] {
        assert_eq!(
            judged(lifetime, times, now),
            expected,
            "{lifetime:?} {times:?} {now}"
        );
    }
}

#[test]
fn the_mark_is_a_quarter_up_to_a_minute() {
    for (idling, threshold) in [
        (1, 250),
        (4, 1_000),
        (60, 15_000),
        (239, 59_750),
        (240, 60_000),
        (241, 60_000),
        (1_000_000, 60_000),
    ] {
        let at = |millis| judged([idling, 0, 0], [0; 3], millis);
        assert_eq!(at(threshold), Life::Fresh, "{idling}");
        assert_eq!(at(threshold + 1), Life::Due(Renewal::Mark), "{idling}");
    }
}

#[test]
fn limits_may_be_as_short_or_as_long_as_one_likes() {
    let lifetime = |limit| Lifetime {
        idling: Some(limit),
        rolling: Some(limit),
        absolute: Some(limit),
    };
    let times = Times::beginning(at(0));
    let millisecond = lifetime(Duration::from_millis(1));
    assert_eq!(millisecond.judge(&times, at(0)), Life::Fresh);
    assert_eq!(millisecond.judge(&times, at(1)), Life::Due(Renewal::Roll));
    assert!(matches!(millisecond.judge(&times, at(2)), Life::Spent(_)));
    let longest = lifetime(Duration::MAX);
    assert_eq!(longest.judge(&times, at(u64::MAX)), Life::Due(Renewal::Mark));
}

/// Somebody comes every `pause` milliseconds until the session is over, or until `end`:
/// when it was over, and how often a cookie was set on the way.
fn used_every(pause: u64, lifetime: Lifetime, end: u64) -> (Option<u64>, u64) {
    let (mut times, mut cookies) = (Times::beginning(at(0)), 0);
    for now in (0..=end).step_by(pause as usize) {
        match lifetime.judge(&times, at(now)) {
            Life::Fresh => {}
            Life::Due(why) => {
                times = times.renewed(why, at(now));
                cookies += 1;
            }
            Life::Spent(_) => return (Some(now), cookies),
        }
    }
    (None, cookies)
}

#[test]
fn who_comes_often_stays_and_is_seldom_given_a_cookie() {
    let lifetime = |[idling, rolling, absolute]: [u64; 3]| {
        let [idling, rolling, absolute] =
            [idling, rolling, absolute].map(|limit| (limit > 0).then(|| Duration::from_secs(limit)));
        Lifetime {
            idling,
            rolling,
            absolute,
        }
    };
    let (minute, hour) = (60 * SECOND, 3_600 * SECOND);
    for (pause, limits, end, expected) in [
        // One cookie in 61 seconds, and no more.
        (SECOND, [900, 0, 0], hour, (None, 59)),
        (SECOND, [0, 0, 0], hour, (None, 0)),
        // Shorter than a minute, and still nobody is signed out while at work.
        (20 * SECOND, [30, 0, 0], hour, (None, 180)),
        (SECOND, [4, 0, 0], hour, (None, 1_800)),
        // Rolling, it goes on: a cookie each 2,701 seconds.
        (SECOND, [0, 3_600, 0], 10 * hour, (None, 13)),
        // SE-14: each minute for 25 hours, and over after 24.
        (
            minute,
            [900, 3_600, 86_400],
            25 * hour,
            (Some(24 * hour + minute), 720),
        ),
        // Who rests too long comes back too late.
        (901 * SECOND, [900, 0, 0], hour, (Some(901 * SECOND), 0)),
        (900 * SECOND, [900, 0, 0], hour, (None, 4)),
    ] {
        assert_eq!(
            used_every(pause, lifetime(limits), end),
            expected,
            "{pause} {limits:?}"
        );
    }
}

// JW-35
#[test]
fn a_clock_that_went_back_is_no_gift_once_it_is_right_again() {
    // SE-33: a stamp that lies ahead counts as now, and its limit from then.
    let ahead = 5 * 60 * SECOND;
    let now = 1_000 * SECOND;
    for times in [
        [now + ahead, now, now],
        [now, now + ahead, now],
        [now, now, now + ahead],
        [now + ahead; 3],
    ] {
        assert_eq!(judged([900, 3_600, 86_400], times, now), Life::Fresh, "{times:?}");
        let last = times.into_iter().max().unwrap();
        let over = judged([900, 3_600, 86_400], times, last + 86_400 * SECOND + 1);
        assert_eq!(over, Life::Spent("session.absolute_timeout"), "{times:?}");
    }
    // A renewal writes the present, also over a stamp that lies ahead; when somebody signed in stays.
    let times = Times::beginning(at(now + ahead)).renewed(Renewal::Roll, at(now));
    assert_eq!(
        (times.created, times.rolled, times.used),
        (at(now + ahead), at(now), at(now))
    );
}

#[test]
fn times_are_written_shortly_and_read_strictly() {
    let times = Times {
        created: at(1),
        rolled: at(2),
        used: at(u64::MAX),
    };
    let text = r#"{"c":1,"r":2,"u":18446744073709551615}"#;
    assert_eq!(serde_json::to_string(&times).unwrap(), text);
    assert_eq!(serde_json::from_str::<Times>(text).unwrap(), times);
    for text in [
        r#"{"c":1,"r":2}"#,
        r#"{"c":-1,"r":2,"u":3}"#,
        r#"{"c":"1","r":2,"u":3}"#,
        r#"{"c":1.5,"r":2,"u":3}"#,
        r#"{"c":null,"r":2,"u":3}"#,
        r#"{"c":1,"c":9,"r":2,"u":3}"#,
        r#"{"c":18446744073709551616,"r":2,"u":3}"#,
    ] {
        assert!(serde_json::from_str::<Times>(text).is_err(), "{text}");
    }
}
