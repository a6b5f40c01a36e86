use std::time::Duration;

use ports::Timestamp;

use super::{Inactive, MOST};

const NOW: Timestamp = Timestamp::from_millis(10_000);

fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

#[test]
fn a_token_is_remembered_for_a_while() {
    let inactive = Inactive::default();
    assert!(!inactive.has("a", NOW));
    inactive.remember("a", later(5), NOW);
    assert!(inactive.has("a", NOW) && inactive.has("a", later(4)));
    assert!(!inactive.has("a", later(5)) && !inactive.has("b", NOW));
}

// TK-32
#[test]
fn a_flood_of_tokens_takes_a_bounded_place() {
    let inactive = Inactive::default();
    for number in 0..MOST {
        inactive.remember(&number.to_string(), later(5), NOW);
    }
    assert!(inactive.has("0", NOW));
    inactive.remember("one more", later(5), NOW);
    assert!(inactive.has("one more", NOW));
    assert!(inactive.0.borrow().len() <= MOST);
    // Those whose time is over go first.
    let inactive = Inactive::default();
    inactive.remember("fresh", later(60), NOW);
    for number in 0..MOST {
        inactive.remember(&number.to_string(), later(5), NOW);
    }
    inactive.remember("one more", later(60), later(6));
    assert!(inactive.0.borrow().len() <= MOST);
}
