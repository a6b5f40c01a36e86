use serde_json::{Value, json};

use super::*;
use crate::samples::{ISSUER, key, rules, set};

const NOW: i64 = 10_000;

/// What a good token says, with these claims more or instead; one that is null is left out.
fn claims(changed: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "sub": "ada", "aud": "app", "nonce": "N1", "iat": NOW - 10, "exp": NOW + 300,
    });
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

struct Scene {
    nonce: Nonce,
    leeway: u64,
    typ: Option<&'static str>,
    channel: Channel,
}

const SCENE: Scene = Scene {
    nonce: Nonce::Checked,
    leeway: 0,
    typ: Some("JWT"),
    channel: Channel::Back,
};

impl Scene {
    fn judge(&self, changed: &Value) -> Result<String, IdTokenError> {
        self.judge_exactly(&claims(changed))
    }

    fn judge_exactly(&self, claims: &Value) -> Result<String, IdTokenError> {
        let key = key(1, "k1");
        let token = key.sign(self.typ, claims).unwrap();
        self.verify(&token, &set(&[&key]))
    }

    fn verify(&self, token: &str, keys: &KeySet) -> Result<String, IdTokenError> {
        let expect = Expectations {
            issuer: ISSUER,
            client_id: "app",
            occasion: Occasion::Login {
                nonce: &Secret::new("N1"),
                max_age: None,
                state: &Secret::new("S1"),
                code: &Secret::new("C1"),
            },
            channel: self.channel,
            access_token: Some(&Secret::new("A1")),
            rules: &TokenRules {
                nonce: self.nonce,
                leeway: Duration::from_secs(self.leeway),
                ..rules().tokens
            },
        };
        let judged = verify_id_token(&Secret::new(token), keys, &expect, Timestamp::from_seconds(NOW))?;
        Ok(judged.subject)
    }
}

fn ada() -> Result<String, IdTokenError> {
    Ok("ada".into())
}

fn check(cases: &[(Value, Result<String, IdTokenError>)]) {
    for (changed, expected) in cases {
        assert_eq!(SCENE.judge(changed), *expected, "{changed}");
    }
}

#[test]
fn a_good_token() {
    check(&[
        (json!({}), ada()),
        (
            json!({ "unknown": { "a": [1] }, "email": "ada@example.com" }),
            ada(),
        ),
    ]);
}

/// OpenID Connect Core 3.1.3.7 (2) to (5).
#[test]
fn parties() {
    use IdTokenError::{AudienceMismatch, IssuerMismatch, PartyMismatch};
    check(&[
        // JW-27
        (json!({ "iss": null }), Err(IssuerMismatch)),
        (json!({ "iss": "https://evil.example" }), Err(IssuerMismatch)),
        (json!({ "iss": "https://op.example/" }), Err(IssuerMismatch)),
        (json!({ "iss": "HTTPS://op.example" }), Err(IssuerMismatch)),
        (json!({ "iss": "" }), Err(IssuerMismatch)),
        (json!({ "iss": [ISSUER] }), Err(IssuerMismatch)),
        (json!({ "iss": 1 }), Err(IssuerMismatch)),
        // JW-28
        (json!({ "iss": "https://op.example/tenant" }), Err(IssuerMismatch)),
        // JW-29
        (json!({ "aud": null }), Err(AudienceMismatch)),
        (json!({ "aud": [] }), Err(AudienceMismatch)),
        (json!({ "aud": "other" }), Err(AudienceMismatch)),
        (json!({ "aud": "App" }), Err(AudienceMismatch)),
        (json!({ "aud": "app " }), Err(AudienceMismatch)),
        (json!({ "aud": "app,other" }), Err(AudienceMismatch)),
        (json!({ "aud": ["app", 1] }), Err(AudienceMismatch)),
        (json!({ "aud": { "app": true } }), Err(AudienceMismatch)),
        (json!({ "aud": ["app"] }), ada()),
        // JW-30
        (json!({ "aud": ["app", "stranger"] }), Err(PartyMismatch)),
        (json!({ "aud": ["app", "stranger"], "azp": "app" }), ada()),
        (
            json!({ "aud": ["app", "stranger"], "azp": "stranger" }),
            Err(PartyMismatch),
        ),
        (
            json!({ "aud": ["stranger"], "azp": "app" }),
            Err(AudienceMismatch),
        ),
        // JW-31
        (json!({ "azp": "app" }), ada()),
        (json!({ "azp": "other" }), Err(PartyMismatch)),
        (json!({ "azp": ["app"] }), Err(PartyMismatch)),
        (json!({ "azp": "" }), Err(PartyMismatch)),
    ]);
    // What is null is there, and of the wrong type (JW-26).
    for (name, expected) in [
        ("iss", IssuerMismatch),
        ("aud", AudienceMismatch),
        ("azp", PartyMismatch),
    ] {
        let mut claims = claims(&json!({}));
        claims[name] = Value::Null;
        assert_eq!(SCENE.judge_exactly(&claims), Err(expected), "{name}");
    }
}

