use std::collections::HashSet;

use testkit::entropy::{Counted, Dry};

use super::*;

#[test]
fn no_number_comes_twice_and_neighbours_look_unlike() {
    let entropy = Counted::default();
    let (one, other) = (Numbers::new(&entropy).unwrap(), Numbers::new(&entropy).unwrap());
    let mut seen = HashSet::new();
    let mut halves = HashSet::new();
    for _ in 0..1000 {
        for numbers in [&one, &other] {
            let id = numbers.next().to_string();
            assert_eq!(id.len(), 32);
            assert!(halves.insert(id[..16].to_owned()), "{id}");
            assert!(seen.insert(id));
        }
    }
}

#[test]
fn counting_goes_on_past_the_last_number() {
    let numbers = Numbers::new(&Counted::default()).unwrap();
    numbers.next.set(u64::MAX);
    assert!(numbers.next().as_str().ends_with("ffffffffffffffff"));
    assert!(numbers.next().as_str().ends_with("0000000000000000"));
}

#[test]
fn without_randomness_there_are_no_numbers() {
    assert_eq!(Numbers::new(&Dry).err(), Some(NoEntropy));
}
