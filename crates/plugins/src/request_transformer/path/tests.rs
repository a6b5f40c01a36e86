use super::path;

#[test]
fn what_can_be_asked_for() {
    for (text, expected) in [
        ("/", Some("/")),
        ("/a/b/", Some("/a/b/")),
        ("/a b/ü?#", Some("/a%20b/%C3%BC%3F%23")),
        // Escapes stay, and a percent sign that begins none is one.
        ("/a%2Fb%zz%", Some("/a%2Fb%25zz%25")),
        ("/a..b/.c/...", Some("/a..b/.c/...")),
        ("a", None),
        ("", None),
        ("//a", None),
        ("/a//b", None),
        ("/a/../b", None),
        ("/a/..", None),
        ("/./a", None),
        ("/a/%2e%2E/b", None),
        ("/a/.%2e", None),
        ("/a/..;x/b", None),
        ("/a/..%3Bx/b", None),
        ("/a\\..\\b", None),
        ("/a%5C..", None),
        ("/a\r\nb", None),
        ("/a%0D%0Ab", None),
        ("/a\0", None),
        ("/a%00", None),
    ] {
        assert_eq!(path(text).as_deref(), expected, "{text:?}");
    }
}
