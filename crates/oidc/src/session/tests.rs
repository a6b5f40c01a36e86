use serde_json::json;

use super::*;

fn session(said: serde_json::Value) -> Session {
    let serde_json::Value::Object(said) = said else {
        panic!("claims are an object")
    };
    Session {
        subject: "00u1".into(),
        access_token: Secret::new("A1"),
        id_token: None,
        refresh_token: None,
        expires_at: None,
        refresh_at: None,
        access_token_kind: AccessTokenKind::Opaque,
        userinfo: None,
        id_claims: Some(Claims::from(said)),
        id_claims_kept: None,
        introspection: None,
        client: None,
        userinfo_jwt: None,
        introspection_jwt: None,
        counts_until: None,
    }
}

#[test]
fn people_are_called_by_the_name_they_know() {
    for (said, name) in [
        (
            json!({ "email": "ada@example", "preferred_username": "ada" }),
            "ada",
        ),
        (json!({ "email": "ada@example", "name": "Ada" }), "ada@example"),
        (json!({ "preferred_username": " ", "name": "Ada" }), "Ada"),
        (json!({ "name": "A".repeat(101), "email": 1 }), "00u1"),
        (json!({}), "00u1"),
    ] {
        assert_eq!(session(said.clone()).person(), name, "{said}");
    }
}

/// What got lost of a long ID token is not what nobody said.
#[test]
fn a_session_knows_what_is_looked_for_or_that_it_does_not() {
    let mut rules = crate::samples::rules();
    rules.looked_for = vec!["email".into(), "groups".into()];
    let mut session = session(json!({ "email": "ada@example" }));
    // All of it was kept.
    assert!(session.knows_enough(&rules));
    for (kept, knows) in [
        (&["email"][..], false),
        (&["groups", "sid"], false),
        (&["groups", "email"], true),
    ] {
        session.id_claims_kept = Some(kept.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(session.knows_enough(&rules), knows, "{kept:?}");
    }
}
