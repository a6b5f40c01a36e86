use std::thread;
use std::time::Duration;

use testkit::clock::SettableClock;

use super::*;

/// So many in a minute.
fn minute(limit: f64) -> Limits {
    [None, Some(limit), None, None, None, None]
}

#[test]
fn requests_are_counted_up_to_the_limit_of_each_period() {
    let (windows, clock) = (Windows::default(), SettableClock::default());
    let limits = [None, Some(2.0), Some(3.0), None, None, None];
    let count = |who| {
        let usage = windows.count(&who, &limits, &clock);
        (usage.before[1], usage.before[2], usage.reached)
    };
    assert_eq!(count("a"), (0, 0, None));
    assert_eq!(count("a"), (1, 1, None));
    assert_eq!(count("b"), (0, 0, None));
    // Who is refused is not counted, so it does not matter how often.
    for _ in 0..5 {
        assert_eq!(count("a"), (2, 2, Some(Period::Minute)));
    }
    clock.advance(Duration::from_secs(59));
    assert_eq!(count("a"), (2, 2, Some(Period::Minute)));
    clock.advance(Duration::from_secs(1));
    assert_eq!(count("a"), (0, 2, None));
    assert_eq!(count("a"), (1, 3, Some(Period::Hour)));
    clock.advance(Duration::from_secs(59 * 60));
    assert_eq!(count("a"), (0, 0, None));
}

#[test]
fn a_part_of_a_request_may_be_a_limit() {
    let (windows, clock) = (Windows::default(), SettableClock::default());
    assert_eq!(windows.count(&1, &minute(0.5), &clock).reached, None);
    assert_eq!(
        windows.count(&1, &minute(0.5), &clock).reached,
        Some(Period::Minute)
    );
}

#[test]
fn all_cores_count_as_one() {
    let (windows, clock) = (Windows::default(), SettableClock::default());
    let passed = || {
        (0..500)
            .filter(|_| windows.count(&"a", &minute(700.0), &clock).reached.is_none())
            .count()
    };
    let all: usize = thread::scope(|scope| {
        let cores: Vec<_> = (0..4).map(|_| scope.spawn(passed)).collect();
        cores.into_iter().map(|core| core.join().unwrap()).sum()
    });
    assert_eq!(all, 700);
}

#[test]
fn a_flood_of_clients_takes_no_more_room_and_is_counted() {
    let (windows, clock) = (Windows::default(), SettableClock::default());
    let limits = minute(3.0);
    let size = || -> usize {
        let shards = windows.shards.iter().map(|shard| shard.lock().unwrap());
        shards.map(|shard| shard.counts.len() + shard.shared.len()).sum()
    };
    assert_eq!(windows.count(&"early", &limits, &clock).reached, None);
    let places = SHARDS * (PLACES + SHARED as usize);
    let passed = (0..2 * places)
        .filter(|who| windows.count(who, &limits, &clock).reached.is_none())
        .count();
    assert_eq!(size(), places);
    // Of those who share a place no more pass than one would.
    assert!(
        passed <= SHARDS * PLACES + 3 * SHARDS * SHARED as usize,
        "{passed}"
    );
    let late = windows.count(&"late", &limits, &clock);
    assert_eq!((late.is_shared, late.reached), (true, Some(Period::Minute)));
    // Who was there before is counted alone.
    let early = windows.count(&"early", &limits, &clock);
    assert_eq!(
        (early.is_shared, early.before[1], early.reached),
        (false, 1, None)
    );
    // When their time is over there is room again.
    clock.advance(Duration::from_secs(60));
    let late = windows.count(&"late", &limits, &clock);
    assert_eq!((late.is_shared, late.before[1]), (false, 0));
}

#[test]
fn places_become_free_when_the_longest_window_is_over() {
    let clock = SettableClock::default();
    let mut shard = Shard::default();
    let now = || clock.now().seconds();
    let year = [None, None, None, None, None, Some(1.0)];
    for (hash, limits) in (0..PLACES as u128).zip([minute(1.0), year].iter().cycle()) {
        let spans = Period::ALL.map(|period| period.span(clock.now()));
        shard.place(hash, now()).0.count(limits, &spans);
    }
    assert!(shard.place(u128::MAX, now()).1);
    clock.advance(Duration::from_secs(60));
    assert!(!shard.place(u128::MAX, now()).1);
    assert_eq!(shard.counts.len(), PLACES / 2 + 1);
}

#[test]
fn counts_outlive_the_instance_that_began_them() {
    let (homes, clock) = (Homes::default(), SettableClock::default());
    let id = |name| Id::named("plugins", name);
    let first = homes.of(id("a"));
    first.count(&1, &minute(5.0), &clock);
    let second = homes.of(id("a"));
    drop(first);
    assert_eq!(second.count(&1, &minute(1.0), &clock).before[1], 1);
    assert_eq!(homes.of(id("b")).count(&1, &minute(5.0), &clock).before[1], 0);
    // Nobody has `b` any more, so it goes.
    let _ = homes.of(id("a"));
    assert_eq!(homes.0.lock().unwrap().len(), 1);
}
