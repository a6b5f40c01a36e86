use serde_json::json;

use super::*;

fn claims(value: &Value) -> Claims {
    Claims::read(value.to_string().as_bytes()).unwrap()
}

#[test]
fn dates() {
    // JW-25, JW-26
    for (written, seconds) in [
        ("1700000000", Ok(1_700_000_000)),
        ("1700000000.0", Ok(1_700_000_000)),
        ("1700000000.9", Ok(1_700_000_000)),
        ("1.7e9", Ok(1_700_000_000)),
        ("0", Ok(0)),
        ("-1", Ok(-1)),
        ("-1.5", Ok(-2)),
        // Some providers write numbers as text.
        (r#""1700000000""#, Ok(1_700_000_000)),
        (r#""1700000000.5""#, Ok(1_700_000_000)),
        (r#""0""#, Ok(0)),
        (r#""-1""#, Ok(-1)),
        ("9007199254740991", Ok(9_007_199_254_740_991)),
        ("9007199254740992", Err(NotADate)),
        ("-9007199254740992", Err(NotADate)),
        ("9999999999999999999", Err(NotADate)),
        ("1e300", Err(NotADate)),
        (r#""1e300""#, Err(NotADate)),
        (r#""never""#, Err(NotADate)),
        (r#""""#, Err(NotADate)),
        (r#"" 1700000000""#, Err(NotADate)),
        (r#""NaN""#, Err(NotADate)),
        (r#""inf""#, Err(NotADate)),
        (r#""-infinity""#, Err(NotADate)),
        (r#""0x10""#, Err(NotADate)),
        (r#""1700000000 ""#, Err(NotADate)),
        (r#""1700000000s""#, Err(NotADate)),
        (r#""1_700_000_000""#, Err(NotADate)),
        (r#""1700000000,5""#, Err(NotADate)),
        (r#""2023-11-14T22:13:20Z""#, Err(NotADate)),
        (r#""١٧٠٠٠٠٠٠٠٠""#, Err(NotADate)),
        (r#""9007199254740992""#, Err(NotADate)),
        // A claim of the wrong type is never absent.
        ("null", Err(NotADate)),
        ("true", Err(NotADate)),
        ("[1700000000]", Err(NotADate)),
        ("{}", Err(NotADate)),
    ] {
        let claims = Claims::read(format!(r#"{{"exp":{written}}}"#).as_bytes()).unwrap();
        let expected = seconds.map(|seconds| Some(Timestamp::from_seconds(seconds)));
        assert_eq!(claims.date("exp"), expected, "{written}");
        assert_eq!(claims.date("iat"), Ok(None));
    }
}

#[test]
fn audiences() {
    for (aud, audience) in [
        (json!("app"), &["app"][..]),
        (json!(["app"]), &["app"]),
        (json!(["app", "other"]), &["app", "other"]),
        (json!([]), &[]),
        // JW-26: a list with anything but texts in it is none.
        (json!(["app", 1]), &[]),
        (json!(["app", null]), &[]),
        (json!([["app"]]), &[]),
        (json!({ "app": true }), &[]),
        (json!(null), &[]),
        (json!(1), &[]),
    ] {
        assert_eq!(claims(&json!({ "aud": aud })).audience(), audience, "{aud}");
    }
    assert!(claims(&json!({})).audience().is_empty());
}

#[test]
fn texts_are_texts() {
    let some = claims(&json!({ "iss": "i", "sub": "s", "azp": "a", "nonce": "n" }));
    assert_eq!(
        [
            some.issuer(),
            some.subject(),
            some.authorized_party(),
            some.nonce()
        ],
        [Some("i"), Some("s"), Some("a"), Some("n")]
    );
    for value in [json!(42), json!(null), json!(["i"]), json!({}), json!(true)] {
        let odd = claims(&json!({ "iss": value, "sub": value, "azp": value, "nonce": value }));
        assert_eq!(
            [odd.issuer(), odd.subject(), odd.authorized_party(), odd.nonce()],
            [None; 4],
            "{value}"
        );
        assert_eq!(odd.value("iss"), Some(&value));
    }
}

#[test]
fn only_names_are_printed() {
    let claims = claims(&json!({ "sub": "ada", "email": "ada@example.com" }));
    assert_eq!(format!("{claims:?}"), r#"{"sub", "email"}"#);
}
