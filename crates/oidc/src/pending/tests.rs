use super::*;
use crate::samples::pending;

#[test]
fn only_places_on_this_origin() {
    let long = format!("/{}", "a".repeat(LONGEST));
    let long_query = "q".repeat(LONGEST + 1);
    for (path, query, expected) in [
        ("/orders", None, "/orders"),
        ("/orders", Some("page=2"), "/orders?page=2"),
        ("/orders", Some(""), "/orders?"),
        (
            "/a%2Fb",
            Some("to=https://evil.example"),
            "/a%2Fb?to=https://evil.example",
        ),
        ("/.//evil.example", None, "/.//evil.example"),
        ("/..//evil.example", None, "/..//evil.example"),
        ("/%09/evil.example", None, "/%09/evil.example"),
        ("/%5cevil.example", None, "/%5cevil.example"),
        // RD-01: a browser would leave for another origin.
        ("//evil.example", Some("a=b"), "/"),
        ("/\\evil.example", None, "/"),
        ("/a\\b", None, "/"),
        ("/\t/evil.example", None, "/"),
        ("/\n/evil.example", None, "/"),
        ("/\r/evil.example", None, "/"),
        // RD-02, RD-03: an absolute target, and hosts that look like ours.
        ("https://evil.example", None, "/"),
        ("http://evil.example/orders", None, "/"),
        ("https://gw.example@evil.example", None, "/"),
        ("https://gw.example.evil.example/", None, "/"),
        ("\u{ff0f}\u{ff0f}evil.example", None, "/"),
        ("https:evil.example", None, "/"),
        ("\t//evil.example", None, "/"),
        ("javascript:alert(1)", None, "/"),
        ("orders", None, "/"),
        ("", None, "/"),
        (&long, None, "/"),
        ("/orders", Some(&long_query), "/orders"),
        (
            &long[..LONGEST],
            Some(&long_query[1..]),
            &format!("{}?{}", &long[..LONGEST], &long_query[1..]),
        ),
    ] {
        let (return_path, return_query) = place(path, query);
        let found = Pending {
            return_path,
            return_query,
            ..pending()
        };
        assert_eq!(found.return_address(), expected, "{path:?} {query:?}");
    }
    // Whatever a cookie says, the way back leads to this origin.
    let foreign = Pending {
        return_path: "//evil.example".into(),
        ..pending()
    };
    assert_eq!(foreign.return_address(), "/");
}

#[test]
fn it_does_not_wait_for_ever() {
    // AZ-06; it began at 1000.
    let patience = Some(Duration::from_secs(600));
    for (lifetime, now, expired) in [
        (patience, 1000, false),
        (patience, 1600, false),
        (patience, 1601, true),
        (patience, 900, false),
        (Some(Duration::ZERO), 1000, false),
        (Some(Duration::ZERO), 1001, true),
        (None, i64::MAX, false),
    ] {
        let now = Timestamp::from_seconds(now);
        assert_eq!(
            pending().is_expired(lifetime, now),
            expired,
            "{lifetime:?} {now:?}"
        );
    }
}

#[test]
fn it_survives_its_cookie_and_is_not_printed() {
    let text = serde_json::to_string(&pending()).unwrap();
    assert_eq!(
        text,
        r#"{"s":"S1","n":"N1","v":"V1","u":"https://gw.example/callback","p":"/orders","t":1000}"#
    );
    assert_eq!(serde_json::from_str::<Pending>(&text).unwrap(), pending());
    let printed = format!("{:?}", pending());
    assert!(
        !["S1", "N1", "V1"].iter().any(|secret| printed.contains(secret)),
        "{printed}"
    );
}
