use super::*;

#[test]
fn only_logins_in_a_row_are_rounds() {
    let at = |seconds: u64| Timestamp::from_millis(seconds * 1000);
    let once = Rounds::default().and_one(at(100), 500);
    assert_eq!(
        (once.count(at(100)), once.count(at(115)), once.count(at(116))),
        (1, 1, 0)
    );
    let thrice = once.and_one(at(110), 500).and_one(at(120), 500);
    assert_eq!((thrice.count(at(135)), thrice.count(at(136))), (3, 0));
    assert_eq!(thrice.and_one(at(200), 500).count(at(200)), 1);
    // A clock that was set back makes no rounds out of nothing, and no end of them.
    assert_eq!((thrice.count(at(105)), thrice.count(at(0))), (3, 0));
}
