use serde_json::json;

use super::*;
use crate::samples::{jwk, set, token, with};
use crate::{JwsError, SigningKey, verify};

#[test]
fn what_is_no_key_set() {
    // JK-05
    for text in [
        &b""[..],
        b"<html></html>",
        b"{}",
        br#"{"keys":null}"#,
        br#"{"keys":{}}"#,
        br#"{"keys":"k1"}"#,
        br#"{"keys":["#,
        br#"{"keys":[],"keys":[]}"#,
        b"[]",
        b"\xef\xbb\xbf{\"keys\":[]}",
    ] {
        let found = KeySet::parse(text).map(|set| set.len());
        assert_eq!(
            found,
            Err(KeySetError::Malformed),
            "{}",
            String::from_utf8_lossy(text)
        );
    }
    assert_eq!(KeySet::parse(br#"{"keys":[]}"#).unwrap().len(), 0);
}

#[test]
fn it_has_an_end() {
    // JK-12
    let keys = |number: usize| json!({ "keys": vec![jwk(Algorithm::EdDsa, None); number] }).to_string();
    let parse = |text: String| KeySet::parse(text.as_bytes()).map(|set| set.len());
    assert_eq!(parse(keys(KEYS)), Ok(KEYS));
    assert_eq!(parse(keys(KEYS + 1)), Err(KeySetError::TooLarge));
    let padded = |length: usize| format!("{{\"keys\":[]}}{}", " ".repeat(length - 11));
    assert_eq!(parse(padded(LIMIT)), Ok(0));
    assert_eq!(parse(padded(LIMIT + 1)), Err(KeySetError::TooLarge));
}

#[test]
fn a_foreign_key_takes_nothing_away() {
    // JK-06
    let good = jwk(Algorithm::Es256, Some("good"));
    let found = set(&[
        json!({ "kty": "LMS" }),
        json!("k1"),
        with(&good, json!({ "x": "%%%" })),
        json!({ "kty": "RSA", "e": "AQAB" }),
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
        good,
        json!(null),
    ]);
    assert_eq!((found.len(), found.skipped(), found.is_empty()), (1, 6, false));
    let ids: Vec<_> = found.iter().map(Jwk::key_id).collect();
    assert_eq!(ids, [Some("good")]);
}

#[test]
fn an_id_selects() {
    let named = |algorithm, id| jwk(algorithm, Some(id));
    let found = set(&[
        named(Algorithm::Rs256, "k1"),
        named(Algorithm::Es256, "k1"),
        named(Algorithm::Es256, "k2"),
        jwk(Algorithm::Es256, None),
    ]);
    for (algorithm, id, fitting) in [
        // JK-07: one id, two kinds; the algorithm tells which.
        (Algorithm::Rs256, Some("k1"), 1),
        (Algorithm::Es256, Some("k1"), 1),
        (Algorithm::Es256, Some("k2"), 1),
        (Algorithm::Rs256, Some("k2"), 0),
        (Algorithm::Es256, Some("K2"), 0),
        (Algorithm::Es256, Some(""), 0),
        (Algorithm::Es256, None, 3),
        (Algorithm::EdDsa, None, 0),
    ] {
        assert_eq!(
            found.fitting(algorithm, id).count(),
            fitting,
            "{algorithm} {id:?}"
        );
    }
}

#[test]
fn the_key_of_a_token_shows_its_public_half_only() {
    let own = jwk(Algorithm::Es256, Some("k1"));
    let listed = [
        with(&own, json!({ "d": "private", "unknown": "member" })),
        jwk(Algorithm::Rs256, Some("k2")),
    ];
    let keys = set(&listed);
    let header = r#"{"alg":"ES256","kid":"k1"}"#;
    let token = token(Algorithm::Es256, header, b"{}");
    let key = keys.key_of(&token).unwrap();
    assert_eq!(key.key_id(), Some("k1"));
    assert_eq!(Value::from(key.public().clone()), own);
    assert!(keys.key_of("opaque").is_none());
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert!(keys.key_of(&format!("{signed}.{}", "A".repeat(86))).is_none());
}

#[test]
fn joined_with_others() {
    let made = |id: &str| {
        let der = SigningKey::make_pkcs8(Algorithm::Es256).unwrap();
        SigningKey::from_pkcs8(&der, Algorithm::Es256, id).unwrap()
    };
    let (first, second, third) = (made("k1"), made("k1"), made("k3"));
    let primary = set(&[first.public_jwk(), json!({ "kty": "LMS" })]);
    let others = [
        set(&[second.public_jwk()]),
        set(&[json!("k2")]),
        set(&[third.public_jwk(), first.public_jwk()]),
    ];
    let joined = primary.with(&others);
    let ids: Vec<_> = joined.iter().map(Jwk::key_id).collect();
    assert_eq!(ids, [Some("k1"), Some("k1"), Some("k3"), Some("k1")]);
    assert_eq!((joined.len(), joined.skipped()), (4, 2));
    // Whose id it is: both are tried, and ours first.
    for (key, at) in [(&first, 0), (&second, 1), (&third, 2)] {
        let token = key.sign(None, &json!({})).unwrap();
        assert!(verify(&token, &joined, &[Algorithm::Es256]).is_ok(), "{at}");
        let found = joined.key_of(&token).unwrap();
        assert!(
            joined.iter().nth(at).is_some_and(|key| std::ptr::eq(key, found)),
            "{at}"
        );
    }
    // Those that were joined stay what they were.
    let token = second.sign(None, &json!({})).unwrap();
    let found = verify(&token, &primary, &[Algorithm::Es256]).map(drop);
    assert_eq!(found, Err(JwsError::BadSignature));
    assert_eq!(primary.with([]).len(), 1);
    assert_eq!(KeySet::default().with(&others).len(), 3);
}
