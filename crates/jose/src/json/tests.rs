use serde_json::json;

use super::*;

#[test]
fn json_is_read() {
    for (text, value) in [
        ("null", Value::Null),
        (" [1, -2, 1.5, true, \"a\"] ", json!([1, -2, 1.5, true, "a"])),
        (
            r#"{"a":{"a":1},"b":[{"a":2},{"a":3}]}"#,
            json!({"a":{"a":1},"b":[{"a":2},{"a":3}]}),
        ),
        (r#"{"a":"\u00e9\ud83d\ude00"}"#, json!({"a":"é😀"})),
        ("18446744073709551615", json!(u64::MAX)),
    ] {
        assert_eq!(read(text.as_bytes()), Ok(value), "{text}");
    }
}

#[test]
fn what_two_readers_may_read_differently_is_refused() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    for text in [
        // JW-22
        &br#"{"iss":"evil","iss":"good"}"#[..],
        br#"{"a":{"b":1,"b":1}}"#,
        br#"[{"a":1,"\u0061":2}]"#,
        // JW-23
        deep.as_bytes(),
        // JW-24
        b"\xef\xbb\xbf{}",
        b"\"\xff\"",
        b"\"\xed\xa0\x80\"",
        br#""\ud800""#,
        // JW-25
        b"1e400",
        b"NaN",
        b"-Infinity",
        b"01",
        b"{} {}",
        b"{}x",
        b"{",
        b"{'a':1}",
        b"{\"a\":1,}",
        b"",
    ] {
        let found = read(text);
        assert!(
            found.is_err(),
            "{}",
            String::from_utf8_lossy(&text[..text.len().min(40)])
        );
        assert!(found.unwrap_err().to_string().ends_with("(json.malformed)"));
    }
}

#[test]
fn only_an_object_is_an_object() {
    assert!(read_object(b"{}").is_ok());
    for text in ["null", "[]", "\"{}\"", "1"] {
        assert!(read_object(text.as_bytes()).is_err(), "{text}");
    }
}
