//! How much the log tells, and for how long.

use std::sync::{Arc, Mutex};

use super::{Levels, LogLevel};

#[test]
fn the_last_change_counts_until_it_ends() {
    let followed = Arc::new(Mutex::new(Vec::new()));
    let follower = Arc::clone(&followed);
    let levels = Levels::new(LogLevel::Notice, move |level| {
        follower.lock().unwrap().push(level.name());
    });
    assert_eq!(levels.now(), LogLevel::Notice);
    let first = levels.change(LogLevel::Debug);
    let second = levels.change(LogLevel::Error);
    // Its time is over, and another change has its own.
    levels.end(first);
    assert_eq!(levels.now(), LogLevel::Error);
    levels.end(second);
    levels.end(second);
    assert_eq!(levels.now(), LogLevel::Notice);
    assert_eq!(followed.lock().unwrap()[..3], ["debug", "error", "notice"]);
}

#[test]
fn every_level_has_its_word() {
    for level in LogLevel::ALL {
        assert_eq!(LogLevel::named(level.name()), Some(level));
    }
    assert_eq!(LogLevel::named("emerg"), Some(LogLevel::Crit));
    assert_eq!(LogLevel::named("Debug"), None);
}
