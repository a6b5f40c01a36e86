use serde_json::json;

use super::parse;

#[test]
fn what_is_said_once_is_read() {
    let text = r#" {"a": [1, -2, 0.5, 1e3, "ü\n", null, true, {}], "b": {"a": 18446744073709551615}} "#;
    let value = json!({ "a": [1, -2, 0.5, 1e3, "ü\n", null, true, {}], "b": { "a": u64::MAX } });
    assert_eq!(parse(text.as_bytes()).unwrap(), value);
}

#[test]
fn anything_else_is_refused() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for text in [
        "",
        "{",
        "{} {}",
        r#"{"a": 1, "a": 1}"#,
        r#"{"a": {"b": 1, "\u0062": 2}}"#,
        r#"{"a": 1e999}"#,
        "{'a': 1}",
        "NaN",
        &deep,
    ] {
        assert!(parse(text.as_bytes()).is_err(), "{text}");
    }
    assert!(parse(b"\"\xff\"").is_err(), "it is no UTF-8");
}
