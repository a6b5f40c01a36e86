//! What an operator may tighten, and what may be given up.

use std::time::Duration;

use jose::{Algorithm, JwsError, Secret, Timestamp};
use serde_json::{Value, json};

use crate::samples::{ISSUER, key, rules, set};
use crate::{
    Channel, Expectations, IdTokenError, Occasion, Signature, StandardClaims, TokenRules, verify_id_token,
};

const NOW: i64 = 10_000;
const SHARED: &str = "a secret of thirty-two bytes, or more";

fn claims(changed: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": "ada", "aud": "app", "nonce": "N1", "iat": NOW - 10, "exp": NOW + 300,
    });
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn judge(rules: &TokenRules, occasion: Occasion<'_>, token: &str) -> Result<String, IdTokenError> {
    let a1 = Secret::new("A1");
    let expect = Expectations {
        issuer: ISSUER,
        client_id: "app",
        occasion,
        channel: Channel::Back,
        access_token: Some(&a1),
        rules,
    };
    let keys = set(&[&key(1, "k1")]);
    verify_id_token(&Secret::new(token), &keys, &expect, Timestamp::from_seconds(NOW))
        .map(|judged| judged.subject)
}

fn signed(changed: &Value) -> String {
    key(1, "k1").sign(Some("JWT"), &claims(changed)).unwrap()
}

fn login(nonce: &Secret, max_age: Option<u64>) -> Occasion<'_> {
    Occasion::Login {
        nonce,
        max_age: max_age.map(Duration::from_secs),
        state: nonce,
        code: nonce,
    }
}

fn ada() -> Result<String, IdTokenError> {
    Ok("ada".into())
}

// JW-40
#[test]
fn how_long_ago_somebody_may_have_signed_in() {
    let rules = rules().tokens;
    let nonce = Secret::new("N1");
    let judge = |changed, max_age| judge(&rules, login(&nonce, max_age), &signed(&changed));
    for (auth_time, expected) in [
        (json!(NOW), ada()),
        (json!(NOW - 60), ada()),
        (json!((NOW - 60).to_string()), ada()),
        (json!(NOW - 61), Err(IdTokenError::SignInTooOld)),
        (json!(true), Err(IdTokenError::BadDate("auth_time"))),
    ] {
        assert_eq!(
            judge(json!({ "auth_time": auth_time }), Some(60)),
            expected,
            "{auth_time}"
        );
    }
    assert_eq!(judge(json!({}), Some(60)), Err(IdTokenError::NoSignInTime));
    assert_eq!(judge(json!({ "auth_time": 1 }), None), ada());
}

#[test]
fn the_domains_people_may_come_from() {
    let mut rules = rules().tokens;
    rules.domains = vec!["example.com".into(), "example.org".into()];
    let nonce = Secret::new("N1");
    let judge = |changed| judge(&rules, login(&nonce, None), &signed(&changed));
    assert_eq!(judge(json!({ "hd": "example.org" })), ada());
    for hd in [
        json!("example.net"),
        json!("EXAMPLE.com"),
        json!(["example.com"]),
        json!(null),
    ] {
        assert_eq!(
            judge(json!({ "hd": hd })),
            Err(IdTokenError::DomainNotAllowed),
            "{hd}"
        );
    }
    assert_eq!(judge(json!({})), Err(IdTokenError::DomainNotAllowed));
}

// JW-45
#[test]
fn a_refreshed_token_is_about_the_same_person() {
    let rules = rules().tokens;
    let judge = |changed: Value| judge(&rules, Occasion::Refresh { subject: "ada" }, &signed(&changed));
    // It need not have a nonce, and an old one does no harm.
    assert_eq!(judge(json!({ "nonce": null })), ada());
    assert_eq!(judge(json!({ "nonce": "N0" })), ada());
    for (changed, error) in [
        (json!({ "sub": "bob" }), IdTokenError::SubjectChanged),
        (json!({ "sub": null }), IdTokenError::SubjectChanged),
        (
            json!({ "iss": "https://evil.example" }),
            IdTokenError::IssuerMismatch,
        ),
        (json!({ "aud": "another" }), IdTokenError::AudienceMismatch),
        (json!({ "azp": "another" }), IdTokenError::PartyMismatch),
        (json!({ "exp": NOW }), IdTokenError::Expired),
    ] {
        assert_eq!(judge(changed.clone()), Err(error), "{changed}");
    }
}

#[test]
fn a_shared_secret_signs_only_where_it_is_said_to() {
    let nonce = Secret::new("N1");
    let token = jose::sign_hmac(None, &claims(&json!({})), &Secret::new(SHARED), Algorithm::Hs256).unwrap();
    let not_accepted = JwsError::NotAccepted {
        algorithm: Algorithm::Hs256,
    };
    let mut rules = rules().tokens;
    assert_eq!(
        judge(&rules, login(&nonce, None), &token),
        Err(IdTokenError::Signature(not_accepted))
    );
    rules.shared_secret = Some(Secret::new(SHARED));
    assert_eq!(judge(&rules, login(&nonce, None), &token), ada());
    // The provider's keys still count, and another secret does not.
    assert_eq!(judge(&rules, login(&nonce, None), &signed(&json!({}))), ada());
    rules.shared_secret = Some(Secret::new("another secret of thirty-two bytes"));
    assert_eq!(
        judge(&rules, login(&nonce, None), &token),
        Err(IdTokenError::Signature(JwsError::BadSignature))
    );
    // JW-11
    rules.shared_secret = Some(Secret::new("short"));
    assert!(matches!(
        judge(&rules, login(&nonce, None), &token),
        Err(IdTokenError::Signature(JwsError::SecretTooShort { .. }))
    ));
}

#[test]
fn what_is_given_up_is_no_more_than_it_says() {
    let nonce = Secret::new("N1");
    let foreign = key(2, "k2").sign(None, &claims(&json!({}))).unwrap();
    let mut rules = rules().tokens;
    rules.signature = Signature::Ignored;
    assert_eq!(judge(&rules, login(&nonce, None), &foreign), ada());
    assert_eq!(
        judge(&rules, login(&nonce, None), &signed(&json!({ "exp": NOW }))),
        Err(IdTokenError::Expired)
    );
    rules.signature = Signature::Checked;
    rules.standard_claims = StandardClaims::NotChecked;
    let other = signed(&json!({ "exp": NOW - 1, "iss": "https://other.example", "aud": "another" }));
    assert_eq!(judge(&rules, login(&nonce, None), &other), ada());
    assert!(judge(&rules, login(&nonce, None), &foreign).is_err());
    assert_eq!(
        judge(&rules, login(&Secret::new("N2"), None), &other),
        Err(IdTokenError::NonceMismatch)
    );
}
