use super::*;

#[test]
fn a_list_reads_as_where_what_and_what_would_be_right() {
    let item = |place: &str| Item {
        place: place.to_owned(),
        what: "it\x07 is wrong".to_owned(),
        code: "some.code",
        remedy: "do it right".to_owned(),
    };
    let items: Vec<_> = ["one"; 10].map(item).into();
    let list = List {
        items: &items,
        paint: Paint::Plain,
    };
    let shown = list.to_string();
    assert!(
        shown.starts_with(" 1.  one\n     it\\u{7} is wrong (some.code)\n     → do it right\n 2.  one\n"),
        "{shown}"
    );
    assert!(shown.contains("\n10.  one\n"), "{shown}");
}

#[test]
fn numbers_agree_with_their_nouns() {
    assert_eq!(
        [0, 1, 2].map(|number| counted(number, "fault")),
        ["0 faults", "1 fault", "2 faults"]
    );
}
