use serde_json::{Value, json};

use super::*;
use crate::samples::{self, ISSUER, key, set};
use crate::{AccessTokenKind, Signature};

const NOW: i64 = 10_000;

fn judge_by(rules: &TokenRules, token: &str) -> Result<AccessTokenKind, AccessTokenError> {
    let now = Timestamp::from_seconds(NOW);
    judge(
        &Secret::new(token),
        &set(&[&key(1, "k1")]),
        rules,
        (ISSUER, Obtained::ByCode),
        now,
    )
}

fn judge_token(token: &str) -> Result<AccessTokenKind, AccessTokenError> {
    judge_by(&samples::rules().tokens, token)
}

/// What a good token says, with these claims more or instead.
fn claims(changed: Value) -> Value {
    let mut claims = json!({ "iss": ISSUER, "sub": "ada", "iat": NOW - 10, "exp": NOW + 300 });
    let Value::Object(changed) = changed else { panic!() };
    for (name, value) in changed {
        claims[name] = value;
    }
    claims
}

fn signed(changed: Value) -> String {
    key(1, "k1").sign(Some("at+jwt"), &claims(changed)).unwrap()
}

#[test]
fn what_is_the_providers_must_be_good() {
    let good = Ok(AccessTokenKind::Verified);
    assert_eq!(judge_token(&signed(json!({}))), good);
    assert_eq!(judge_token(&signed(json!({ "iss": format!("{ISSUER}/") }))), good);
    for (changed, error) in [
        (json!({ "exp": NOW }), AccessTokenError::Expired),
        (json!({ "exp": (NOW - 1).to_string() }), AccessTokenError::Expired),
        (json!({ "exp": "soon" }), AccessTokenError::BadDate("exp")),
        (json!({ "iat": NOW + 1 }), AccessTokenError::NotYet),
        (json!({ "nbf": NOW + 1 }), AccessTokenError::NotYet),
    ] {
        assert_eq!(judge_token(&signed(changed)), Err(error));
    }
    let mut forged = signed(json!({}));
    let last = forged.pop().unwrap();
    forged.push(if last == 'A' { 'B' } else { 'A' });
    let end = forged.len() - 10;
    forged.replace_range(end..=end, if &forged[end..=end] == "A" { "B" } else { "A" });
    assert!(matches!(
        judge_token(&forged),
        Err(AccessTokenError::Signature(_))
    ));
}

#[test]
fn what_is_not_ours_to_judge_is_not_believed() {
    let opaque = Ok(AccessTokenKind::Opaque);
    for token in ["", "2YotnFZFEjr1zCsicMWpAA", "a.b.c", "a.b.c.d.e"] {
        assert_eq!(judge_token(token), opaque, "{token:?}");
    }
    // Another issuer's, and nobody's.
    assert_eq!(
        judge_token(&signed(json!({ "iss": "https://other.example" }))),
        opaque
    );
    assert_eq!(judge_token(&signed(json!({ "iss": null }))), opaque);
    // One with a key that is not known: newer keys may tell.
    let unpublished = key(2, "k2").sign(Some("at+jwt"), &claims(json!({}))).unwrap();
    let unknown = judge_token(&unpublished).unwrap_err();
    assert!(matches!(
        unknown,
        AccessTokenError::Signature(JwsError::KeyNotFound { .. })
    ));
}

#[test]
fn what_an_operator_gives_up() {
    let mut rules = samples::rules().tokens;
    rules.standard_claims = StandardClaims::NotChecked;
    assert_eq!(
        judge_by(&rules, &signed(json!({ "exp": NOW - 9 }))),
        Ok(AccessTokenKind::Verified)
    );
    rules.signature = Signature::Ignored;
    let unpublished = key(2, "k2").sign(Some("at+jwt"), &claims(json!({}))).unwrap();
    assert_eq!(judge_by(&rules, &unpublished), Ok(AccessTokenKind::Verified));
}

/// A way by which signatures do not count is one way, and a token of the provider's all the same.
#[test]
fn some_may_go_without_a_signature() {
    let mut rules = samples::rules().tokens;
    rules.unsigned = vec![Obtained::ByPassword];
    let stranger = key(2, "k1");
    let judge = |obtained, claims: &serde_json::Value| {
        let token = Secret::new(stranger.sign(None, claims).unwrap());
        let of = (ISSUER, obtained);
        super::judge(
            &token,
            &set(&[&key(1, "k1")]),
            &rules,
            of,
            Timestamp::from_seconds(10_000),
        )
    };
    let good = json!({ "iss": ISSUER, "exp": 10_300 });
    assert_eq!(judge(Obtained::ByPassword, &good), Ok(AccessTokenKind::Verified));
    for other in [
        Obtained::ByCode,
        Obtained::ByRefreshToken,
        Obtained::ByClient,
        Obtained::InSession,
    ] {
        assert_eq!(
            judge(other, &good),
            Err(AccessTokenError::Signature(JwsError::BadSignature)),
            "{other:?}"
        );
    }
    // What it says counts all the same.
    let old = json!({ "iss": ISSUER, "exp": 9_000 });
    assert_eq!(judge(Obtained::ByPassword, &old), Err(AccessTokenError::Expired));
    let other = json!({ "iss": "https://other.example", "exp": 10_300 });
    assert_eq!(judge(Obtained::ByPassword, &other), Ok(AccessTokenKind::Opaque));
}
