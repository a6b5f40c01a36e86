use jose::{JwsError, Secret, Timestamp};
use serde_json::{Value, json};

use super::AnswerError::{AudienceMismatch, Empty, IssuerMismatch, OutOfDate, WrongType};
use super::AnswerForm::{Json, Signed, SignedAndNamed};
use super::*;
use crate::samples::{ISSUER, key, rules, set};
use crate::{Signature, StandardClaims};

const NOW: i64 = 10_000;

/// What a good answer says, with these members more or instead; one that is null is left out.
fn answer(changed: &Value) -> Value {
    let mut answer = json!({ "iss": ISSUER, "aud": "app", "iat": NOW - 1, "sub": "ada" });
    for (name, value) in changed.as_object().unwrap() {
        answer[name] = value.clone();
    }
    answer
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    answer
}

fn judged_by(
    rules: &TokenRules,
    of: AnswerOf,
    form: AnswerForm,
    typ: Option<&str>,
    changed: &Value,
) -> Result<Value, AnswerError> {
    let signer = key(1, "k1");
    let token = Secret::new(signer.sign(typ, &answer(changed)).unwrap());
    let keys = set(&[&signer]);
    let now = Timestamp::from_seconds(NOW);
    of.verify(&token, form, &keys, rules, (ISSUER, "app"), now)
        .map(|claims| Value::Object(claims.as_json().clone()))
}

fn judged(of: AnswerOf, form: AnswerForm, typ: Option<&str>, changed: &Value) -> Result<(), AnswerError> {
    judged_by(&rules().tokens, of, form, typ, changed).map(|_| ())
}

const NAMED: Option<&str> = Some("token-introspection+jwt");

/// RFC 9701 section 5.
// TK-29
#[test]
fn what_a_signed_answer_about_a_token_says() {
    let about = json!({ "token_introspection": { "active": true, "sub": "bot" } });
    let of = AnswerOf::Introspection;
    let said = judged_by(&rules().tokens, of, SignedAndNamed, NAMED, &about);
    assert_eq!(said.unwrap(), json!({ "active": true, "sub": "bot" }));
    let with = |name: &str, value: Value| {
        let mut changed = about.clone();
        changed[name] = value;
        judged(of, SignedAndNamed, NAMED, &changed)
    };
    for (name, value, expected) in [
        ("iss", json!(null), Err(IssuerMismatch)),
        ("iss", json!("https://evil.example"), Err(IssuerMismatch)),
        ("iss", json!(format!("{ISSUER}/")), Err(IssuerMismatch)),
        ("aud", json!(null), Err(AudienceMismatch)),
        ("aud", json!("other"), Err(AudienceMismatch)),
        ("aud", json!(["other", "app"]), Ok(())),
        ("iat", json!(null), Err(OutOfDate)),
        ("iat", json!(NOW + 1), Err(OutOfDate)),
        ("iat", json!("now"), Err(OutOfDate)),
        ("exp", json!(NOW), Err(OutOfDate)),
        ("token_introspection", json!(null), Err(Empty)),
        ("token_introspection", json!("active"), Err(Empty)),
        ("token_introspection", json!([{ "active": true }]), Err(Empty)),
        ("events", json!({}), Err(WrongType)),
    ] {
        assert_eq!(with(name, value.clone()), expected, "{name} {value}");
    }
    for (typ, expected) in [
        (Some("application/token-introspection+jwt"), Ok(())),
        (Some("Token-Introspection+JWT"), Ok(())),
        (None, Err(WrongType)),
        (Some("JWT"), Err(WrongType)),
        (Some("at+jwt"), Err(WrongType)),
    ] {
        assert_eq!(judged(of, SignedAndNamed, typ, &about), expected, "{typ:?}");
    }
}

#[test]
fn answers_of_before_rfc_9701_say_it_all_at_the_outside() {
    let of = AnswerOf::Introspection;
    // Its times are the token's, which are judged as such.
    let old = json!({ "active": true, "iat": null, "exp": NOW - 100 });
    for form in [Json, Signed] {
        let said = judged_by(&rules().tokens, of, form, Some("JWT"), &old).unwrap();
        assert_eq!((&said["active"], &said["sub"]), (&json!(true), &json!("ada")));
        let newer = json!({ "token_introspection": { "active": false } });
        assert_eq!(
            judged_by(&rules().tokens, of, form, NAMED, &newer).unwrap(),
            json!({ "active": false })
        );
        assert_eq!(judged(of, form, NAMED, &old), Err(OutOfDate));
        assert_eq!(judged(of, form, NAMED, &json!({ "active": true })), Err(Empty));
        assert_eq!(judged(of, form, Some("at+jwt"), &old), Err(WrongType));
        assert_eq!(
            judged(of, form, None, &json!({ "active": true, "aud": "api" })),
            Err(AudienceMismatch)
        );
    }
}