/// OpenID Connect Core 3.1.3.7 (9) and (10): good while now < exp + leeway, and not from the future.
#[test]
fn times() {
    use IdTokenError::{BadDate, Expired, NoExpiry, NoIssueTime, NotYet};
    // JW-32, JW-33, JW-34
    for (leeway, changed, expected) in [
        (0, json!({ "exp": null }), Err(NoExpiry)),
        (0, json!({ "exp": NOW + 1 }), ada()),
        (0, json!({ "exp": NOW }), Err(Expired)),
        (0, json!({ "exp": NOW - 1 }), Err(Expired)),
        (60, json!({ "exp": NOW - 59 }), ada()),
        (60, json!({ "exp": NOW - 60 }), Err(Expired)),
        (0, json!({ "exp": NOW as f64 + 0.5 }), Err(Expired)),
        (0, json!({ "exp": (NOW + 1).to_string() }), ada()),
        (0, json!({ "exp": -1 }), Err(Expired)),
        (u64::MAX, json!({ "exp": 0 }), ada()),
        (0, json!({ "iat": null }), Err(NoIssueTime)),
        (0, json!({ "iat": NOW }), ada()),
        (0, json!({ "iat": NOW + 1 }), Err(NotYet)),
        (60, json!({ "iat": NOW + 60 }), ada()),
        (60, json!({ "iat": NOW + 61 }), Err(NotYet)),
        (0, json!({ "nbf": NOW }), ada()),
        (0, json!({ "nbf": NOW + 1 }), Err(NotYet)),
        (60, json!({ "nbf": NOW + 60 }), ada()),
        (60, json!({ "nbf": NOW + 61 }), Err(NotYet)),
        (0, json!({ "nbf": NOW - 100, "iat": NOW + 1 }), Err(NotYet)),
        // JW-26
        (0, json!({ "exp": "never" }), Err(BadDate("exp"))),
        (0, json!({ "exp": [NOW + 1] }), Err(BadDate("exp"))),
        (0, json!({ "exp": true }), Err(BadDate("exp"))),
        (0, json!({ "exp": 1e300 }), Err(BadDate("exp"))),
        (0, json!({ "iat": "x" }), Err(BadDate("iat"))),
        (0, json!({ "nbf": "x" }), Err(BadDate("nbf"))),
        (0, json!({ "nbf": {} }), Err(BadDate("nbf"))),
    ] {
        let scene = Scene { leeway, ..SCENE };
        assert_eq!(scene.judge(&changed), expected, "{leeway} s, {changed}");
    }
}

/// OpenID Connect Core 3.1.3.7 (11).
#[test]
fn the_nonce() {
    use IdTokenError::{NonceMismatch, NonceMissing};
    for (changed, expected) in [
        (json!({ "nonce": "N1" }), ada()),
        // AZ-08, AZ-10
        (json!({ "nonce": "N0" }), Err(NonceMismatch)),
        (json!({ "nonce": "n1" }), Err(NonceMismatch)),
        (json!({ "nonce": "N1 " }), Err(NonceMismatch)),
        (json!({ "nonce": "" }), Err(NonceMismatch)),
        // AZ-09
        (json!({ "nonce": null }), Err(NonceMissing)),
        (json!({ "nonce": ["N1"] }), Err(NonceMissing)),
    ] {
        assert_eq!(SCENE.judge(&changed), expected, "{changed}");
        let careless = Scene {
            nonce: Nonce::NotChecked,
            ..SCENE
        };
        assert_eq!(careless.judge(&changed), ada(), "{changed}");
    }
}

