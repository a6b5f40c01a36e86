use std::time::Duration;

use jose::SigningKey;
use serde_json::{Value, json};

use super::*;
use crate::Signature;
use crate::samples::{self, ISSUER, key, set};

const NOW: i64 = 10_000;

fn rules() -> TokenRules {
    samples::rules().tokens
}

fn client(id: &str) -> Client {
    Client {
        id: id.into(),
        ..samples::rules().client
    }
}

fn judge_as(bearers: Bearers, brought: Brought<'_>, rules: &TokenRules) -> Result<Session, AccessTokenError> {
    let now = Timestamp::from_seconds(NOW);
    judge(
        brought,
        &set(&[&key(1, "k1")]),
        rules,
        bearers,
        (ISSUER, &["app", "shop"].map(client)),
        now,
    )
}

fn judge_token(token: &str) -> Result<Session, AccessTokenError> {
    judge_as(Bearers::Accepted, Brought::Token(token), &rules())
}

/// A token of that type, with these claims more or instead.
fn signed_by(signer: &SigningKey, typ: Option<&str>, changed: Value) -> String {
    let mut claims = json!({ "iss": ISSUER, "sub": "bot", "aud": "api", "iat": NOW - 10, "exp": NOW + 300 });
    let Value::Object(changed) = changed else { panic!() };
    for (name, value) in changed {
        claims[name] = value;
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    signer.sign(typ, &claims).unwrap()
}

fn signed(typ: Option<&str>, changed: Value) -> String {
    signed_by(&key(1, "k1"), typ, changed)
}

fn error_of(typ: Option<&str>, changed: Value) -> Option<AccessTokenError> {
    judge_token(&signed(typ, changed)).err()
}

#[test]
fn good_tokens() {
    for typ in [
        None,
        Some("JWT"),
        Some("jwt"),
        Some("at+jwt"),
        Some("AT+JWT"),
        Some("application/at+jwt"),
    ] {
        let session = judge_token(&signed(typ, json!({}))).unwrap();
        assert_eq!(session.subject, "bot");
        assert_eq!(session.expires_at, Some(Timestamp::from_seconds(NOW + 300)));
        assert_eq!(session.access_token_kind, AccessTokenKind::Verified);
    }
    for (changed, subject) in [
        (json!({ "iss": format!("{ISSUER}/") }), "bot"),
        (json!({ "iss": null, "iat": null, "exp": null }), "bot"),
        (json!({ "sub": null, "client_id": "cron" }), "cron"),
        (json!({ "sub": null, "azp": "cron" }), "cron"),
        (json!({ "sub": null }), ""),
        (json!({ "exp": (NOW + 1).to_string() }), "bot"),
        // For this very client, and still no ID token.
        (json!({ "aud": "app", "scope": "orders" }), "bot"),
        (json!({ "aud": "app", "scp": ["orders"] }), "bot"),
        (json!({ "aud": ["app", "api"], "appid": "cron" }), "bot"),
    ] {
        assert_eq!(judge_token(&signed(None, changed)).unwrap().subject, subject);
    }
}

#[test]
fn its_times_count() {
    use AccessTokenError::{BadDate, Expired, NotYet};
    for (changed, error) in [
        (json!({ "exp": NOW }), Expired),
        (json!({ "exp": "soon" }), BadDate("exp")),
        (json!({ "iat": NOW + 1 }), NotYet),
        (json!({ "nbf": NOW + 1 }), NotYet),
    ] {
        assert_eq!(error_of(Some("at+jwt"), changed), Some(error));
    }
    let mut lenient = rules();
    lenient.leeway = Duration::from_secs(5);
    let late = signed(None, json!({ "exp": NOW - 4 }));
    let judged = judge_as(Bearers::Accepted, Brought::Token(&late), &lenient);
    assert!(judged.is_ok(), "{judged:?}");
}

/// RFC 7515 section 4.1.9, RFC 9068 section 4.
// JW-46
#[test]
fn spellings_of_the_type() {
    for typ in [
        None,
        Some("JWT"),
        Some("jwt"),
        Some("application/jwt"),
        Some("at+jwt"),
        Some("AT+JWT"),
        Some("Application/At+Jwt"),
    ] {
        assert_eq!(error_of(typ, json!({})), None, "{typ:?}");
    }
    for typ in [
        "",
        "at",
        "at+jwt ",
        "at+jwt;v=1",
        "application/",
        "application/application/at+jwt",
        "text/at+jwt",
        "dpop+jwt",
        "logout+jwt",
        "token-introspection+jwt",
    ] {
        assert_eq!(
            error_of(Some(typ), json!({})),
            Some(AccessTokenError::WrongType),
            "{typ:?}"
        );
    }
    // One that names itself an access token is one, however it spells that.
    assert_eq!(error_of(Some("AT+JWT"), json!({ "aud": "app" })), None);
}

// JW-43
#[test]
fn id_tokens_are_no_keys() {
    for changed in [
        json!({ "nonce": "N1" }),
        json!({ "at_hash": "x" }),
        json!({ "c_hash": "x", "scope": "openid" }),
        json!({ "typ": "ID" }),
        json!({ "token_use": "id" }),
        // It is for this very client, and says nothing that only access tokens say.
        json!({ "aud": "app" }),
        json!({ "aud": ["app"], "azp": "app" }),
        // Another client of ours.
        json!({ "aud": "shop" }),
    ] {
        for typ in [None, Some("JWT")] {
            assert_eq!(
                error_of(typ, changed.clone()),
                Some(AccessTokenError::IdToken),
                "{changed}"
            );
        }
        let token = signed(None, changed);
        let judged = judge_as(Bearers::AcceptedLikeIdTokens, Brought::Token(&token), &rules());
        assert!(judged.is_ok(), "{judged:?}");
    }
    // What says that it is an access token is one.
    assert_eq!(error_of(Some("at+jwt"), json!({ "aud": "app" })), None);
}

// TK-30
#[test]
fn nor_are_tokens_of_other_kinds() {
    for typ in [
        "token-introspection+jwt",
        "logout+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "",
        "application/",
    ] {
        assert_eq!(
            error_of(Some(typ), json!({})),
            Some(AccessTokenError::WrongType),
            "{typ}"
        );
    }
    for changed in [
        json!({ "events": {} }),
        json!({ "typ": "Refresh" }),
        json!({ "typ": "Offline" }),
        json!({ "typ": "Logout" }),
    ] {
        assert_eq!(error_of(None, changed), Some(AccessTokenError::WrongType));
    }
}

/// Whatever they hold, and however ID tokens are taken: an answer speaks of a token that may be revoked.
#[test]
fn nor_are_signed_answers() {
    for changed in [
        json!({ "active": true, "scope": "orders", "client_id": "app" }),
        json!({ "active": true, "aud": "app", "scope": "orders" }),
        json!({ "active": false }),
        json!({ "token_introspection": { "active": true } }),
        // Userinfo.
        json!({ "aud": "app", "exp": null, "roles": ["clerk"] }),
        json!({ "aud": ["api", "shop"], "exp": null, "scope": "orders", "client_id": "shop" }),
        json!({ "aud": "app", "exp": null, "iat": null }),
    ] {
        for typ in [None, Some("JWT")] {
            let token = signed(typ, changed.clone());
            for bearers in [Bearers::Accepted, Bearers::AcceptedLikeIdTokens] {
                let judged = judge_as(bearers, Brought::Token(&token), &rules());
                assert_eq!(judged.err(), Some(AccessTokenError::WrongType), "{changed}");
            }
        }
    }
    let endless = json!({ "aud": "app", "exp": null, "scope": "orders" });
    assert_eq!(error_of(Some("at+jwt"), endless), None);
    let active = json!({ "active": true });
    assert_eq!(
        error_of(Some("at+jwt"), active),
        Some(AccessTokenError::WrongType)
    );
}

// PO-02
#[test]
fn a_bound_token_proves_nothing_alone() {
    let bound = json!({ "cnf": { "jkt": "x" } });
    assert_eq!(error_of(Some("at+jwt"), bound), Some(AccessTokenError::Bound));
}

#[test]
fn what_is_no_token_of_the_provider() {
    for token in ["", "2YotnFZFEjr1zCsicMWpAA", "a.b.c", "a.b.c.d.e"] {
        assert_eq!(
            judge_token(token).err(),
            Some(AccessTokenError::Opaque),
            "{token:?}"
        );
    }
    let judged = |brought| judge_as(Bearers::Accepted, brought, &rules()).err();
    assert_eq!(judged(Brought::Malformed), Some(AccessTokenError::Malformed));
    assert_eq!(judged(Brought::Several), Some(AccessTokenError::Several));
    assert_eq!(
        error_of(None, json!({ "iss": "https://other.example" })),
        Some(AccessTokenError::IssuerMismatch)
    );
    // Whatever an operator gives up elsewhere, these need a signature.
    let mut rules = rules();
    rules.signature = Signature::Ignored;
    for forged in [
        signed_by(&key(2, "k1"), None, json!({})),
        signed_by(&key(2, "k2"), None, json!({})),
        format!("{}.e30.", jose::base64url::encode(br#"{"alg":"none"}"#)),
    ] {
        let judged = judge_as(Bearers::Accepted, Brought::Token(&forged), &rules);
        assert!(
            matches!(judged, Err(AccessTokenError::Signature(_))),
            "{judged:?}"
        );
    }
}

#[test]
fn what_an_operator_gives_up() {
    let mut rules = rules();
    rules.standard_claims = StandardClaims::NotChecked;
    let old = signed(None, json!({ "exp": NOW - 9, "iss": "https://other.example" }));
    let session = judge_as(Bearers::Accepted, Brought::Token(&old), &rules).unwrap();
    assert_eq!(session.expires_at, None);
}
