use std::time::Duration;

use jose::{Claims, Secret, Timestamp};
use serde_json::{Value, json};

use super::read_introspection;
use crate::client_auth::Authentication;
use crate::samples::{ISSUER, metadata, rules};
use crate::signed_answer::Written;
use crate::{AccessTokenError, Activity, HttpReply, IntrospectionError, IntrospectionRules, StandardClaims};

const NOW: Timestamp = Timestamp::from_seconds(10_000);

fn judged(asked: &IntrospectionRules, claims: &Value) -> Result<(), AccessTokenError> {
    let claims = Claims::read(claims.to_string().as_bytes()).unwrap();
    asked.judge(&claims, &rules().tokens, ISSUER, NOW)
}

// TK-25
#[test]
fn active_is_true_and_nothing_else() {
    let asked = IntrospectionRules::strict();
    assert_eq!(judged(&asked, &json!({ "active": true, "aud": "api" })), Ok(()));
    for active in [json!(false), json!("true"), json!(1), json!(null), json!([true])] {
        let claims = json!({ "active": active, "sub": "bot", "aud": "api" });
        assert_eq!(
            judged(&asked, &claims),
            Err(AccessTokenError::Inactive),
            "{claims}"
        );
    }
    let silent = json!({ "sub": "bot", "aud": "api" });
    assert_eq!(judged(&asked, &silent), Err(AccessTokenError::Inactive));
    let lax = IntrospectionRules {
        activity: Activity::NotLookedAt,
        ..asked
    };
    assert_eq!(judged(&lax, &silent), Ok(()));
}

// TK-27
#[test]
fn what_is_active_may_be_something_else_than_an_access_token() {
    let asked = IntrospectionRules::strict();
    for (claims, error) in [
        (json!({ "typ": "Refresh" }), AccessTokenError::WrongType),
        (json!({ "events": {} }), AccessTokenError::WrongType),
        (json!({ "typ": "ID" }), AccessTokenError::IdToken),
        (json!({ "token_use": "id" }), AccessTokenError::IdToken),
        (
            json!({ "token_use": "refresh_token", "token_type": "Bearer" }),
            AccessTokenError::WrongType,
        ),
        (json!({ "token_use": 7 }), AccessTokenError::WrongType),
        (json!({ "cnf": { "jkt": "x" } }), AccessTokenError::Bound),
        (json!({ "token_type": "DPoP" }), AccessTokenError::Bound),
        (json!({ "token_type": 7 }), AccessTokenError::Bound),
        (
            json!({ "iss": "https://other.example" }),
            AccessTokenError::IssuerMismatch,
        ),
        (json!({ "exp": 10_000 }), AccessTokenError::Expired),
        (json!({ "exp": "soon" }), AccessTokenError::BadDate("exp")),
        (json!({ "nbf": 10_001 }), AccessTokenError::NotYet),
    ] {
        let mut claims = claims;
        claims["active"] = json!(true);
        claims["aud"] = json!("api");
        assert_eq!(judged(&asked, &claims), Err(error), "{claims}");
    }
    let good =
        json!({ "active": true, "token_type": "bearer", "typ": "Bearer", "iss": ISSUER, "exp": 10_001 });
    assert_eq!(judged(&asked, &good), Ok(()));
    for members in [
        json!({ "token_use": "access_token" }),
        json!({ "aud": [ISSUER, "api"] }),
    ] {
        let mut claims = members;
        claims["active"] = json!(true);
        assert_eq!(judged(&asked, &claims), Ok(()), "{claims}");
    }
    // It might be a refresh token.
    for members in [
        json!({ "sub": "ada" }),
        json!({ "aud": ISSUER }),
        json!({ "aud": format!("{ISSUER}/") }),
        json!({ "aud": [] }),
    ] {
        let mut claims = members;
        claims["active"] = json!(true);
        assert_eq!(
            judged(&asked, &claims),
            Err(AccessTokenError::Untyped),
            "{claims}"
        );
    }
    let mut lax = rules().tokens;
    lax.standard_claims = StandardClaims::NotChecked;
    lax.leeway = Duration::ZERO;
    let old = Claims::read(br#"{ "active": true, "aud": "api", "exp": 1 }"#).unwrap();
    assert_eq!(asked.judge(&old, &lax, ISSUER, NOW), Ok(()));
}

// TK-31
#[test]
fn what_is_read_of_a_reply() {
    let read = |status, body: &str| {
        let body = body.as_bytes().to_vec();
        let reply = HttpReply {
            status,
            body,
            date: None,
            kept_for: None,
        };
        read_introspection(&reply).map(|written| match written {
            Written::Json(claims) => claims.as_json().len(),
            signed => panic!("{signed:?}"),
        })
    };
    assert_eq!(read(200, r#"{ "active": true, "sub": "bot" }"#), Ok(2));
    for (status, body, error) in [
        (200, "<html>", IntrospectionError::Malformed),
        (200, "", IntrospectionError::Malformed),
        (200, "[]", IntrospectionError::Malformed),
        (
            200,
            r#"{ "active": false, "active": true }"#,
            IntrospectionError::Malformed,
        ),
        (401, "{}", IntrospectionError::Refused(401)),
        (302, "", IntrospectionError::Refused(302)),
        (
            503,
            r#"{ "active": true }"#,
            IntrospectionError::Unavailable("status 503".into()),
        ),
    ] {
        assert_eq!(read(status, body), Err(error), "{status} {body}");
    }
    let long = format!(r#"{{ "active": true, "x": "{}" }}"#, "x".repeat(super::LIMIT));
    assert_eq!(read(200, &long), Err(IntrospectionError::Malformed));
}

// TK-33
#[test]
fn any_characters_are_asked_about() {
    let mut client = rules().client;
    client.authentication = Authentication::Post {
        secret: Secret::new("opensesame"),
    }
    .into();
    let metadata = metadata(json!({
        "introspection_endpoint": "https://op.example/introspect",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }));
    let asked = IntrospectionRules::strict();
    let ask = |asked: &IntrospectionRules| {
        let token = Secret::new("a&token_type_hint=b c+%");
        asked.request("https://op.example/introspect", &metadata, &client, &token)
    };
    assert_eq!(
        ask(&asked).body(),
        "token=a%26token_type_hint%3Db+c%2B%25&token_type_hint=access_token&client_id=app&client_secret=opensesame"
    );
    let other = IntrospectionRules {
        hint: None,
        parameter: "access_token".into(),
        ..asked
    };
    assert!(ask(&other).body().starts_with("access_token=a%26"));
    assert!(!ask(&other).body().contains("token_type_hint="));
}

#[test]
fn who_may_ask_is_proved_as_this_endpoint_wants_it() {
    let offers = |members: Value| {
        metadata(members)
            .introspection_authentication()
            .map(<[String]>::to_vec)
    };
    let token = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    assert_eq!(offers(token), Some(vec!["client_secret_post".to_owned()]));
    let both = json!({
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
    });
    assert_eq!(offers(both), Some(vec!["client_secret_basic".to_owned()]));
    assert_eq!(offers(json!({})), None);
}