#[test]
fn the_access_token() {
    use IdTokenError::AccessTokenMismatch;
    let hash = |token| jose::left_half(Algorithm::EdDsa, token);
    check(&[
        (json!({ "at_hash": hash("A1") }), ada()),
        // JW-38
        (json!({ "at_hash": hash("A2") }), Err(AccessTokenMismatch)),
        (
            json!({ "at_hash": jose::left_half(Algorithm::Es256, "A1") }),
            Err(AccessTokenMismatch),
        ),
        (json!({ "at_hash": hash("A1") + "=" }), Err(AccessTokenMismatch)),
        (json!({ "at_hash": "" }), Err(AccessTokenMismatch)),
        (json!({ "at_hash": [hash("A1")] }), Err(AccessTokenMismatch)),
    ]);
}

/// OpenID Connect Core 3.3.2.10, 3.3.2.11; of the state, Financial-grade API 1.0.
// JW-39
#[test]
fn the_digests_of_code_and_state() {
    use IdTokenError::{CodeMismatch, StateMismatch};
    let hash = |text| jose::left_half(Algorithm::EdDsa, text);
    check(&[
        (json!({ "c_hash": hash("C1"), "s_hash": hash("S1") }), ada()),
        (json!({ "c_hash": hash("C2") }), Err(CodeMismatch)),
        (json!({ "c_hash": "" }), Err(CodeMismatch)),
        (json!({ "c_hash": [hash("C1")] }), Err(CodeMismatch)),
        (
            json!({ "c_hash": jose::left_half(Algorithm::Es256, "C1") }),
            Err(CodeMismatch),
        ),
        (json!({ "s_hash": hash("S2") }), Err(StateMismatch)),
        (json!({ "s_hash": 7 }), Err(StateMismatch)),
    ]);
}

// JW-37, JW-39
#[test]
fn with_the_browser_no_digest_may_be_missing() {
    use IdTokenError::{AccessTokenMismatch, CodeMismatch, StateMismatch};
    let front = Scene {
        channel: Channel::Front,
        ..SCENE
    };
    let hash = |text| jose::left_half(Algorithm::EdDsa, text);
    let both = json!({ "at_hash": hash("A1"), "c_hash": hash("C1") });
    assert_eq!(front.judge(&both), ada());
    for (name, value, error) in [
        ("at_hash", json!(null), AccessTokenMismatch),
        ("at_hash", json!(hash("A2")), AccessTokenMismatch),
        ("c_hash", json!(null), CodeMismatch),
        ("c_hash", json!(hash("C2")), CodeMismatch),
        ("s_hash", json!(hash("S2")), StateMismatch),
    ] {
        let mut changed = both.clone();
        changed[name] = value.clone();
        assert_eq!(front.judge(&changed), Err(error), "{name} {value}");
    }
    // What is given up elsewhere counts here: anybody may have written it.
    let lax = Scene {
        nonce: Nonce::NotChecked,
        ..front
    };
    let mut other = both.clone();
    other["nonce"] = json!("N2");
    assert_eq!(lax.judge(&other), Err(IdTokenError::NonceMismatch));
    let forged = key(2, "k1").sign(Some("JWT"), &claims(&both)).unwrap();
    let keys = set(&[&key(1, "k1")]);
    let careless = TokenRules {
        signature: crate::Signature::Ignored,
        standard_claims: StandardClaims::NotChecked,
        domains: vec!["example.com".into()],
        ..rules().tokens
    };
    let judge = |channel, token: &str| {
        let (code, state, nonce, a1) = ("C1", "S1", "N1", "A1");
        let [code, state, nonce, a1] = [code, state, nonce, a1].map(Secret::new);
        let expect = Expectations {
            issuer: ISSUER,
            client_id: "app",
            occasion: Occasion::Login {
                nonce: &nonce,
                max_age: None,
                state: &state,
                code: &code,
            },
            channel,
            access_token: Some(&a1),
            rules: &careless,
        };
        verify_id_token(&Secret::new(token), &keys, &expect, Timestamp::from_seconds(NOW))
            .map(|judged| judged.subject)
    };
    assert_eq!(judge(Channel::Back, &forged), ada());
    assert_eq!(
        judge(Channel::Front, &forged),
        Err(IdTokenError::Signature(JwsError::BadSignature))
    );
    let old = key(1, "k1")
        .sign(Some("JWT"), &claims(&json!({ "exp": NOW - 1 })))
        .unwrap();
    assert_eq!(judge(Channel::Back, &old), ada());
    assert_eq!(judge(Channel::Front, &old), Err(IdTokenError::Expired));
    // What it may leave out about somebody, the second one says.
    let good = key(1, "k1").sign(Some("JWT"), &claims(&both)).unwrap();
    assert_eq!(judge(Channel::Front, &good), ada());
}

