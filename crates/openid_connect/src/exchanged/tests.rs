use super::*;

#[test]
fn nothing_but_a_token_is_one() {
    for (body, token) in [
        (&b"a.b.c"[..], Some("a.b.c")),
        (b" a.b.c\r\n", Some("a.b.c")),
        (b"2YotnFZFEjr1zCsicMWpAA==", Some("2YotnFZFEjr1zCsicMWpAA==")),
        (b"", None),
        (b"\n", None),
        (b"\"a.b.c\"", None),
        (br#"{"access_token":"a"}"#, None),
        (b"a b", None),
        (b"a\r\nx-user: root", None),
        (b"\xff", None),
    ] {
        let read = read(body);
        assert_eq!(read.as_ref().map(Secret::expose), token, "{body:?}");
    }
}
