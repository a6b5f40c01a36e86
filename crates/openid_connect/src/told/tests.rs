use schema::{Record, Value, fill};
use serde_json::json;

use super::*;
use crate::config::Config;

fn config(changes: Value) -> Config {
    let mut document = json!({ "issuer": "https://idp.test", "client_id": ["gateway"] });
    let Value::Object(changes) = changes else { panic!() };
    for (name, value) in changes {
        document[name] = value;
    }
    fill(&Config::describe(), &mut document);
    Config::decode(&document).unwrap()
}

fn told(changes: Value) -> Result<Told, String> {
    let config = config(changes);
    let places = [Source::AccessToken, Source::IdToken, Source::Userinfo];
    let told = Told::new("upstream", &config.forward.upstream, &places).map_err(|why| why.detail)?;
    Ok(told.with_identity(&Identities::of(&config).unwrap()))
}

/// What both sides are told with these options of somebody, whose session has an id.
fn telling(changes: &Value, session: &Session, believed: &Believed) -> Result<Telling, Unsendable> {
    let identities = Identities::of(&config(changes.clone())).unwrap();
    let known = Known {
        session,
        believed,
        claimed: &identities.claimed(session, believed),
        id: "S1",
        another: None,
    };
    told(changes.clone()).unwrap().of(&known, None)
}

fn session() -> Session {
    serde_json::from_value(json!({
        "s": "ada", "a": "A1", "i": "I1", "r": "R1", "u": { "sub": "ada", "email": "ada@example" },
    }))
    .unwrap()
}