#[test]
fn the_subject() {
    use IdTokenError::BadSubject;
    check(&[
        // JW-36
        (json!({ "sub": null }), Err(BadSubject)),
        (json!({ "sub": "" }), Err(BadSubject)),
        (json!({ "sub": 42 }), Err(BadSubject)),
        (json!({ "sub": ["ada"] }), Err(BadSubject)),
        (json!({ "sub": "a".repeat(256) }), Err(BadSubject)),
        (json!({ "sub": "a".repeat(255) }), Ok("a".repeat(255))),
    ]);
}

#[test]
fn tokens_of_other_kinds() {
    for (typ, expected) in [
        (None, ada()),
        (Some("JWT"), ada()),
        (Some("jwt"), ada()),
        (Some("application/JWT"), ada()),
        // JW-42
        (Some("at+jwt"), Err(IdTokenError::WrongType)),
        (Some("AT+JWT"), Err(IdTokenError::WrongType)),
        (Some("application/at+jwt"), Err(IdTokenError::WrongType)),
        // JW-44
        (Some("logout+jwt"), Err(IdTokenError::WrongType)),
        (Some("secevent+jwt"), Err(IdTokenError::WrongType)),
        (Some(""), Err(IdTokenError::WrongType)),
    ] {
        let scene = Scene { typ, ..SCENE };
        assert_eq!(scene.judge(&json!({})), expected, "{typ:?}");
    }
    // JW-44: older providers give their logout tokens no type of their own.
    let event = json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} } });
    let careless = Scene {
        nonce: Nonce::NotChecked,
        ..SCENE
    };
    assert_eq!(careless.judge(&event), Err(IdTokenError::WrongType));
}

/// OpenID Connect Core 3.1.3.7 (6) and (7).
#[test]
fn signatures() {
    let own = key(1, "k1");
    let token = own.sign(None, &claims(&json!({}))).unwrap();
    let refused = |error| Err(IdTokenError::Signature(error));
    for (keys, expected) in [
        (set(&[&own]), ada()),
        (set(&[&key(2, "k2"), &own]), ada()),
        (set(&[&key(2, "k1")]), refused(JwsError::BadSignature)),
        (
            set(&[&key(1, "k2")]),
            refused(JwsError::KeyNotFound {
                key_id: Some("k1".into()),
            }),
        ),
        (
            set(&[]),
            refused(JwsError::KeyNotFound {
                key_id: Some("k1".into()),
            }),
        ),
    ] {
        assert_eq!(SCENE.verify(&token, &keys), expected);
    }
    // JW-01, JW-03: what is not agreed is not even looked up.
    let unsigned = |header: &str| {
        let part = |text: &str| jose::base64url::encode(text.as_bytes());
        format!("{}.{}.", part(header), part(&claims(&json!({})).to_string()))
    };
    for (token, expected) in [
        (
            unsigned(r#"{"alg":"none"}"#),
            JwsError::UnknownAlgorithm { name: "none".into() },
        ),
        (
            unsigned(r#"{"alg":"HS256"}"#),
            JwsError::NotAccepted {
                algorithm: Algorithm::Hs256,
            },
        ),
        (
            unsigned(r#"{"alg":"RS256"}"#),
            JwsError::NotAccepted {
                algorithm: Algorithm::Rs256,
            },
        ),
    ] {
        assert_eq!(SCENE.verify(&token, &set(&[&own])), refused(expected));
    }
}

/// A forged token is refused for its signature, whatever it says.
#[test]
fn nothing_is_judged_before_the_signature() {
    let token = key(2, "k1")
        .sign(Some("at+jwt"), &json!({ "iss": "https://evil.example" }))
        .unwrap();
    assert_eq!(
        SCENE.verify(&token, &set(&[&key(1, "k1")])),
        Err(IdTokenError::Signature(JwsError::BadSignature))
    );
}
