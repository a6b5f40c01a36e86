use super::*;

// AZ-29
#[test]
fn what_may_be_an_answer_to_a_login_brings_no_token() {
    let at = |paths: &[&str]| Some(Callback::At(paths.iter().map(|path| (*path).into()).collect()));
    for (callback, query, form, [may_be_token, may_be_answer]) in [
        (None, "access_token=a.b.c&state=x", "state=x", [true, false]),
        (
            at(&["/b"]),
            "access_token=a.b.c&state=x",
            "state=x",
            [true, false],
        ),
        (at(&["/b", "/a"]), "access_token=a.b.c", "", [false, false]),
        (at(&["/b", "/a"]), "", "id_token=a.b.c&state=x", [false, true]),
        (Some(Callback::Anywhere), "access_token=a.b.c", "", [true, false]),
        (
            Some(Callback::Anywhere),
            "access_token=a.b.c&state=x",
            "",
            [false, true],
        ),
        (
            Some(Callback::Anywhere),
            "",
            "access_token=a.b.c&state=x",
            [false, true],
        ),
        (
            Some(Callback::Anywhere),
            "",
            "access_token=a.b.c&estate=x",
            [true, false],
        ),
    ] {
        let is_answer = callback
            .as_ref()
            .is_some_and(|callback| callback.may_be_answered("/a", [Some(query), Some(form)]));
        let places = Places {
            token: Tokens::default(),
            id_token: None,
            refresh_token: None,
            password: Looked::default(),
            client: Looked::default(),
            callback,
            is_posted: true,
            hides: true,
            shown: None,
        };
        let arguments = [Some(query), Some(form)];
        assert_eq!(
            places.may_bring_tokens("/a", arguments),
            may_be_token,
            "{query} {form}"
        );
        assert_eq!(is_answer, may_be_answer, "{query} {form}");
    }
}
