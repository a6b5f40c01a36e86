use super::*;

const NOW: u64 = 1_700_000_000_000;
const MINUTE: u64 = 60_000;

#[test]
fn a_session_ends_when_it_rests_and_after_half_a_day() {
    for (used, now, left) in [
        (0, 0, Some(15 * MINUTE)),
        (0, 14 * MINUTE, Some(MINUTE)),
        (0, 15 * MINUTE - 1, Some(1)),
        (0, 15 * MINUTE, None),
        (10 * MINUTE, 20 * MINUTE, Some(5 * MINUTE)),
        (719 * MINUTE, 719 * MINUTE, Some(MINUTE)),
        (719 * MINUTE, 720 * MINUTE, None),
        (719 * MINUTE, 72_000 * MINUTE, None),
    ] {
        let session = Session {
            role: Role::Admin,
            began: NOW,
            used: NOW + used,
        };
        assert_eq!(session.left(NOW + now), left, "{used} {now}");
    }
}

#[test]
fn to_look_at_a_session_does_not_use_it() {
    let (key, mut all) = (Key::of("one"), Sessions::default());
    all.begin(key, Role::ReadOnly, NOW);
    let then = NOW + 14 * MINUTE;
    assert!(all.seen(&key, then).is_some());
    assert_eq!(all.seen(&key, NOW + 15 * MINUTE), None);
    assert!(all.used(&key, then).is_some());
    let role = all.seen(&key, NOW + 15 * MINUTE).map(|session| session.role);
    assert_eq!(role, Some(Role::ReadOnly));
    assert_eq!(all.used(&Key::of("other"), then), None);
    assert!(all.end(&key).is_some());
    assert_eq!(all.used(&key, then), None);
}

#[test]
fn of_too_many_the_one_that_rests_longest_goes() {
    let mut all = Sessions::default();
    let key = |number: u64| Key::of(&number.to_string());
    for number in 0..MOST as u64 {
        all.begin(key(number), Role::Admin, NOW + number);
    }
    // The first is used again, so that it is the second's turn.
    let then = NOW + MINUTE;
    assert!(all.used(&key(0), then).is_some());
    all.begin(Key::of("one more"), Role::Admin, then);
    assert_eq!(all.0.len(), MOST);
    assert_eq!(all.seen(&key(1), then), None);
    for lives in [key(0), key(2), Key::of("one more")] {
        assert!(all.seen(&lives, then).is_some());
    }
    // Who may only read has room of their own.
    for number in 0..=MOST as u64 {
        all.begin(Key::of(&format!("reader {number}")), Role::ReadOnly, then);
    }
    assert_eq!(all.0.len(), 2 * MOST);
    assert!(all.seen(&key(0), then).is_some());
    // What has ended makes room first.
    all.begin(Key::of("later"), Role::Admin, NOW + 16 * MINUTE);
    assert!(all.0.len() < 10, "{}", all.0.len());
}
