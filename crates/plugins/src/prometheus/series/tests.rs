use super::*;
use crate::prometheus::labels::OTHERS;

#[test]
fn who_takes_how_long_belongs_to_the_bucket_that_holds_it() {
    let histogram = Histogram::<3>::default();
    let bounds = [1, 5, 10];
    for micros in [
        0, 1_000, 1_999, 2_000, 5_000, 5_999, 6_000, 10_000, 11_000, 99_000,
    ] {
        histogram.observe(&bounds, Duration::from_micros(micros));
    }
    let counts: Vec<u64> = histogram.buckets.iter().map(Count::read).collect();
    // Whole milliseconds are compared, as with Kong.
    assert_eq!((counts, histogram.beyond.read()), (vec![3, 3, 2], 2));
    assert_eq!(histogram.sum.read(), 1 + 1 + 2 + 5 + 5 + 6 + 10 + 11 + 99);
}

fn index(most: usize) -> Index<Requests, 6> {
    Index {
        most,
        ..Index::default()
    }
}

fn all(shelf: &Shelf<Requests, 6>) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    shelf.each(|labels, series| all.push((labels.join(" "), series.0.read())));
    all.sort();
    all
}

#[test]
fn what_has_the_same_labels_is_counted_together() {
    let (mut index, shelf) = (index(10), Shelf::default());
    for code in ["200", "404", "200", "200"] {
        index
            .find(&shelf, ["s", "r", code, "service", "default", ""])
            .0
            .grow(1);
    }
    assert_eq!(
        all(&shelf),
        [
            ("s r 200 service default ".to_owned(), 3),
            ("s r 404 service default ".to_owned(), 1),
        ]
    );
}

#[test]
fn beyond_the_most_consumers_are_counted_together_and_nobody_is_lost() {
    let (mut index, shelf) = (index(2), Shelf::default());
    for consumer in ["a", "b", "c", "d", "a"] {
        index
            .find(&shelf, ["s", "r", "200", "service", "default", consumer])
            .0
            .grow(1);
    }
    assert_eq!(
        all(&shelf),
        [
            (format!("s r 200 service default {OTHERS}"), 2),
            ("s r 200 service default a".to_owned(), 2),
            ("s r 200 service default b".to_owned(), 1),
        ]
    );
    // Codes and routes may be many too.
    for code in 100..2_000 {
        let code = code.to_string();
        index
            .find(&shelf, ["s", "r", &code, "service", "default", ""])
            .0
            .grow(1);
    }
    let series = all(&shelf);
    let rest = [OTHERS; 6].join(" ");
    assert!(series.iter().any(|(labels, _)| *labels == rest), "{series:?}");
    assert!(series.len() <= 2 + MORE + 1, "{}", series.len());
    let sum: u64 = series.iter().map(|(_, count)| count).sum();
    assert_eq!(sum, 5 + 1_900);
}
