use std::time::Duration;

use super::delivery::Pace;

#[test]
fn each_time_it_waits_twice_as_long() {
    let pace = Pace {
        give_up: Duration::from_secs(60),
        first: Duration::from_millis(10),
        longest: Duration::from_secs(5),
    };
    let millis = Duration::from_millis;
    for (attempt, elapsed, expected) in [
        (0, 0, Some(10)),
        (1, 10, Some(20)),
        (5, 0, Some(320)),
        (9, 59_999, Some(5000)),
        (40, 0, Some(5000)),
        (0, 60_000, None),
        (3, 70_000, None),
    ] {
        assert_eq!(
            pace.after(attempt, millis(elapsed)),
            expected.map(millis),
            "{attempt} {elapsed}"
        );
    }
}
