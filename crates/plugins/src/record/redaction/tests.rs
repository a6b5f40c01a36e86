use serde_json::json;

use super::*;

fn told(text: &str) -> String {
    let proofs = ["x-key-of-ours".to_owned()];
    Redaction::with(&proofs).text(text)
}

#[test]
fn headers_that_carry_proofs() {
    let proofs = ["x-ours".to_owned()];
    let redaction = Redaction::with(&proofs);
    for name in [
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "apikey",
        "x-access-token",
        "x-id-token",
        "x-csrf-token",
        "dpop",
        "client-assertion",
        "x-amz-security-token",
        "x-hub-signature-256",
        "x-ours",
    ] {
        assert!(redaction.is_secret_header(name), "{name}");
    }
    for name in [
        "accept",
        "host",
        "user-agent",
        "content-type",
        "sec-websocket-key",
        "x-request-id",
        "keep-alive",
        "x-ours-too",
    ] {
        assert!(!redaction.is_secret_header(name), "{name}");
    }
}

#[test]
fn texts_lose_what_proves_something_and_nothing_else() {
    for (text, expected) in [
        ("/a/b?page=2&size=10", "/a/b?page=2&size=10"),
        (
            "/cb?code=c1&state=s1&page=2",
            "/cb?code=REDACTED&state=REDACTED&page=2",
        ),
        ("/a?ACCESS_TOKEN=x", "/a?ACCESS_TOKEN=REDACTED"),
        ("/a?access%5Ftoken=x", "/a?access%5Ftoken=REDACTED"),
        ("/a?apikey=x#key=y", "/a?apikey=REDACTED#key=REDACTED"),
        ("/a?x-key-of-ours=x", "/a?x-key-of-ours=REDACTED"),
        ("/a?q=eyJhbGciOiJub25lIn0.e30.", "/a?q=REDACTED"),
        ("/t/eyJhbGciOiJub25lIn0.e30./b", "/t/REDACTED/b"),
        ("https://ada:pw@app.test/x?y=1", "https://app.test/x?y=1"),
        (
            "https://op.test/auth?client_id=a&nonce=n",
            "https://op.test/auth?client_id=a&nonce=REDACTED",
        ),
        (
            "https://app.test/cb#id_token=x&state=s",
            "https://app.test/cb#id_token=REDACTED&state=REDACTED",
        ),
        (
            "<https://a.test/?token=x>; rel=next",
            "<https://a.test/?token=REDACTED; rel=next",
        ),
        ("/a?next=%2Fcb%3Fcode%3Dx&b=1", "/a?next=REDACTED&b=1"),
        ("/a?next=%252Fcb%253Fcode%253Dx", "/a?next=REDACTED"),
        ("/a?next=%2Fcb%3Fpage%3D2", "/a?next=%2Fcb%3Fpage%3D2"),
        ("/a?next=%2F%2Fada%3Apw%40b.test", "/a?next=REDACTED"),
        ("/a?x=%25252525252541", "/a?x=REDACTED"),
        ("/a?x=100%&y=%zz+", "/a?x=100%&y=%zz+"),
        ("/%65yJhbGciOiJub25lIn0.e30.", "/REDACTED"),
        ("Bearer abc", "REDACTED"),
        ("basic YTpi", "REDACTED"),
        (
            "Mozilla/5.0 (X11; Linux x86_64)",
            "Mozilla/5.0 (X11; Linux x86_64)",
        ),
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("mail me at a@b.test", "mail me at a@b.test"),
        ("", ""),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn parameters_by_their_names() {
    let redaction = Redaction::with(&[]);
    for (query, expected) in [
        ("", json!({})),
        ("a=1&b=%20x+y&c", json!({ "a": "1", "b": " x y", "c": true })),
        ("a=1&a=2&a=3", json!({ "a": ["1", "2", "3"] })),
        (
            "code=x&password=y&passwd=z",
            json!({ "code": "REDACTED", "password": "REDACTED", "passwd": "REDACTED" }),
        ),
        ("next=%2Fcb%3Fcode%3Dx", json!({ "next": "/cb?code=REDACTED" })),
        ("eyJhbGciOiJub25lIn0.e30.", json!({ "REDACTED": true })),
        ("a%3Db=1", json!({ "a=b": "1" })),
    ] {
        assert_eq!(redaction.arguments(query), expected, "{query}");
    }
}
