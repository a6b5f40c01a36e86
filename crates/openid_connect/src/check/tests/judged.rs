//! What is said of what a provider does, a row for each.

use super::*;

fn text(status: StatusCode, kind: &'static str, body: &'static str) -> HttpReply {
    HttpReply {
        status,
        headers: vec![(header::CONTENT_TYPE, HeaderValue::from_static(kind))],
        body: body.into(),
    }
}

fn with(member: &str, value: Value) -> Value {
    let mut changed = document();
    changed[member] = value;
    changed
}

fn without(member: &str) -> Value {
    let mut changed = document();
    changed.as_object_mut().unwrap().remove(member);
    changed
}

/// The letters of a check, and what was found at a step.
async fn checked(town: &Town, more: Value, step: Step) -> (String, Finding) {
    let report = town.check_with(config(&more), SignIn::Tried, &|_| None).await;
    (letters(&report), found(&report, step).clone())
}

#[tokio::test]
async fn documents() {
    for (what, reply, expected, step, seen) in [
        (
            "a page for people",
            Ok(text(StatusCode::OK, "text/html; charset=utf-8", "<html>\u{7}")),
            "oooof----oo-",
            Step::Discovery,
            "text/html, 7 bytes",
        ),
        (
            "a redirect",
            Ok(HttpReply {
                headers: vec![(
                    header::LOCATION,
                    HeaderValue::from_static("http://169.254.169.254/"),
                )],
                ..text(StatusCode::FOUND, "text/html", "")
            }),
            "oooof----oo-",
            Step::Discovery,
            "it leads to http://169.254.169.254/",
        ),
        (
            "a broken provider",
            Ok(text(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "no")),
            "oooof----oo-",
            Step::Discovery,
            "500 Internal Server Error",
        ),
        (
            "far too much",
            Err(HttpError::TooLarge),
            "oooof----o--",
            Step::Discovery,
            "http.too_large",
        ),
        (
            "too slow",
            Err(HttpError::Timeout),
            "oooof----o--",
            Step::Discovery,
            "http.timeout",
        ),
        (
            "no TLS after all",
            Err(HttpError::Tls("UnknownIssuer".to_owned())),
            "oooof----o--",
            Step::Discovery,
            "http.tls",
        ),
    ] {
        let town = Town::new();
        town.replies("/.well-known/openid-configuration", reply);
        let (letters, finding) = checked(&town, json!({}), step).await;
        assert_eq!(letters, expected, "{what}: {finding:#?}");
        let told = finding.seen.unwrap();
        assert!(
            told.contains(seen) && !told.contains(char::is_control),
            "{what}: {told}"
        );
        assert!(finding.fix.is_some() && finding.docs.is_some(), "{what}");
    }
    // DI-08
    let town = Town::new();
    let plain = HttpReply {
        body: document().to_string().into(),
        ..text(StatusCode::OK, "text/plain", "")
    };
    town.replies("/.well-known/openid-configuration", Ok(plain));
    let (letters, finding) = checked(&town, json!({}), Step::Discovery).await;
    assert_eq!(letters, "oooowooooooo", "{finding:#?}");
}

// DI-01
#[tokio::test]
async fn issuers_are_compared_letter_by_letter() {
    for (named, more, letter, fix) in [
        (json!("https://op.example"), json!({}), 'o', None),
        (
            json!("https://op.example/"),
            json!({}),
            'o',
            Some("slash at the end"),
        ),
        (
            json!("https://op.example/"),
            json!({ "issuer": "https://op.example/" }),
            'o',
            None,
        ),
        (json!("https://OP.example"), json!({}), 'f', Some("capitals")),
        (
            json!("http://op.example"),
            json!({}),
            'f',
            Some("http: and https:"),
        ),
        (
            json!("https://op.example/realms/a"),
            json!({}),
            'f',
            Some("the path"),
        ),
        (
            json!("https://evil.example"),
            json!({}),
            'f',
            Some("in its place"),
        ),
        (
            json!("https://evil.example"),
            json!({ "lychgate_issuer_check": "any" }),
            'w',
            Some("strict"),
        ),
        (Value::Null, json!({}), 'f', Some("no discovery document")),
    ] {
        let town = Town::new();
        town.answers(
            "/.well-known/openid-configuration",
            &with("issuer", named.clone()),
        );
        let (letters, finding) = checked(&town, more, Step::IssuerInDocument).await;
        assert_eq!(letters.chars().nth(5), Some(letter), "{named} {finding:#?}");
        match fix {
            None => assert_eq!(finding.fix, None, "{named}"),
            Some(fix) => assert!(
                finding.fix.as_ref().unwrap().contains(fix),
                "{named} {finding:#?}"
            ),
        }
        if letter == 'f' {
            assert_eq!(&letters[6..9], "---", "{named}");
        }
    }
}