/// OpenID Connect Core 5.3.2.
#[test]
fn what_a_signed_answer_about_somebody_says() {
    let of = AnswerOf::Userinfo;
    for (changed, expected) in [
        (json!({}), Ok(())),
        (json!({ "iat": null }), Ok(())),
        (json!({ "iss": null }), Err(IssuerMismatch)),
        (json!({ "aud": null }), Err(AudienceMismatch)),
        (json!({ "aud": "other" }), Err(AudienceMismatch)),
        (json!({ "exp": NOW }), Err(OutOfDate)),
        (json!({ "exp": NOW + 1 }), Ok(())),
        (json!({ "nbf": NOW + 1 }), Err(OutOfDate)),
        (json!({ "iat": NOW + 1 }), Err(OutOfDate)),
        (json!({ "events": {} }), Err(WrongType)),
    ] {
        assert_eq!(judged(of, Signed, None, &changed), expected, "{changed}");
    }
    for (typ, expected) in [
        (Some("JWT"), Ok(())),
        (Some("application/jwt"), Ok(())),
        (NAMED, Err(WrongType)),
        (Some("at+jwt"), Err(WrongType)),
        (Some("logout+jwt"), Err(WrongType)),
    ] {
        assert_eq!(judged(of, Signed, typ, &json!({})), expected, "{typ:?}");
    }
}

#[test]
fn a_signature_counts_unless_none_does() {
    let stranger = key(2, "k1");
    let keys = set(&[&key(1, "k1")]);
    let now = Timestamp::from_seconds(NOW);
    let mut rules = rules().tokens;
    let mut verify = |signature, claims: StandardClaims, token: &str| {
        (rules.signature, rules.standard_claims) = (signature, claims);
        let token = Secret::new(token);
        AnswerOf::Userinfo
            .verify(&token, Signed, &keys, &rules, (ISSUER, "app"), now)
            .map(|_| ())
    };
    let forged = stranger.sign(None, &answer(&json!({}))).unwrap();
    let bad = Err(AnswerError::Signature(JwsError::BadSignature));
    assert_eq!(verify(Signature::Checked, StandardClaims::Checked, &forged), bad);
    assert_eq!(
        verify(Signature::Checked, StandardClaims::NotChecked, &forged),
        bad
    );
    assert_eq!(
        verify(Signature::Ignored, StandardClaims::Checked, &forged),
        Ok(())
    );
    let other = stranger.sign(None, &answer(&json!({ "aud": "other" }))).unwrap();
    assert_eq!(
        verify(Signature::Ignored, StandardClaims::Checked, &other),
        Err(AudienceMismatch)
    );
    assert_eq!(
        verify(Signature::Ignored, StandardClaims::NotChecked, &other),
        Ok(())
    );
}

#[test]
fn what_stands_in_a_body() {
    let token = key(1, "k1").sign(None, &json!({})).unwrap();
    for (body, expected) in [
        (" {\"sub\": \"ada\"}\n".to_owned(), "json"),
        (format!("{token}\n"), "signed"),
        ("a.b.c.d.e".to_owned(), "encrypted"),
        (String::new(), "nothing"),
        ("{\"sub\": 1, \"sub\": 2}".to_owned(), "nothing"),
        ("[]".to_owned(), "nothing"),
        ("a.b.c".to_owned(), "nothing"),
        (format!("\"{token}\""), "nothing"),
    ] {
        let found = match Written::read(body.as_bytes()) {
            Some(Written::Json(_)) => "json",
            Some(Written::Signed(_)) => "signed",
            Some(Written::Encrypted(_)) => "encrypted",
            None => "nothing",
        };
        assert_eq!(found, expected, "{body}");
    }
    assert!(Written::read(&[0xff, 0xfe]).is_none());
}
