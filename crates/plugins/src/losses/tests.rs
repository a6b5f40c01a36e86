use super::*;

#[test]
fn losses_are_told_once_in_a_while() {
    let at = |seconds: u64| Timestamp::from_millis(1000 * seconds);
    let mut losses = Losses::default();
    assert_eq!(losses.due(at(0)), None);
    losses.add(0);
    assert_eq!(losses.due(at(0)), None);
    losses.add(2);
    assert_eq!(losses.due(at(1)), Some(2), "the first at once");
    losses.add(3);
    assert_eq!(losses.due(at(2)), None);
    losses.add(4);
    assert!(losses.are_untold());
    assert_eq!(losses.due(at(11)), Some(7));
    assert_eq!(losses.rest(), None);
    losses.add(1);
    assert_eq!(losses.rest(), Some(1), "at the end whatever is left");
}
