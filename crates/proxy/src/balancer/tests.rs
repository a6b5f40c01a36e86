use super::*;

fn turns(weights: &[u16]) -> Turns {
    let target = |(number, weight): (usize, &u16)| (Id::named("targets", &number.to_string()), *weight);
    let balancer = Balancer::new(
        Id::named("upstreams", "u"),
        weights.iter().enumerate().map(target),
    );
    Turns::new(&Arc::new(balancer))
}

/// The first so many turns, as letters.
fn order(weights: &[u16], number: usize) -> String {
    let turns = turns(weights);
    (0..number).map(|_| letter(turns.take(&[]).unwrap())).collect()
}

fn letter(number: usize) -> char {
    char::from(b'a' + u8::try_from(number).unwrap())
}

#[test]
fn targets_take_turns_by_their_weights() {
    for (weights, expected) in [
        (&[1][..], "aaaa"),
        (&[1, 1], "abababab"),
        (&[3, 1], "aabaaaba"),
        (&[300, 100], "aabaaaba"),
        (&[1, 3], "babbbabb"),
        (&[5, 1, 1], "aabacaaaabacaa"),
        (&[1, 1, 1], "abcabc"),
        (&[2, 1, 1], "abcaabca"),
        (&[65535, 65535], "abab"),
    ] {
        assert_eq!(order(weights, expected.len()), expected, "{weights:?}");
    }
}

#[test]
fn shares_are_exact_over_each_sum_of_weights() {
    for weights in [&[7, 3, 2][..], &[1, 2, 3, 4], &[100, 1], &[13, 13, 5]] {
        let turns = turns(weights);
        let sum: usize = weights.iter().copied().map(usize::from).sum();
        for _ in 0..3 {
            let mut shares = vec![0; weights.len()];
            (0..sum).for_each(|_| shares[turns.take(&[]).unwrap()] += 1);
            assert_eq!(shares, weights);
        }
    }
}

#[test]
fn who_was_tried_is_not_tried_again() {
    let turns = turns(&[3, 1, 1]);
    for (tried, expected) in [
        (&[][..], Some('a')),
        (&[0], Some('b')),
        (&[0, 1], Some('c')),
        (&[0, 1, 2], None),
        (&[1, 2], Some('a')),
    ] {
        assert_eq!(turns.take(tried).map(letter), expected, "{tried:?}");
    }
}

#[test]
fn without_targets_there_are_no_turns() {
    assert_eq!(turns(&[]).take(&[]), None);
}

#[test]
fn turns_are_known_again_by_targets_and_weights() {
    let turns = turns(&[3, 1]);
    let same = (*turns.balancer).clone();
    assert!(turns.are_of(&same));
    let other = |upstream, targets: &[(Id, u16)]| Balancer::new(upstream, targets.iter().copied());
    let heavier = [(same.targets[0].0, 3), (same.targets[1].0, 2)];
    assert!(!turns.are_of(&other(same.upstream, &heavier)));
    assert!(!turns.are_of(&other(same.upstream, &same.targets[..1])));
    assert!(!turns.are_of(&other(Id::named("upstreams", "v"), &same.targets)));
}