fn believed(claims: &Value) -> Believed {
    Believed {
        access_token: jose::Claims::read(claims.to_string().as_bytes()).ok(),
        id_token: jose::Claims::read(br#"{ "sub": "of the ID token", "only": "here" }"#).ok(),
        userinfo: None,
        introspection: None,
        hearsay: None,
    }
}

/// What stands in the headers, as a server would print them.
fn headers(changes: &Value, claims: &Value) -> Vec<String> {
    let telling = telling(changes, &session(), &believed(claims)).unwrap();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    telling
        .set
        .iter()
        .filter(|(name, _)| name.as_str() != "x-credential-identifier")
        .map(|(name, value)| format!("{name}: {}", text(value)))
        .collect()
}

#[test]
fn the_tokens_stand_where_they_are_wanted() {
    assert_eq!(headers(&json!({}), &json!({})), ["authorization: Bearer A1"]);
    let all = json!({
        "upstream_access_token_header": "X_Access_Token",
        "upstream_id_token_header": "x-id:token",
        "upstream_refresh_token_header": "refresh_token",
        "upstream_session_id_header": "x-session",
        "upstream_user_info_header": "x-userinfo",
        "upstream_user_info_jwt_header": "x-userinfo-jwt",
        "upstream_introspection_header": "x-introspection",
    });
    assert_eq!(
        headers(&all, &json!({})),
        [
            "x-access-token: A1",
            "x-id: Token I1",
            "refresh-token: R1",
            // In base64 with padding, of JSON.
            "x-userinfo: eyJzdWIiOiJhZGEiLCJlbWFpbCI6ImFkYUBleGFtcGxlIn0=",
            "x-session: S1",
        ]
    );
}

#[test]
fn signed_answers_are_handed_on_as_they_came() {
    let options = json!({
        "upstream_user_info_jwt_header": "x-userinfo-jwt",
        "upstream_introspection_jwt_header": "x-introspection-jwt:signed",
        "upstream_access_token_header": null,
    });
    let kept: Session = serde_json::from_value(json!({
        "s": "ada", "a": "A1", "uj": "e30.e30.dQ", "tj": "e30.e30.dA",
    }))
    .unwrap();
    let telling = telling(&options, &kept, &believed(&json!({}))).unwrap();
    let values: Vec<_> = ["x-userinfo-jwt", "x-introspection-jwt"]
        .iter()
        .map(|name| telling.set.text(&HeaderName::from_static(name)).unwrap())
        .collect();
    assert_eq!(values, ["e30.e30.dQ", "Signed e30.e30.dA"]);
    let needs = |options: &Value| {
        let told = told(options.clone()).unwrap();
        (
            told.needs_userinfo(),
            told.needs_userinfo_jwt(),
            told.needs_introspection_jwt(),
        )
    };
    assert_eq!(needs(&options), (true, true, true));
    assert_eq!(needs(&json!({})), (false, false, false));
    let claims = json!({ "upstream_user_info_header": "x-userinfo", "upstream_introspection_header": "x-i" });
    assert_eq!(needs(&claims), (true, false, false));
}

// HD-18
#[test]
fn claims_as_text() {
    let paths = json!({
        "upstream_access_token_header": null,
        "upstream_headers": [{ "header": "x-claim", "path": ["user", "claim"] }],
    });
    let claim = |claim: Value| headers(&paths, &json!({ "user": { "claim": claim } }));
    for (value, text) in [
        (json!("ada"), "ada"),
        (json!(7), "7"),
        (json!(1.5), "1.5"),
        (json!(true), "true"),
        (json!(["a", "b c"]), "a, b c"),
        (json!("Zoë"), "Zoë"),
        (json!({ "a": 1 }), "eyJhIjoxfQ=="),
        (json!([1, "a"]), "WzEsImEiXQ=="),
        (json!([]), ""),
    ] {
        assert_eq!(claim(value.clone()), [format!("x-claim: {text}")], "{value}");
    }
    assert!(claim(json!(null)).is_empty());
    // The access token's word counts before the ID token's.
    let both = json!({
        "upstream_access_token_header": null,
        "upstream_headers_claims": ["sub", "only", "none"],
        "upstream_headers_names": ["x-sub", "x-only", "x-none"],
    });
    assert_eq!(
        headers(&both, &json!({ "sub": "ada" })),
        ["x-sub: ada", "x-only: here"]
    );
}

// HD-16, HD-17
#[test]
fn what_no_header_can_have_is_left_out() {
    let paths = json!({
        "upstream_access_token_header": null,
        "upstream_headers": [{ "header": "x-claim", "path": ["claim"] }],
    });
    let claim = |claim: &str| headers(&paths, &json!({ "claim": claim }));
    for bad in ["a\r\nX-Admin: 1", "a\nb", "a\0b", "a\tb", "a\u{7f}", "a\u{85}b"] {
        assert!(claim(bad).is_empty(), "{bad:?}");
    }
    assert_eq!(claim(&"a".repeat(LONGEST)).len(), 1);
    assert!(claim(&"a".repeat(LONGEST + 1)).is_empty());
    // A token is no claim: without it the upstream would take somebody for nobody.
    let mut session = session();
    session.access_token = jose::Secret::new("a\nb");
    let refused = telling(&json!({}), &session, &Believed::default()).unwrap_err();
    assert_eq!(refused, Unsendable::Characters);
}

// SE-21
#[test]
fn all_together_are_not_endless() {
    let headers: Vec<Value> = (0..5)
        .map(|number| json!({ "header": format!("x-{number}"), "path": ["claim"] }))
        .collect();
    let options = json!({ "upstream_headers": headers });
    let of = |length: usize| {
        let believed = believed(&json!({ "claim": "a".repeat(length) }));
        telling(&options, &session(), &believed)
    };
    assert!(of(1000).is_ok());
    assert!(matches!(of(7000), Err(Unsendable::TooLong(bytes)) if bytes > 35_000));
}

#[test]
fn groups_are_told_where_kong_tells_them() {
    let options = json!({ "upstream_access_token_header": null, "authenticated_groups_claim": ["scope"] });
    assert_eq!(
        headers(&options, &json!({ "scope": "openid email" })),
        ["x-authenticated-groups: openid, email"]
    );
    // A name with a comma in it would be two.
    assert_eq!(
        headers(&options, &json!({ "scope": ["users", "x, admin"] })),
        ["x-authenticated-groups: users"]
    );
    assert!(headers(&options, &json!({})).is_empty());
}

// I2 of the plugin: what may be told is never believed from a client.
#[test]
fn a_client_may_set_none_of_them() {
    let owns = |options: Value| -> Vec<String> {
        told(options)
            .unwrap()
            .owns()
            .iter()
            .map(ToString::to_string)
            .filter(|name| name != "x-credential-identifier")
            .collect()
    };
    assert!(owns(json!({})).is_empty());
    assert_eq!(
        owns(json!({
            "upstream_access_token_header": "X_Token",
            "upstream_introspection_header": "x-introspection",
            "upstream_id_token_jwk_header": "x-jwk",
            "upstream_headers": [{ "header": "x-a", "path": ["a"] }],
            "upstream_headers_claims": ["b"],
            "upstream_headers_names": ["x-b"],
            "authenticated_groups_claim": ["groups"],
        })),
        [
            "x-token",
            "x-jwk",
            "x-introspection",
            "x-a",
            "x-b",
            "x-authenticated-groups"
        ]
    );
}

#[test]
fn some_headers_are_not_for_telling() {
    for bad in [
        "no such header",
        "cookie",
        "Host",
        "content_length:x",
        "connection",
        "transfer-encoding",
    ] {
        let options = json!({ "upstream_id_token_header": bad });
        assert!(
            told(options).is_err_and(|why| why.contains("upstream_id_token_header")),
            "{bad}"
        );
    }
    assert!(told(json!({ "upstream_id_token_header": "nil" })).is_ok());
}
