use std::sync::Arc;
use std::time::Duration;

use model::Id;

use super::*;
use crate::balancer::Balancer;

fn peers(names: &[&str]) -> Vec<Peer> {
    let second = Duration::from_secs(1);
    let peer = |name: &&str| Peer {
        to: To::new(name, 80, second, second),
        host: HeaderValue::from_str(name).unwrap(),
    };
    names.iter().map(peer).collect()
}

fn turns(weights: &[u16]) -> Turns {
    let target = |(number, weight): (usize, &u16)| (Id::named("targets", &number.to_string()), *weight);
    let balancer = Balancer::new(
        Id::named("upstreams", "u"),
        weights.iter().enumerate().map(target),
    );
    Turns::new(&Arc::new(balancer))
}

/// The Hosts of the first place and of so many others.
fn hosts(choice: &mut Choice<'_>, others: usize) -> Vec<HeaderValue> {
    let first = choice.host();
    let others = (0..others).map_while(|_| choice.next().map(|(_, host)| host));
    std::iter::once(first).chain(others).collect()
}

#[test]
fn other_places_are_tried_before_the_same_one_again() {
    for (names, weights, expected) in [
        (
            &["a", "b", "c"][..],
            &[1, 1, 1][..],
            &["a", "b", "c", "b", "c", "a"][..],
        ),
        (&["a", "b"], &[9, 1], &["a", "b", "a", "b", "a", "b"]),
        // It may be asked again, but is no other place.
        (&["a"], &[1], &["a"]),
    ] {
        let (peers, turns) = (peers(names), turns(weights));
        let mut choice = Choice::of(&peers, Some(&turns), None).unwrap();
        assert_eq!(hosts(&mut choice, 5), expected);
    }
}

#[test]
fn without_turns_there_is_one_place() {
    let peers = peers(&["a"]);
    assert_eq!(hosts(&mut Choice::of(&peers, None, None).unwrap(), 3), ["a"]);
}

#[test]
fn the_host_that_was_asked_for_stays() {
    let (peers, turns) = (peers(&["a", "b"]), turns(&[1, 1]));
    let asked = Some(HeaderValue::from_static("shop.test"));
    let mut choice = Choice::of(&peers, Some(&turns), asked).unwrap();
    assert_eq!(hosts(&mut choice, 2), ["shop.test"; 3]);
}

#[test]
fn nobody_is_chosen_where_nobody_takes_requests() {
    assert!(Choice::of(&[], Some(&turns(&[])), None).is_none());
}
