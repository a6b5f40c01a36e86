//! The authorization endpoint.

use serde_json::{Value, json};

use super::place::{CALLBACK, Place, argument, form_to};

const NO_STORE: [&str; 2] = ["no-store", "no-cache"];
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::test]
async fn a_page_gets_a_code_for_the_client() {
    let place = Place::new(&json!({}));
    for (more, uri, rest) in [
        (&[][..], CALLBACK, "?code="),
        (&[("redirect_uri", CALLBACK)], CALLBACK, "?code="),
        // What stands in the query of a registered URI stays.
        (
            &[("redirect_uri", "https://app.test/other?a=b")],
            "https://app.test/other?a=b",
            "&code=",
        ),
        (&[("scope", "phone  email")], CALLBACK, "?code="),
    ] {
        let told = place.authorize(more).await;
        assert_eq!(
            (told.status, told.caching.each_ref().map(String::as_str)),
            (200, NO_STORE)
        );
        let sent = told.body["redirect_uri"].as_str().unwrap();
        let code = sent
            .strip_prefix(uri)
            .and_then(|sent| sent.strip_prefix(rest))
            .unwrap();
        assert!(
            code.len() == 32 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{code}"
        );
    }
    let told = place.authorize(&[("state", "a b&c=#")]).await;
    assert_eq!(argument(&told, "state"), "a b&c=#");
    assert_eq!(told.body.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn a_page_gets_a_token_in_the_fragment() {
    let place = Place::new(&json!({}));
    let told = place
        .authorize(&[("response_type", "token"), ("state", "s")])
        .await;
    let sent = told.body["redirect_uri"].as_str().unwrap();
    assert!(sent.starts_with(&format!("{CALLBACK}#access_token=")), "{sent}");
    for (name, value) in [
        ("token_type", "bearer"),
        ("expires_in", "7200"),
        ("state", "s"),
        ("refresh_token", ""),
    ] {
        assert_eq!(argument(&told, name), value, "{name}");
    }
    assert!(place.opens(0, &argument(&told, "access_token")).await);
}

#[tokio::test]
async fn whoever_is_not_known_is_sent_nowhere() {
    let place = Place::new(&json!({}));
    let client = ("invalid_client", "Invalid client authentication");
    let key = ("invalid_provision_key", "Invalid provision_key");
    let user = (
        "invalid_authenticated_userid",
        "Missing authenticated_userid parameter",
    );
    for (more, (error, description)) in [
        (&[("provision_key", "")][..], key),
        (&[("provision_key", "wrong")], key),
        // Whoever does not know the key does not learn who is a client.
        (&[("provision_key", "wrong"), ("client_id", "nobody")], key),
        (&[("authenticated_userid", "")], user),
        (&[("authenticated_userid", "  ")], user),
        (
            &[("authenticated_userid", "a\r\nX-Admin: 1")],
            (
                "invalid_authenticated_userid",
                "authenticated_userid cannot stand in a header",
            ),
        ),
        (&[("client_id", "")], client),
        (&[("client_id", "nobody")], client),
        (&[("client_id", "APP")], client),
        (&[("client_id", "nowhere")], client),
        (
            &[("client_id", "nobody"), ("redirect_uri", "https://evil.test/")],
            client,
        ),
    ] {
        let told = place.authorize(&[more, &[("state", "s")]].concat()).await;
        assert_eq!(told.error(), (400, error, description), "{more:?}");
        assert_eq!(
            (&told.body["state"], &told.body["redirect_uri"]),
            (&json!("s"), &Value::Null)
        );
        assert_eq!(told.caching.each_ref().map(String::as_str), NO_STORE);
    }
}

#[tokio::test]
async fn a_client_is_told_what_is_wrong_where_it_is_registered() {
    let place = Place::new(&json!({ "mandatory_scope": true }));
    let other = "Invalid redirect_uri that does not match with any redirect_uri created with the application";
    for (more, error, description) in [
        (
            &[("response_type", "")][..],
            "unsupported_response_type",
            "Invalid response_type",
        ),
        (
            &[("response_type", "code token")],
            "unsupported_response_type",
            "Invalid response_type",
        ),
        (&[("scope", "")], "invalid_scope", "You must specify a scope"),
        (&[("scope", "  ")], "invalid_scope", "You must specify a scope"),
        (
            &[("scope", "email wallet")],
            "invalid_scope",
            "\"wallet\" is an invalid scope",
        ),
        // Compared exactly: RFC 6749 3.1.2.3.
        (
            &[("redirect_uri", "https://app.test/cb/")],
            "invalid_request",
            other,
        ),
        (
            &[("redirect_uri", "https://app.test/cb?x")],
            "invalid_request",
            other,
        ),
        (
            &[("redirect_uri", "https://APP.test/cb")],
            "invalid_request",
            other,
        ),
        (
            &[("redirect_uri", "https://app.test/cb/../cb")],
            "invalid_request",
            other,
        ),
        (
            &[("redirect_uri", "https://app.test@evil.test/cb")],
            "invalid_request",
            other,
        ),
        (
            &[("redirect_uri", "https://evil.test/")],
            "invalid_request",
            other,
        ),
    ] {
        let told = place.authorize(&[more, &[("state", "s")]].concat()).await;
        assert_eq!(told.status, 400, "{more:?}");
        let sent = told.body["redirect_uri"].as_str().unwrap();
        assert!(sent.starts_with(&format!("{CALLBACK}?error=")), "{sent}");
        assert_eq!(argument(&told, "error"), error, "{more:?}");
        assert_eq!(argument(&told, "error_description"), description, "{more:?}");
        assert_eq!(argument(&told, "state"), "s");
    }
}

#[tokio::test]
async fn what_is_not_enabled_is_not_given() {
    for (option, response_type) in [
        ("enable_authorization_code", "code"),
        ("enable_implicit_grant", "token"),
    ] {
        let mut changes = json!({});
        changes[option] = json!(false);
        let place = Place::new(&changes);
        let told = place.authorize(&[("response_type", response_type)]).await;
        assert_eq!(argument(&told, "error"), "unsupported_response_type");
    }
}

#[tokio::test]
async fn who_must_send_a_challenge_says_the_option() {
    let public = "code_challenge is required for public clients";
    let confidential = "code_challenge is required for confidential clients";
    for (pkce, client, wrong) in [
        ("none", "app", ""),
        ("none", "public", ""),
        ("lax", "app", ""),
        ("lax", "public", public),
        ("strict", "app", confidential),
        ("strict", "public", public),
    ] {
        let place = Place::new(&json!({ "pkce": pkce }));
        let told = place.authorize(&[("client_id", client)]).await;
        assert_eq!(argument(&told, "error_description"), wrong, "{pkce} {client}");
        assert_eq!(told.status, if wrong.is_empty() { 200 } else { 400 });
        for method in ["S256", "s256"] {
            let proof = [
                ("client_id", client),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", method),
            ];
            assert_eq!(place.authorize(&proof).await.status, 200, "{pkce} {client}");
        }
        for (challenge, method) in [
            (CHALLENGE, ""),
            (CHALLENGE, "plain"),
            ("", "S256"),
            ("short", "S256"),
            (&CHALLENGE[1..], "S256"),
            ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "S256"),
        ] {
            let odd = [
                ("client_id", client),
                ("code_challenge", challenge),
                ("code_challenge_method", method),
            ];
            let told = place.authorize(&odd).await;
            assert_eq!(
                argument(&told, "error"),
                "invalid_request",
                "{pkce} {client} {challenge} {method}"
            );
        }
    }
}

#[tokio::test]
async fn endpoints_are_asked_by_post_and_over_tls() {
    let place = Place::new(&json!({}));
    for (path, name) in [
        ("/oauth2/token", "token"),
        ("/oauth2/token/", "token"),
        ("/deep/er/oauth2/token?x", "token"),
        ("/oauth2/authorize", "authorization"),
        ("/deep/oauth2/authorize/", "authorization"),
    ] {
        let told = place.tell(0, place.request(path)).await;
        let why = format!("The HTTP method GET is invalid for the {name} endpoint");
        assert_eq!(told.error(), (405, "invalid_method", &*why));
    }
    for path in ["/oauth2/token", "/oauth2/authorize"] {
        for (believes, forwarded, is_secure) in [
            (false, None, false),
            (true, None, false),
            (false, Some(plugin::Scheme::Https), false),
            (true, Some(plugin::Scheme::Http), false),
            (true, Some(plugin::Scheme::Https), true),
        ] {
            let place = Place::new(&json!({ "accept_http_if_already_terminated": believes }));
            let mut exchange = form_to(place.request(path), &[("state", "s")]);
            exchange.received.connection = crate::request::get("/", &[]).received.connection;
            exchange.received.scheme = forwarded.unwrap_or(plugin::Scheme::Http);
            exchange.received.forwarded = forwarded.map(|scheme| {
                Box::new(plugin::Forwarded {
                    scheme: Some(scheme),
                    ..plugin::Forwarded::default()
                })
            });
            let told = place.tell(0, exchange).await;
            let refused = (400, "access_denied", "You must use HTTPS");
            assert_eq!(
                told.error() == refused,
                !is_secure,
                "{path} {believes} {forwarded:?}"
            );
        }
    }
}
