use plugin::HeaderValue;

use super::*;

fn places() -> Tokens {
    Tokens {
        headers: vec![
            header::AUTHORIZATION,
            HeaderName::from_static("access-token"),
            HeaderName::from_static("x-access-token"),
        ],
        query: true,
        cookie: None,
        body: false,
    }
}

/// What is found in a request of these lines and this query, in one word.
fn found(places: &Tokens, lines: &[(&'static str, &'static str)], query: Option<&str>) -> String {
    let mut head = Head::new();
    for (name, value) in lines {
        head.append(
            HeaderName::from_static(name),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    match places.find(&head, query).0 {
        Brought::Nothing => "nothing".into(),
        Brought::Token(token) if is_token68(token) => token.into(),
        Brought::Token(_) | Brought::Malformed => "malformed".into(),
        Brought::Several => "several".into(),
        Brought::Inactive => "inactive".into(),
    }
}

// JW-57
#[test]
fn the_spelling_of_a_token() {
    for (value, expected) in [
        ("Bearer a.b.c", "a.b.c"),
        ("bearer a.b.c", "a.b.c"),
        ("BEARER   a.b.c", "a.b.c"),
        (" Bearer a.b.c ", "a.b.c"),
        ("Bearer ab/+~_-==", "ab/+~_-=="),
        // No token, or none of ours.
        ("", "nothing"),
        ("Bearer", "nothing"),
        ("Bearer  ", "nothing"),
        ("Basic YTpi", "nothing"),
        ("DPoP a.b.c", "nothing"),
        ("BearerX a.b.c", "nothing"),
        // What nobody can read in one way only.
        ("Bearer\ta.b.c", "malformed"),
        ("Bearer a.b.c,", "malformed"),
        ("Bearer a.b.c, Basic YTpi", "malformed"),
        ("Bearer a.b.c Bearer d.e.f", "malformed"),
        ("Bearer \"a.b.c\"", "malformed"),
        ("Bearer a=b", "malformed"),
        ("Bearer =", "malformed"),
        ("Bearer=a.b.c", "malformed"),
        ("Bearer grüße", "malformed"),
    ] {
        assert_eq!(
            found(&places(), &[("authorization", value)], None),
            expected,
            "{value:?}"
        );
    }
    for (value, expected) in [
        ("a.b.c", "a.b.c"),
        ("Bearer a.b.c", "a.b.c"),
        ("bearerlike.b.c", "bearerlike.b.c"),
        ("", "nothing"),
        ("a.b.c d", "malformed"),
    ] {
        assert_eq!(
            found(&places(), &[("access-token", value)], None),
            expected,
            "{value:?}"
        );
    }
}

// HD-25
#[test]
fn the_places_where_one_is_looked_for() {
    let x = ("x-access-token", "a.b.c");
    assert_eq!(found(&places(), &[x], None), "a.b.c");
    for (query, expected) in [
        ("access_token=a.b.c", "a.b.c"),
        ("x=1&access_token=a.b.c&y=2", "a.b.c"),
        ("access%5Ftoken=a.b.c", "a.b.c"),
        ("access_token=", "nothing"),
        ("access_token", "nothing"),
        ("Access_Token=a.b.c", "nothing"),
        ("access_token=a%2Eb.c", "malformed"),
        ("access_token=a.b.c&access_token=d", "several"),
    ] {
        assert_eq!(found(&places(), &[], Some(query)), expected, "{query}");
    }
    let nowhere = Tokens {
        headers: Vec::new(),
        query: false,
        cookie: None,
        body: false,
    };
    assert_eq!(found(&nowhere, &[x], Some("access_token=a.b.c")), "nothing");
    let own = Tokens {
        headers: vec![HeaderName::from_static("x-token")],
        query: false,
        cookie: None,
        body: false,
    };
    let all = [x, ("authorization", "Bearer a.b.c"), ("x-token", "Bearer d.e.f")];
    assert_eq!(found(&own, &all, None), "d.e.f");
}

// HD-26
#[test]
fn two_that_differ_are_none() {
    let bearer = ("authorization", "Bearer a.b.c");
    for (lines, query, expected) in [
        (&[bearer, ("authorization", "Bearer d.e.f")][..], None, "several"),
        (&[bearer, ("access-token", "d.e.f")], None, "several"),
        (&[bearer, ("access-token", "d.e f")], None, "several"),
        (&[bearer], Some("access_token=d.e.f"), "several"),
        (&[bearer, bearer], Some("access_token=a.b.c"), "a.b.c"),
        (&[bearer, ("authorization", "Basic YTpi")], None, "a.b.c"),
    ] {
        assert_eq!(found(&places(), lines, query), expected, "{lines:?} {query:?}");
    }
}

#[test]
fn what_is_left_of_a_query() {
    for (query, left) in [
        ("access_token=a", None),
        ("x=1&access_token=a&y=%20", Some("x=1&y=%20")),
        ("access%5ftoken=a&x", Some("x")),
        ("x=access_token", Some("x=access_token")),
    ] {
        assert_eq!(without_token(query).as_deref(), left, "{query}");
    }
}
