use super::plain;

#[test]
fn text_is_no_request() {
    assert_eq!(
        plain(".so /etc/passwd\n'x\na-b\\c"),
        "\\&.so /etc/passwd\n\\&'x\na\\-b\\ec"
    );
}
