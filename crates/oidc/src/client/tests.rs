use super::*;

#[test]
fn redirect_uris() {
    for (text, path) in [
        ("https://gw.example/callback", Some("/callback")),
        ("https://gw.example", Some("/")),
        ("http://localhost:8000/a/b?c=d", Some("/a/b")),
        ("https://gw.example/a%2Fb", Some("/a%2Fb")),
        ("https://gw.example/zur%C3%BCck", Some("/zur%C3%BCck")),
        ("https://gw.example/zurück", Some("/zur%C3%BCck")),
        ("", None),
        ("/callback", None),
        ("//gw.example/callback", None),
        ("gw.example/callback", None),
        ("https://gw.example/callback#a", None),
        ("https://gw.example/callback#", None),
        ("myapp://callback", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        (" https://gw.example/callback", None),
        ("https://gw.example/call back", None),
        ("https://gw.example/callback\n", None),
        ("https://gw.example\\callback", None),
        // Requests come with other paths, so that no callback would be known.
        ("https://gw.example//callback", None),
        ("https://gw.example/a//b", None),
        ("https://gw.example/%7Ecallback", None),
        ("https://gw.example/%61", None),
        ("https://gw.example/a%2fb", None),
        ("https://gw.example/a%", None),
        ("https://gw.example/a%2", None),
        ("https://gw.example/a%+F", None),
        ("https://gw.example/a%zz", None),
    ] {
        let found = RedirectUri::parse(text);
        assert_eq!(found.as_ref().map(RedirectUri::path).ok(), path, "{text:?}");
        assert!(found.is_err() || found.unwrap().as_str() == text);
    }
}
