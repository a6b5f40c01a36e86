use plugin::HeaderValue;

use super::*;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn head(content_type: &str) -> Head {
    let mut head = Head::new();
    head.set(header::CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
    head
}

fn word<T>(found: &Found<T>, one: impl Fn(&T) -> String) -> String {
    match found {
        Found::Nothing => "nothing".into(),
        Found::One(value, stands) => {
            assert_eq!(*stands, Stands::Elsewhere);
            one(value)
        }
        Found::Several => "several".into(),
        Found::Malformed => "malformed".into(),
    }
}

// PA-23, HD-27
#[test]
fn odd_bodies() {
    for (kind, body, pair, token) in [
        (FORM, "username=ada&password=p%26w", "ada p&w", "nothing"),
        (FORM, "access_token=a.b.c&x=1", "nothing", "a.b.c"),
        (FORM, "access_token=a.b.c&access_token=a.b.c", "nothing", "a.b.c"),
        (FORM, "access_token=a.b.c&access_token=d", "nothing", "several"),
        (FORM, "access_token=a%2Eb", "nothing", "malformed"),
        (FORM, "username=ada", "nothing", "nothing"),
        (FORM, "username=ada&password=", "nothing", "nothing"),
        (FORM, "username=ada&username=bob&password=x", "several", "nothing"),
        (FORM, "username=ada&username=ada&password=x", "ada x", "nothing"),
        (FORM, "", "nothing", "nothing"),
        (
            JSON,
            r#"{ "username": "ada", "password": "p\u0026w", "x": [1, {}] }"#,
            "ada p&w",
            "nothing",
        ),
        (
            JSON,
            r#" { "access_token" : "a.b.c", "y": null } "#,
            "nothing",
            "a.b.c",
        ),
        (JSON, r#"{ "access_token": "a\u002eb" }"#, "nothing", r"a\u002eb"),
        (
            JSON,
            r#"{ "access_token": 7, "username": 7, "password": "x" }"#,
            "malformed",
            "malformed",
        ),
        (
            JSON,
            r#"{ "access_token": null, "username": null, "password": "x" }"#,
            "nothing",
            "nothing",
        ),
        (JSON, r#"{ "access_token": "" }"#, "nothing", "nothing"),
        (
            JSON,
            r#"{ "access_token": ["a.b.c"], "username": {}, "password": [] }"#,
            "malformed",
            "malformed",
        ),
        // What is no object has no members, and what is no JSON is none.
        (JSON, "null", "nothing", "nothing"),
        (JSON, "[]", "nothing", "nothing"),
        (JSON, r#""access_token""#, "nothing", "nothing"),
        (JSON, r#"{ "access_token": "a.b.c" "#, "nothing", "nothing"),
        (JSON, "access_token=a.b.c", "nothing", "nothing"),
        // Each kind of body is read as what it says, and other kinds are not read.
        (
            "text/plain",
            "username=ada&password=x&access_token=a",
            "nothing",
            "nothing",
        ),
        (
            "multipart/form-data; boundary=b",
            "username=ada&password=x",
            "nothing",
            "nothing",
        ),
        (
            "Application/JSON; charset=utf-8",
            r#"{ "access_token": "a" }"#,
            "nothing",
            "a",
        ),
        (
            "application/json-patch",
            r#"{ "access_token": "a" }"#,
            "nothing",
            "nothing",
        ),
    ] {
        let head = head(kind);
        let fields = Fields::of_body(&head, body.as_bytes());
        let found = fields.map_or(Found::Nothing, |fields| fields.pair("username", "password"));
        let found = word(&found, |both| {
            format!("{} {}", both.name.expose(), both.secret.expose())
        });
        assert_eq!(found, pair, "{kind}: {body}");
        let brought = Fields::of_body(&head, body.as_bytes());
        let brought = match brought.map_or(Brought::Nothing, |fields| fields.token()) {
            Brought::Nothing => "nothing",
            Brought::Token(text) => text,
            Brought::Several => "several",
            _ => "malformed",
        };
        assert_eq!(brought, token, "{kind}: {body}");
    }
    // A body with a coding is not undone, and of two kinds nobody knows which is meant.
    let mut coded = head(FORM);
    coded.set(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    assert!(Fields::of_body(&coded, b"access_token=a").is_none());
    let mut twice = head(FORM);
    twice.append(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    assert!(Fields::of_body(&twice, b"access_token=a").is_none());
    assert!(Fields::of_body(&Head::new(), b"access_token=a").is_none());
}

#[test]
fn what_is_left_of_a_body() {
    let left = |kind: &str, body: &str| {
        without(&head(kind), body.as_bytes(), &["username", "password"])
            .map(|left| String::from_utf8(left).unwrap())
    };
    assert_eq!(
        left(FORM, "a=%20&username=x&b=1+1&password=y").as_deref(),
        Some("a=%20&b=1+1")
    );
    assert_eq!(
        left(FORM, "username=x&user%6Eame=y&password=z").as_deref(),
        Some("")
    );
    assert_eq!(left(FORM, "a=1&usernames=x&password=y"), None);
    // A name alone is the service's.
    assert_eq!(left(FORM, "username=x"), None);
    assert_eq!(left(JSON, r#"{ "username": "x" }"#), None);
    assert_eq!(
        left(
            JSON,
            r#"{ "a": 1.0, "username": "x", "b": [1], "password": "y" }"#
        )
        .as_deref(),
        Some(r#"{"a":1.0,"b":[1]}"#)
    );
    assert_eq!(left(JSON, r#"{ "a": 1 }"#), None);
    assert_eq!(left(JSON, "[]"), None);
    assert_eq!(left("text/plain", "username=x"), None);
}
