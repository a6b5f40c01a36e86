use super::*;

#[test]
fn it_moves_and_stops_at_the_ends_of_time() {
    let at = Timestamp::from_seconds;
    let long = Duration::from_secs(u64::MAX);
    for (found, seconds) in [
        (at(100).plus(Duration::from_secs(20)), 120),
        (at(100).minus(Duration::from_secs(120)), -20),
        // Whole seconds: what is less than one does not count.
        (at(100).plus(Duration::from_millis(1999)), 101),
        (at(100).plus(long), i64::MAX),
        (at(-100).minus(long), i64::MIN),
        (Timestamp::from_millis(1999), 1),
        (Timestamp::from_millis(u64::MAX), 18_446_744_073_709_551),
    ] {
        assert_eq!(found.seconds(), seconds);
    }
    assert!(at(1) < at(2));
}
