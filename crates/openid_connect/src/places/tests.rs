use super::*;

// AZ-29
#[test]
fn what_may_be_an_answer_to_a_login_brings_no_token() {
    for (callback, query, expected) in [
        (None, "access_token=a.b.c&state=x", true),
        (
            Some(Callback::At(vec!["/b".into()])),
            "access_token=a.b.c&state=x",
            true,
        ),
        (
            Some(Callback::At(vec!["/b".into(), "/a".into()])),
            "access_token=a.b.c",
            false,
        ),
        (Some(Callback::Anywhere), "access_token=a.b.c", true),
        (Some(Callback::Anywhere), "access_token=a.b.c&state=x", false),
    ] {
        let places = Places {
            token: Tokens::default(),
            id_token: None,
            refresh_token: None,
            password: Looked::default(),
            client: Looked::default(),
            callback,
            hides: true,
            shown: None,
        };
        assert_eq!(places.may_bring_tokens("/a", query), expected, "{query}");
    }
}
