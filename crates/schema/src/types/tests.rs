//! The shared types: what they accept, and the words for what they do not.

use serde_json::{Value, json};

use crate::render::kong;
use crate::{
    Field, HeaderName, Host, Name, Path, Port, Schema, Seconds, Secret, Shape, Tag, Url, Uuid, check,
};

/// Checks the values, and that whatever passed the check can be read.
#[track_caller]
fn table<T: Shape>(rows: &[(Value, &str)]) {
    let schema = Schema::default().field("x", Field::of::<T>());
    for (value, expected) in rows {
        let found = check(&schema, &json!({ "x": value }));
        let told: Vec<_> = found
            .iter()
            .map(|(_, violation)| kong::message(violation))
            .collect();
        assert_eq!(told.join("; "), *expected, "{value}");
        assert_eq!(T::read(value).is_ok(), expected.is_empty(), "{value}");
    }
}

#[test]
fn header_names() {
    let bad = "bad header name 'X Y', allowed characters are A-Z, a-z, 0-9, '_', and '-'";
    table::<HeaderName>(&[(json!("X-Request_Id9"), ""), (json!("X Y"), bad)]);
    assert!(HeaderName::parse("").is_err() && HeaderName::parse("a\r\nb").is_err());
}

#[test]
fn hosts() {
    table::<Host>(&[
        (json!("example.com"), ""),
        (json!("example.com."), ""),
        (json!("my_host"), ""),
        (json!("127.0.0.1"), ""),
        (json!("::1"), ""),
        (json!("[::1]"), ""),
        (json!("example.com:80"), "must not have a port"),
        (json!("[::1]:80"), "must not have a port"),
        (json!("127.0.0.256"), "invalid value: 127.0.0.256"),
        (json!("a..b"), "invalid value: a..b"),
        (json!("a b"), "invalid value: a b"),
        (json!("-a"), "invalid value: -a"),
        (json!("a/b"), "invalid value: a/b"),
        (json!("user@host"), "invalid value: user@host"),
        (json!("[::1"), "invalid value: [::1"),
    ]);
    assert!(Host::parse(&"a.".repeat(200)).is_err());
}

#[test]
fn names_and_tags() {
    let bad = "invalid value 'a b': the only accepted ascii characters are alphanumerics or ., -, _, and ~";
    table::<Name>(&[
        (json!("a.b-c_d~9"), ""),
        (json!("größe"), ""),
        (json!("a b"), bad),
    ]);
    let bad = "invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences";
    table::<Tag>(&[(json!("a b!"), ""), (json!("größe"), ""), (json!("a,b"), bad)]);
    assert!(Tag::parse("a/b").is_err() && Tag::parse("a\n").is_err());
}

#[test]
fn paths() {
    let characters = "invalid path: '/a b' (characters outside of the reserved list of RFC 3986 found)";
    table::<Path>(&[
        (json!("/"), ""),
        (json!("/a/b;c=1/%2F:@"), ""),
        (json!("a"), "should start with: /"),
        (json!("/a//b"), "must not have empty segments"),
        (json!("/a b"), characters),
        (json!("/a%2"), "invalid url-encoded value: '%2'"),
        (json!("/a%zz/b"), "invalid url-encoded value: '%zz'"),
    ]);
    assert!(Path::parse("/ä").is_err() && Path::parse("/a?b").is_err() && Path::parse("/%").is_err());
}

#[test]
fn ports() {
    table::<Port>(&[
        (json!(0), ""),
        (json!(65535), ""),
        (json!(80.0), ""),
        (json!(65536), "value should be between 0 and 65535"),
        (json!(-1), "value should be between 0 and 65535"),
        (json!("80"), "expected an integer"),
    ]);
    assert_eq!(Port::read(&json!(8080)).unwrap().number(), 8080);
}

#[test]
fn seconds_are_never_so_many_that_a_duration_overflows() {
    table::<Seconds>(&[
        (json!(0), ""),
        (json!(0.25), ""),
        (json!(4e9), ""),
        (json!(-0.1), "value should be between 0 and 4000000000"),
        (json!(1e300), "value should be between 0 and 4000000000"),
        (json!("1"), "expected a number"),
    ]);
    assert_eq!(Seconds::read(&json!(0.25)).unwrap().duration().as_millis(), 250);
}

#[test]
fn urls() {
    table::<Url>(&[
        (json!("https://example.com"), ""),
        (json!("http://127.0.0.1:8080/a?b"), ""),
        (json!("HTTPS://example.com/"), ""),
        (json!("example.com"), "missing scheme in url"),
        (json!("ftp://example.com"), "missing scheme in url"),
        (json!("javascript:alert(1)"), "missing scheme in url"),
        (json!("https://"), "missing host in url"),
        (json!("https:///path"), "missing host in url"),
        (
            json!("https://exa mple.com"),
            "invalid value: https://exa mple.com",
        ),
        (
            json!("https://example.com\n"),
            "invalid value: https://example.com\\n",
        ),
        (json!("https://[::1"), "invalid value: https://[::1"),
        (
            json!("https://example.com:99999"),
            "invalid value: https://example.com:99999",
        ),
    ]);
    assert_eq!(
        Url::parse("HTTPS://Example.com").unwrap().as_str(),
        "HTTPS://Example.com"
    );
}

#[test]
fn uuids() {
    table::<Uuid>(&[
        (json!("0DC6F45B-8f8d-40d2-a504-473544ee190b"), ""),
        (json!("0dc6f45b"), "expected a valid UUID"),
        (
            json!("0dc6f45b-8f8d-40d2-a504-473544ee190g"),
            "expected a valid UUID",
        ),
    ]);
}

#[test]
fn secrets_are_not_printed() {
    let secret = Secret::read(&json!("open sesame")).unwrap();
    assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "*** Some(***)");
    assert_eq!(secret.expose(), "open sesame");
    assert!(Field::of::<Option<Secret>>().encrypted);
}
