use super::{Ticks, number};

#[test]
fn versions_are_numbers_alone() {
    let cases = [
        ("6.18.44-name-v1\n", "6.18.44"),
        ("nginx version: nginx/1.22.1\n", "1.22.1"),
        ("wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012\n", "4.1.0"),
        ("rustc 1.95.0 (abc 2026-03-21)\n", "1.95.0"),
        ("nothing", "unknown"),
        ("", "unknown"),
    ];
    for (text, expected) in cases {
        assert_eq!(number(text), expected, "{text}");
    }
}

#[test]
fn the_ticks_of_all_cores_are_read() {
    let stat = "cpu  100 1 20 5000 30 4 5 60 0 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n";
    assert_eq!(
        Ticks::of(stat),
        Ticks {
            busy: 130,
            stolen: 60
        }
    );
    assert_eq!(Ticks::of(""), Ticks::default());
    assert!(Ticks::now().busy > 0);
}
