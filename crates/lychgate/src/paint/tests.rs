use super::*;

#[test]
fn colours_are_only_where_they_are_wanted() {
    assert_eq!(Paint::Plain.bad("no").to_string(), "no");
    assert_eq!(Paint::Coloured.bad("no").to_string(), "\x1b[1;31mno\x1b[0m");
}

#[test]
fn control_characters_are_spelt_out() {
    for (text, expected) in [
        ("plain “text”, 日本", "plain “text”, 日本"),
        ("a\x1b[2Jb", "a\\u{1b}[2Jb"),
        ("a\r\nb\tc\u{7f}\u{9b}", "a\\r\\nb\\tc\\u{7f}\\u{9b}"),
    ] {
        assert_eq!(harmless(text), expected);
    }
}