#[tokio::test]
async fn endpoints_that_are_needed_are_there() {
    for (document, more, letter, option) in [
        (without("userinfo_endpoint"), json!({}), 'o', None),
        (without("end_session_endpoint"), json!({}), 'o', None),
        (
            without("userinfo_endpoint"),
            json!({ "auth_methods": ["userinfo"] }),
            'f',
            Some("userinfo_endpoint"),
        ),
        (
            document(),
            json!({ "auth_methods": ["authorization_code", "introspection"] }),
            'f',
            Some("introspection_endpoint"),
        ),
        (
            document(),
            json!({
                "auth_methods": ["introspection"],
                "introspection_endpoint": "https://op.example/introspect",
            }),
            'o',
            None,
        ),
        (
            document(),
            json!({
                "auth_methods": ["introspection"],
                "introspection_endpoint": "http://op.example/introspect",
            }),
            'w',
            Some("introspection_endpoint"),
        ),
        (
            document(),
            json!({ "logout_revoke": true }),
            'f',
            Some("revocation_endpoint"),
        ),
        (without("token_endpoint"), json!({}), 'f', Some("token_endpoint")),
        (without("jwks_uri"), json!({}), 'f', Some("jwks_endpoint")),
        (
            with("jwks_uri", json!("http://op.example/keys")),
            json!({}),
            'f',
            Some("jwks_endpoint"),
        ),
        (
            with("token_endpoint", json!("file:///etc/passwd")),
            json!({}),
            'f',
            Some("token_endpoint"),
        ),
    ] {
        let town = Town::new();
        town.answers("/.well-known/openid-configuration", &document);
        let (letters, finding) = checked(&town, more.clone(), Step::Endpoints).await;
        assert_eq!(letters.chars().nth(6), Some(letter), "{more} {finding:#?}");
        assert_eq!(finding.option.as_deref(), option, "{more} {finding:#?}");
    }
}

#[tokio::test]
async fn keys_verify_what_is_signed() {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": KEY });
    let foreign = json!({ "kty": "oct", "k": "c2VjcmV0" });
    for (keys, listed, more, letter, seen) in [
        (
            json!({ "keys": [key] }),
            json!(["EdDSA", "HS256"]),
            json!({}),
            'o',
            "1 usable, for EdDSA",
        ),
        (
            json!({ "keys": [key, foreign] }),
            Value::Null,
            json!({}),
            'o',
            "1 of other kinds",
        ),
        (
            json!({ "keys": [key] }),
            json!(["RS256"]),
            json!({}),
            'w',
            "signed with RS256",
        ),
        (
            json!({ "keys": [key] }),
            json!(["HS256"]),
            json!({}),
            'w',
            "signed with HS256",
        ),
        (
            json!({ "keys": [key] }),
            json!(["HS256"]),
            json!({ "enable_hs_signatures": true }),
            'o',
            "signed with HS256",
        ),
        (
            json!({ "keys": [foreign] }),
            json!(["RS256"]),
            json!({}),
            'f',
            "no usable key",
        ),
        (
            json!({ "keys": [] }),
            json!(["HS256"]),
            json!({ "enable_hs_signatures": true }),
            'o',
            "no keys",
        ),
        (json!({ "no": [] }), Value::Null, json!({}), 'f', "jwks.malformed"),
    ] {
        let town = Town::new();
        let document = with("id_token_signing_alg_values_supported", listed.clone());
        town.answers("/.well-known/openid-configuration", &document);
        town.answers("/keys", &keys);
        let (letters, finding) = checked(&town, more, Step::Keys).await;
        assert_eq!(
            letters.chars().nth(7),
            Some(letter),
            "{keys} {listed} {finding:#?}"
        );
        assert!(finding.seen.as_ref().unwrap().contains(seen), "{finding:#?}");
        assert_eq!(letters.len(), 12);
    }
    let town = Town::new();
    town.replies("/keys", Ok(text(StatusCode::FOUND, "text/html", "")));
    assert_eq!(checked(&town, json!({}), Step::Keys).await.0, "ooooooofoooo");
}

