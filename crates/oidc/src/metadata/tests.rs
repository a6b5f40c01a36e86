use serde_json::{Value, json};

use super::*;
use crate::samples::{self, ISSUER, document};

fn read(members: Value) -> Result<Metadata, DiscoveryError> {
    Metadata::read(
        document(members).to_string().as_bytes(),
        &samples::issuer(),
        &DiscoveryRules::default(),
    )
}

#[test]
fn a_document_is_read() {
    let plain = read(json!({ "unknown": [1] })).unwrap();
    assert_eq!(plain.issuer(), ISSUER);
    assert_eq!(
        plain.authorization_endpoint().unwrap().as_str(),
        "https://op.example/authorize"
    );
    assert_eq!(plain.token_endpoint(), Some("https://op.example/token"));
    assert_eq!(plain.jwks_uri(), Some("https://op.example/keys"));
    assert_eq!(plain.client_authentication(), None);
    assert_eq!(plain.challenge_methods(), None);
    assert!(!plain.names_itself_in_callbacks());

    let rich = read(json!({
        "issuer": "https://op.example/",
        "authorization_endpoint": "https://login.example/authorize?tenant=a",
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .unwrap();
    // As it writes itself, with its slash: tokens say the same.
    assert_eq!(rich.issuer(), "https://op.example/");
    assert_eq!(
        rich.authorization_endpoint().unwrap().as_str(),
        "https://login.example/authorize?tenant=a"
    );
    assert_eq!(
        rich.client_authentication(),
        Some(&["client_secret_basic".to_owned()][..])
    );
    assert_eq!(rich.challenge_methods(), Some(&["S256".to_owned()][..]));
    assert!(rich.names_itself_in_callbacks());
}

#[test]
fn another_issuers_document_is_refused() {
    // DI-01
    for found in [
        "https://evil.example",
        "https://op.example.evil.example",
        "https://op.example/other",
        "HTTPS://op.example",
        "http://op.example",
        "",
    ] {
        assert_eq!(
            read(json!({ "issuer": found })).unwrap_err(),
            DiscoveryError::IssuerMismatch {
                expected: ISSUER.into(),
                found: found.into()
            }
        );
    }
}

#[test]
fn what_a_login_needs_must_be_there() {
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        assert_eq!(
            read(json!({ name: null })).unwrap_err(),
            DiscoveryError::Missing(name)
        );
        let mut less = document(json!({}));
        less.as_object_mut().unwrap().remove(name);
        let found = Metadata::read(
            less.to_string().as_bytes(),
            &samples::issuer(),
            &DiscoveryRules::default(),
        );
        assert_eq!(found.unwrap_err(), DiscoveryError::Missing(name));
    }
}

#[test]
fn endpoints_do_not_give_up_tls() {
    // DI-04
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        for url in [
            "",
            "/token",
            "//op.example/token",
            "op.example/token",
            "http://op.example/token",
            "ftp://op.example/token",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:application/json,{}",
            "https://op.example/token#a",
            "https://ada:secret@op.example/token",
            "https://",
        ] {
            let found = read(json!({ name: url }));
            assert_eq!(found.unwrap_err(), DiscoveryError::BadEndpoint(name), "{url}");
        }
    }
    let plain = "http://127.0.0.1:8080";
    let document = document(json!({ "issuer": plain, "token_endpoint": "http://127.0.0.1:8080/token" }));
    let found = Metadata::read(
        document.to_string().as_bytes(),
        &Issuer::parse(plain).unwrap(),
        &DiscoveryRules::default(),
    );
    assert_eq!(
        found.unwrap().token_endpoint(),
        Some("http://127.0.0.1:8080/token")
    );
}

#[test]
fn what_is_no_document() {
    let issuer = samples::issuer();
    let good = document(json!({})).to_string();
    let twice = good.replacen('{', r#"{"issuer":"https://op.example","#, 1);
    let list = r#"["https://op.example","https://op.example/a","https://op.example/t","https://op.example/k",null,null,true]"#;
    // DI-09
    for text in [
        "",
        "<html></html>",
        list,
        "null",
        "\"https://op.example\"",
        r#"{"issuer":1}"#,
        r#"{"issuer":"https://op.example""#,
        &twice,
        &good.replacen('{', r#"{"code_challenge_methods_supported":"S256","#, 1),
        &good.replacen(
            '{',
            r#"{"authorization_response_iss_parameter_supported":"true","#,
            1,
        ),
        &format!("{good}x"),
        &format!("\u{feff}{good}"),
    ] {
        let found = Metadata::read(text.as_bytes(), &issuer, &DiscoveryRules::default());
        assert!(matches!(found, Err(DiscoveryError::Malformed(_))), "{text}");
    }
    let padded = |length: usize| format!("{good}{}", " ".repeat(length - good.len()));
    assert!(Metadata::read(padded(LIMIT).as_bytes(), &issuer, &DiscoveryRules::default()).is_ok());
    assert_eq!(
        Metadata::read(padded(LIMIT + 1).as_bytes(), &issuer, &DiscoveryRules::default()).unwrap_err(),
        DiscoveryError::TooLarge
    );
}

// DI-11
#[test]
fn endpoints_that_move_to_another_host_are_noticed() {
    let moves = |members| read(json!({})).unwrap().moves_to(&read(members).unwrap());
    assert!(moves(json!({})).is_empty());
    assert!(moves(json!({ "token_endpoint": "https://op.example/other/path" })).is_empty());
    assert_eq!(
        moves(
            json!({ "token_endpoint": "https://evil.example/token", "jwks_uri": "https://op.example:8443/keys" })
        ),
        [(
            "token_endpoint",
            "op.example".to_owned(),
            "evil.example".to_owned()
        )]
    );
}

// DI-10: what a provider says about its algorithms widens nothing, and takes nothing away; ours count.
#[test]
fn the_algorithms_it_offers_change_nothing() {
    for offered in [json!(["none"]), json!(["XY1"]), json!([]), json!("none")] {
        assert!(
            read(json!({ "id_token_signing_alg_values_supported": offered })).is_ok(),
            "{offered}"
        );
    }
}

#[test]
fn what_an_operator_knows_better() {
    let url = |text: &str| Url::parse(text).ok();
    let rules = DiscoveryRules {
        issuer: IssuerCheck::Any,
        endpoints: Endpoints {
            authorization: url("https://outside.example/authorize"),
            token: url("https://inside.example/token"),
            jwks: url("https://inside.example/keys"),
            userinfo: url("https://inside.example/userinfo"),
            end_session: url("https://outside.example/logout"),
            revocation: url("https://inside.example/revoke"),
            introspection: url("https://inside.example/introspect"),
            mtls_token: url("https://mtls.example/token"),
            mtls_introspection: url("https://mtls.example/introspect"),
            mtls_revocation: url("https://mtls.example/revoke"),
        },
        ..DiscoveryRules::default()
    };
    // Also what the document lacks.
    let document = json!({ "issuer": "https://another.example" }).to_string();
    let found = Metadata::read(document.as_bytes(), &samples::issuer(), &rules).unwrap();
    assert_eq!(found.issuer(), "https://another.example");
    assert_eq!(
        found.authorization_endpoint().unwrap().as_str(),
        "https://outside.example/authorize"
    );
    assert_eq!(found.token_endpoint(), Some("https://inside.example/token"));
    assert_eq!(found.jwks_uri(), Some("https://inside.example/keys"));
    assert_eq!(found.userinfo_endpoint(), Some("https://inside.example/userinfo"));
    assert_eq!(
        found.end_session_endpoint().map(Url::as_str),
        Some("https://outside.example/logout")
    );
    assert_eq!(found.revocation_endpoint(), Some("https://inside.example/revoke"));
    for (at, endpoint) in [
        (At::Token, "https://mtls.example/token"),
        (At::Introspection, "https://mtls.example/introspect"),
        (At::Revocation, "https://mtls.example/revoke"),
    ] {
        assert_eq!(found.mtls_endpoint(at), Some(endpoint));
    }
}

#[test]
fn of_a_provider_without_a_document_only_what_is_set_is_known() {
    let endpoints = Endpoints {
        jwks: Url::parse("https://keys.example/all").ok(),
        ..Endpoints::default()
    };
    let known = Metadata::of_pseudo_issuer("https://op.example/tenant/", &endpoints);
    assert_eq!(known.issuer(), "https://op.example/tenant/");
    assert_eq!(known.jwks_uri(), Some("https://keys.example/all"));
    assert_eq!(
        (known.authorization_endpoint(), known.token_endpoint()),
        (None, None)
    );
    assert_eq!(known.document().len(), 1);
    assert_eq!(known.moves_to(&known), []);
}

#[test]
fn a_document_may_speak_against_what_is_going_to_be_asked_for() {
    let intention = |value: &str| Intention {
        member: "scopes_supported",
        value: value.into(),
    };
    let read = |intentions| {
        let body = document(json!({ "scopes_supported": ["openid", "email"] })).to_string();
        let rules = DiscoveryRules {
            intentions,
            ..DiscoveryRules::default()
        };
        Metadata::read(body.as_bytes(), &samples::issuer(), &rules).map(|_| ())
    };
    assert_eq!(read(vec![]), Ok(()));
    assert_eq!(read(vec![intention("email")]), Ok(()));
    let wrong = intention("groups");
    let error = read(vec![intention("email"), wrong.clone()]).unwrap_err();
    assert_eq!(error, DiscoveryError::Contradiction(wrong));
    assert_eq!(error.code(), "discovery.contradiction");
}

#[test]
fn an_alias_that_cannot_be_is_none() {
    for (aliases, token) in [
        (
            json!({ "token_endpoint": "https://mtls.op.example/token" }),
            Some("https://mtls.op.example/token"),
        ),
        (json!({ "token_endpoint": "http://mtls.op.example/token" }), None),
        (json!({ "token_endpoint": "" }), None),
        (json!({ "token_endpoint": null }), None),
        (json!([1]), None),
        (json!(null), None),
    ] {
        let metadata = samples::metadata(json!({ "mtls_endpoint_aliases": aliases }));
        assert_eq!(metadata.mtls_endpoint(At::Token), token, "{aliases}");
    }
}
