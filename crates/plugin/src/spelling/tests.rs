use super::Spelling;

#[test]
fn each_value_says_what_it_was_given_and_nothing_of_the_others() {
    let mut spelling = Spelling::with_room(4);
    let values = [
        spelling.spell(17),
        spelling.spell("a name, longer than the room"),
        spelling.spell(""),
    ];
    let values = values.map(|value| value.expect("a value"));
    assert_eq!(values, ["17", "a name, longer than the room", ""]);
}

#[test]
fn what_no_header_may_say_is_no_value_and_harms_no_other() {
    let mut spelling = Spelling::with_room(64);
    assert_eq!(spelling.spell("a\r\nx-consumer-id: 1"), None);
    assert_eq!(spelling.spell("nul\0"), None);
    assert_eq!(
        spelling.spell("Zoë").expect("a value").as_bytes(),
        "Zoë".as_bytes()
    );
}