#[tokio::test]
async fn what_is_asked_for_is_compared_with_what_is_offered() {
    for (document, more, letter, option) in [
        (
            document(),
            json!({ "scopes": ["openid", "groups"] }),
            'w',
            Some("scopes"),
        ),
        (
            without("scopes_supported"),
            json!({ "scopes": ["openid", "groups"] }),
            'o',
            None,
        ),
        (
            document(),
            json!({ "scopes": ["openid", "groups"], "verify_parameters": true }),
            'f',
            Some("scopes"),
        ),
        (
            document(),
            json!({ "response_type": ["code id_token"], "response_mode": "form_post" }),
            'w',
            Some("response_type"),
        ),
        (
            document(),
            json!({ "client_auth": ["client_secret_post"] }),
            'w',
            Some("client_auth"),
        ),
        (
            document(),
            json!({ "auth_methods": ["authorization_code", "password"] }),
            'w',
            Some("auth_methods"),
        ),
        (
            without("code_challenge_methods_supported"),
            json!({}),
            'w',
            Some("require_proof_key_for_code_exchange"),
        ),
        (
            without("code_challenge_methods_supported"),
            json!({ "require_proof_key_for_code_exchange": true }),
            'o',
            None,
        ),
        (
            with("code_challenge_methods_supported", json!(["plain"])),
            json!({ "require_proof_key_for_code_exchange": true }),
            'w',
            Some("require_proof_key_for_code_exchange"),
        ),
        (document(), json!({ "auth_methods": ["bearer"] }), 'o', None),
    ] {
        let town = Town::new();
        town.answers("/.well-known/openid-configuration", &document);
        let (letters, finding) = checked(&town, more.clone(), Step::Support).await;
        assert_eq!(letters.chars().nth(8), Some(letter), "{more} {finding:#?}");
        assert_eq!(finding.option.as_deref(), option, "{more} {finding:#?}");
    }
}

#[tokio::test]
async fn redirect_uris() {
    for (more, letter) in [
        (json!({}), 'o'),
        (json!({ "redirect_uri": null }), 'o'),
        (json!({ "redirect_uri": ["http://localhost:8000/"] }), 'o'),
        (json!({ "redirect_uri": ["http://127.0.0.1/"] }), 'o'),
        (json!({ "redirect_uri": ["http://app.example/"] }), 'w'),
        (
            json!({ "redirect_uri": ["http://app.example/"], "client_id": null, "client_secret": null }),
            'w',
        ),
        (json!({ "redirect_uri": ["https://app.example/#x"] }), '-'),
        (json!({ "redirect_uri": ["app.example"] }), '-'),
        (json!({ "auth_methods": ["bearer"] }), '-'),
    ] {
        let (letters, finding) = checked(&Town::new(), more.clone(), Step::RedirectUri).await;
        assert_eq!(letters.chars().nth(9), Some(letter), "{more} {finding:#?}");
    }
}

#[tokio::test]
async fn a_clock_that_goes_wrong_is_told() {
    let town = Town::new();
    let mut reply = testkit::http::json(StatusCode::OK, &document());
    let date = HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT");
    reply.headers.push((header::DATE, date));
    town.replies("/.well-known/openid-configuration", Ok(reply));
    let (letters, finding) = checked(&town, json!({}), Step::Clock).await;
    assert_eq!(letters, "oooooooooowo", "{finding:#?}");
    assert!(finding.seen.unwrap().contains("earlier at the provider"));
}

#[tokio::test]
async fn clients() {
    for (status, body, letter, seen) in [
        (
            400,
            r#"{"error":"invalid_grant"}"#,
            'o',
            "knows the client, shown by client_secret_basic",
        ),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            'f',
            "status 401, invalid_client, shown by client_secret_basic",
        ),
        (
            400,
            r#"{"error":"invalid_client","error_description":"who?"}"#,
            'f',
            "status 400, invalid_client, shown by client_secret_basic: who?",
        ),
        (
            401,
            r#"{"error":"access_denied"}"#,
            'f',
            "status 401, access_denied, shown",
        ),
        (
            401,
            "<html>",
            'f',
            "status 401, and not in the words of the protocol",
        ),
        (
            400,
            r#"{"error":"unauthorized_client"}"#,
            'w',
            "lets it bring no codes",
        ),
        (400, r#"{"error":"invalid_request"}"#, 'w', "invalid_request"),
        (503, "", 'w', "status 503"),
        (
            200,
            r#"{"access_token":"a-token-to-keep-quiet","token_type":"Bearer"}"#,
            'w',
            "cannot be good",
        ),
    ] {
        let town = Town::new();
        let status = StatusCode::from_u16(status).unwrap();
        town.replies("/token", Ok(text(status, "application/json", body)));
        let (letters, finding) = checked(&town, json!({}), Step::Client).await;
        assert_eq!(letters.chars().nth(11), Some(letter), "{body} {finding:#?}");
        let told = finding.seen.unwrap();
        assert!(told.contains(seen) && !told.contains("a-token"), "{body} {told}");
    }
    // What would be signed with keys of this gateway, or shown as a certificate, is not.
    for more in [
        json!({ "client_auth": ["private_key_jwt"], "client_secret": null }),
        json!({
            "client_auth": ["tls_client_auth"],
            "tls_client_auth_cert_id": "10000000-0000-4000-8000-000000000000",
        }),
    ] {
        let town = Town::new();
        let (letters, finding) = checked(&town, more, Step::Client).await;
        assert_eq!(letters.chars().nth(11), Some('-'), "{finding:#?}");
        assert!(!town.asked().iter().any(|line| line.starts_with("POST")));
    }
}
