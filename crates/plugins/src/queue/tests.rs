use super::*;

const BOUNDS: Bounds = Bounds {
    entries: 3,
    bytes: 10,
};

fn pile(texts: &[&str]) -> Pile {
    let mut pile = Pile::default();
    texts.iter().for_each(|text| pile.add((*text).to_owned(), BOUNDS));
    pile
}

#[test]
fn the_oldest_go() {
    for (texts, left, dropped) in [
        (&["a", "b", "c"][..], &["a", "b", "c"][..], 0),
        (&["a", "b", "c", "d"], &["b", "c", "d"], 1),
        (&["12345", "12345", "x"], &["12345", "x"], 1),
        (&["12345", "1234567890"], &["1234567890"], 1),
        // What alone is too much takes nothing else with it.
        (&["a", "12345678901", "b"], &["a", "b"], 1),
    ] {
        let mut pile = pile(texts);
        assert_eq!((pile.dropped(), pile.dropped()), (dropped, 0), "{texts:?}");
        assert_eq!(pile.bytes, left.concat().len(), "{texts:?}");
        assert_eq!(pile.take(usize::MAX), left, "{texts:?}");
        assert_eq!((pile.len(), pile.bytes), (0, 0));
    }
    let mut pile = pile(&["a", "b", "c"]);
    assert_eq!(
        (pile.take(2), pile.take(2)),
        (vec!["a".into(), "b".into()], vec!["c".into()])
    );
}

#[tokio::test]
async fn what_cores_leave_is_carried_away() {
    let desk = Desk::new(BOUNDS);
    let (one, other) = (Pen::default(), Pen::default());
    one.leave(&desk, "a".to_owned());
    desk.rung().await;
    other.leave(&desk, "b".to_owned());
    let mut all = Pile::default();
    desk.empty_into(&mut all, BOUNDS);
    assert_eq!(all.take(9), ["a", "b"]);
    // A tray that is being emptied holds up nobody.
    {
        let trays = locked(&desk.trays).clone();
        let _busy = locked(&trays[0]);
        one.leave(&desk, "c".to_owned());
        one.leave(&desk, "d".to_owned());
    }
    desk.empty_into(&mut all, BOUNDS);
    assert_eq!(all.len(), 0);
    one.leave(&desk, "e".to_owned());
    desk.empty_into(&mut all, BOUNDS);
    assert_eq!(all.take(9), ["c", "d", "e"]);
}

#[tokio::test]
async fn a_desk_is_over_when_no_core_has_a_hand_in_it() {
    let desk = Desk::new(BOUNDS);
    let pen = Pen::default();
    pen.leave(&desk, "a".to_owned());
    {
        let trays = locked(&desk.trays).clone();
        let _busy = locked(&trays[0]);
        pen.leave(&desk, "last".to_owned());
    }
    desk.close();
    assert!(!desk.is_over());
    drop(pen);
    assert!(desk.is_over());
    let mut all = Pile::default();
    desk.empty_into(&mut all, BOUNDS);
    assert_eq!(all.take(9), ["a", "last"]);
}
