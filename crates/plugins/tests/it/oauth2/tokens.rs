//! The token endpoint.

use std::time::Duration;

use http::{HeaderValue, Method, header};
use plugin::{Body, Fault, Verdict};
use serde_json::json;

use super::place::{CALLBACK, KEY, Place, form_to};
use crate::request::decided;

const CODE: (u16, &str, &str) = (400, "invalid_request", "Invalid code");
const NO_CLIENT: (u16, &str, &str) = (400, "invalid_client", "Invalid client authentication");
const REFRESH: (u16, &str, &str) = (400, "invalid_request", "Invalid refresh_token");
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: [(&str, &str); 2] = [
    ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
];

#[tokio::test]
async fn a_code_is_redeemed_once() {
    let place = Place::new(&json!({}));
    let code = place.code(&[("scope", "email")]).await;
    let told = place.redeem(&code, &[("state", "s")]).await;
    assert_eq!(
        (told.status, &*told.caching[0], &*told.caching[1]),
        (200, "no-store", "no-cache")
    );
    let names: Vec<_> = told.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        names,
        [
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
            "state"
        ]
    );
    assert_eq!(
        (&told.body["token_type"], &told.body["expires_in"]),
        (&json!("bearer"), &json!(7200))
    );
    for name in ["access_token", "refresh_token"] {
        assert_eq!(told.body[name].as_str().unwrap().len(), 32);
    }
    assert_eq!(place.redeem(&code, &[]).await.error(), CODE);
    // Of several who come at once, on whichever core, one gets it.
    let code = place.code(&[]).await;
    let ask = async |core: usize| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("client_id", "app"),
            ("client_secret", "app-secret"),
        ];
        place
            .tell(core, form_to(place.request("/oauth2/token"), &form))
            .await
            .status
    };
    let (a, b, c, d) = tokio::join!(ask(0), ask(1), ask(0), ask(1));
    let mut statuses = [a, b, c, d];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400]);
}

#[tokio::test]
async fn a_code_is_of_one_client_and_one_place_for_a_while() {
    let place = Place::new(&json!({}));
    let code = place.code(&[]).await;
    let bob = [("client_id", "bobs"), ("client_secret", "bobs-secret")];
    let redirect =
        "Invalid redirect_uri that does not match with any redirect_uri created with the application";
    for (shown, more, error) in [
        ("", &[][..], CODE),
        ("no-such-code", &[], CODE),
        (&code, &bob, CODE),
        (
            &code,
            &[("redirect_uri", "https://app.test/other?a=b")],
            (400, "invalid_request", redirect),
        ),
        (
            &code,
            &[("redirect_uri", "https://evil.test/")],
            (400, "invalid_request", redirect),
        ),
        (&code, &[("client_secret", "wrong")], NO_CLIENT),
    ] {
        assert_eq!(place.redeem(shown, more).await.error(), error, "{more:?}");
    }
    // At another service nobody knows it.
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
    ];
    let elsewhere = form_to(place.request_to("other", "/oauth2/token"), &form);
    assert_eq!(place.tell(0, elsewhere).await.error(), CODE);
    // None of that has used it.
    assert_eq!(
        place.redeem(&code, &[("redirect_uri", CALLBACK)]).await.status,
        200
    );
    // It ends after five minutes.
    let [one, other] = [place.code(&[]).await, place.code(&[]).await];
    place.clock.advance(Duration::from_secs(299));
    assert_eq!(place.redeem(&one, &[]).await.status, 200);
    place.clock.advance(Duration::from_secs(1));
    assert_eq!(place.redeem(&other, &[]).await.error(), CODE);
    // A URI that is not the first must be named again.
    let code = place
        .code(&[("redirect_uri", "https://app.test/other?a=b")])
        .await;
    assert_eq!(place.redeem(&code, &[]).await.error().2, redirect);
    assert_eq!(
        place
            .redeem(&code, &[("redirect_uri", "https://app.test/other?a=b")])
            .await
            .status,
        200
    );
    // Where no codes are given any more, none counts.
    let code = place.code(&[]).await;
    let closed = place.beside(&json!({ "enable_authorization_code": false }));
    assert_eq!(closed.redeem(&code, &[]).await.error(), CODE);
}

#[tokio::test]
async fn a_code_with_a_challenge_needs_its_verifier() {
    let wrong = (400, "invalid_grant", "Invalid code");
    let missing = "code_verifier is required for PKCE authorization requests";
    let length = "code_verifier must be between 43 and 128 characters";
    let place = Place::new(&json!({}));
    for (verifier, error) in [
        ("", (400, "invalid_request", missing)),
        (&VERIFIER[1..], (400, "invalid_request", length)),
        (&VERIFIER.repeat(3), (400, "invalid_request", length)),
        ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK", wrong),
        // The challenge is no verifier.
        (CHALLENGE[0].1, wrong),
    ] {
        let code = place.code(&CHALLENGE).await;
        assert_eq!(
            place.redeem(&code, &[("code_verifier", verifier)]).await.error(),
            error,
            "{verifier}"
        );
        // Nobody has a second guess.
        assert_eq!(
            place.redeem(&code, &[("code_verifier", VERIFIER)]).await.error(),
            CODE
        );
    }
    let code = place.code(&CHALLENGE).await;
    assert_eq!(
        place.redeem(&code, &[("code_verifier", VERIFIER)]).await.status,
        200
    );
    // Whoever leaves out the challenge of the real client does not get round it: RFC 9700 4.8.2.
    let code = place.code(&[]).await;
    assert_eq!(
        place.redeem(&code, &[("code_verifier", VERIFIER)]).await.error(),
        wrong
    );
    // A client without a secret has nothing else.
    let public = [("client_id", "public"), ("client_secret", "")];
    let code = place
        .code(&[CHALLENGE[0], CHALLENGE[1], ("client_id", "public")])
        .await;
    let proof = [public[0], public[1], ("code_verifier", VERIFIER)];
    assert_eq!(place.redeem(&code, &proof).await.status, 200);
    // A code of before the option was set is judged by the option.
    let code = place.code(&[]).await;
    let strict = place.beside(&json!({ "pkce": "strict" }));
    assert_eq!(
        strict.redeem(&code, &[]).await.error(),
        (400, "invalid_request", missing)
    );
}

#[tokio::test]
async fn each_grant_has_its_conditions() {
    let place = Place::new(&json!({ "mandatory_scope": true }));
    let page = [("provision_key", KEY), ("authenticated_userid", "user-7")];
    let scope = ("scope", "email");
    for (grant, more, error) in [
        ("client_credentials", &[scope][..], None),
        ("client_credentials", &[scope, page[0], page[1]], None),
        (
            "client_credentials",
            &[scope, page[1]],
            Some("invalid_provision_key"),
        ),
        (
            "client_credentials",
            &[scope, page[1], ("provision_key", "x")],
            Some("invalid_provision_key"),
        ),
        ("client_credentials", &[], Some("invalid_scope")),
        (
            "client_credentials",
            &[("scope", "wallet")],
            Some("invalid_scope"),
        ),
        ("password", &[scope, page[0], page[1]], None),
        ("password", &[scope, page[1]], Some("invalid_provision_key")),
        (
            "password",
            &[scope, page[0]],
            Some("invalid_authenticated_userid"),
        ),
        ("password", &[page[0], page[1]], Some("invalid_scope")),
        ("refresh_token", &[], Some("invalid_request")),
        ("authorization_code", &[], Some("invalid_request")),
        ("implicit", &[scope], Some("unsupported_grant_type")),
        ("", &[scope], Some("unsupported_grant_type")),
    ] {
        let told = place.token(&[&[("grant_type", grant)], more].concat()).await;
        assert_eq!(told.body["error"].as_str(), error, "{grant} {more:?}");
        assert_eq!(told.status, if error.is_some() { 400 } else { 200 });
        if error.is_none() {
            assert_eq!(told.body["refresh_token"].is_string(), grant == "password");
        }
    }
    for (option, grant) in [
        ("enable_client_credentials", "client_credentials"),
        ("enable_password_grant", "password"),
    ] {
        let mut changes = json!({});
        changes[option] = json!(false);
        let told = Place::new(&changes)
            .token(&[("grant_type", grant), page[0], page[1]])
            .await;
        assert_eq!(
            told.error(),
            (400, "unsupported_grant_type", "Invalid grant_type")
        );
    }
    // Anybody who looks into a public client could ask in its name.
    let public = [
        ("grant_type", "client_credentials"),
        ("client_id", "public"),
        ("client_secret", ""),
    ];
    assert_eq!(
        Place::new(&json!({})).token(&public).await.error().1,
        "unauthorized_client"
    );
}

#[tokio::test]
async fn a_refresh_token_is_replaced_when_it_is_used() {
    let place = Place::new(&json!({}));
    let renew = async |place: &Place, token: &str, more: &[(&str, &str)]| {
        let form = [&[("grant_type", "refresh_token"), ("refresh_token", token)], more].concat();
        place.token(&form).await
    };
    let [access, refresh] = place.given(&[("scope", "email phone")]).await;
    for more in [
        &[("client_id", "bobs"), ("client_secret", "bobs-secret")][..],
        &[("client_id", "hashed"), ("client_secret", "hashed-secret")],
    ] {
        assert_eq!(renew(&place, &refresh, more).await.error(), REFRESH, "{more:?}");
    }
    assert_eq!(renew(&place, &access, &[]).await.error(), REFRESH);
    for scope in ["wallet", "email wallet"] {
        let told = renew(&place, &refresh, &[("scope", scope)]).await;
        assert_eq!(told.error(), (400, "invalid_scope", "Scope mismatch"));
    }
    assert!(place.opens(0, &access).await);
    let told = renew(&place, &refresh, &[("scope", "phone")]).await;
    assert_eq!(told.status, 200);
    let others = ["access_token", "refresh_token"].map(|name| told.body[name].as_str().unwrap().to_owned());
    assert!(others[0] != access && others[1] != refresh);
    // The token before it is gone on a core that has not seen it, and a moment later on the other.
    assert!(!place.opens(1, &access).await);
    place.clock.advance(Duration::from_secs(3));
    assert!(!place.opens(0, &access).await && place.opens(0, &others[0]).await);
    assert_eq!(renew(&place, &refresh, &[]).await.error(), REFRESH);
    // Fewer scopes stay fewer, and what is no longer given to anybody is not given again.
    assert_eq!(
        renew(&place, &others[1], &[("scope", "email")]).await.error().1,
        "invalid_scope"
    );
    let fewer = place.beside(&json!({ "scopes": ["email"] }));
    assert_eq!(
        renew(&fewer, &others[1], &[]).await.error(),
        (400, "invalid_scope", "Scope mismatch")
    );
    // It ends.
    place.clock.advance(Duration::from_secs(1_209_600));
    assert_eq!(renew(&place, &others[1], &[]).await.error(), REFRESH);
}

#[tokio::test]
async fn a_refresh_token_stays_where_that_is_wanted() {
    let place = Place::new(&json!({ "reuse_refresh_token": true }));
    let [access, refresh] = place.given(&[]).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*refresh)];
    let mut before = access;
    for _ in 0..3 {
        let told = place.token(&form).await;
        assert_eq!(
            (told.status, told.body["refresh_token"].as_str()),
            (200, Some(&*refresh))
        );
        assert!(!place.opens(1, &before).await);
        before = told.body["access_token"].as_str().unwrap().to_owned();
        assert!(place.opens(1, &before).await);
        place.clock.advance(Duration::from_secs(4));
    }
}

#[tokio::test]
async fn tokens_that_never_end_have_no_refresh_tokens() {
    let place = Place::new(&json!({ "token_expiration": 0 }));
    let [access, refresh] = place.given(&[]).await;
    assert_eq!(refresh, "");
    let told = place.token(&[("grant_type", "client_credentials")]).await;
    let names: Vec<_> = told.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["access_token", "token_type"]);
    place.clock.advance(Duration::from_secs(4_000_000_000));
    assert!(place.opens(0, &access).await);
    // A part of a second is not for ever, and no token is there for longer than a refresh token would be.
    for (expiration, ttl, told) in [
        (0.5, 100.0, 1),
        (2.9, 100.0, 2),
        (500.0, 100.0, 100),
        (500.0, 0.0, 500),
    ] {
        let place = Place::new(&json!({ "token_expiration": expiration, "refresh_token_ttl": ttl }));
        let given = place.token(&[("grant_type", "client_credentials")]).await;
        assert_eq!(given.body["expires_in"], json!(told));
    }
}

#[tokio::test]
async fn parameters_come_as_a_form_in_parts_or_not_or_as_json_once() {
    let place = Place::new(&json!({}));
    let ask = async |query: &str, media_type: &str, body: &str| {
        let mut exchange = place.request(&format!("/oauth2/token{query}"));
        exchange.received.method = Method::POST;
        exchange.body = Body::from(body.to_owned());
        exchange
            .head
            .set(header::CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap());
        place.tell(0, exchange).await
    };
    let form = "application/x-www-form-urlencoded";
    let all = "grant_type=client_credentials&client_id=app&client_secret=app-secret";
    let json =
        r#"{"grant_type":"client_credentials","client_id":"app","client_secret":"app-secret","x":[1]}"#;
    let parts = |pairs: &[(&str, &str)]| {
        let part = |(name, value): &(&str, &str)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        pairs.iter().map(part).collect::<String>() + "--x--\r\n"
    };
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
    ];
    let in_parts = "multipart/form-data; boundary=x";
    let both = |more| [&pairs[..], &[more]].concat();
    for (query, media_type, body, is_read) in [
        ("", form, all, true),
        ("", "Application/X-WWW-Form-Urlencoded; charset=utf-8", all, true),
        ("", "application/json", json, true),
        (&*format!("?{all}"), form, "", true),
        ("?grant_type=client_credentials", form, all, true),
        ("?grant_type=password", form, all, false),
        ("", form, &format!("{all}&client_id=bobs"), false),
        ("", "text/plain", all, false),
        ("", in_parts, &parts(&pairs), true),
        ("", "Multipart/Form-Data; Boundary=\"x\"", &parts(&pairs), true),
        ("?client_id=app", in_parts, &parts(&pairs), true),
        ("?client_id=bobs", in_parts, &parts(&pairs), false),
        ("", in_parts, &parts(&both(("client_id", "app"))), true),
        ("", in_parts, &parts(&both(("client_id", "bobs"))), false),
        // What two could read differently nobody reads: another boundary, no end, text before the parts.
        ("", "multipart/form-data; boundary=y", &parts(&pairs), false),
        ("", "multipart/form-data", &parts(&pairs), false),
        ("", "multipart/mixed; boundary=x", &parts(&pairs), false),
        ("", in_parts, parts(&pairs).trim_end_matches("--\r\n"), false),
        ("", in_parts, &format!("x\r\n{}", parts(&pairs)), false),
        ("", in_parts, all, false),
        ("", "application/json", "[1]", false),
        ("", "application/json", "{", false),
    ] {
        let told = ask(query, media_type, body).await;
        match is_read {
            true => assert_eq!(told.status, 200, "{query} {media_type} {body}"),
            false => assert_eq!(
                (told.status, told.error().1),
                (400, "invalid_request"),
                "{query} {body}"
            ),
        }
    }
}

#[tokio::test]
async fn nothing_is_given_where_nothing_is_kept() {
    let place = Place::new(&json!({}));
    let code = place.code(&[]).await;
    place.deposits.go_away();
    for form in [
        &[("grant_type", "authorization_code"), ("code", &*code)][..],
        &[("grant_type", "client_credentials")],
        &[("grant_type", "refresh_token"), ("refresh_token", "x")],
    ] {
        let client = [("client_id", "app"), ("client_secret", "app-secret")];
        let mut exchange = form_to(place.request("/oauth2/token"), &[form, &client].concat());
        let fault = decided(&place.seats[0], &mut exchange).await.unwrap_err();
        assert!(matches!(fault, Fault::Unavailable { .. }), "{fault:?}");
    }
    // Without a service there is nothing for which a token could count.
    let place = Place::new(&json!({}));
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
    ];
    let mut exchange = form_to(place.request("/oauth2/token"), &form);
    exchange.matched = None;
    let fault = decided(&place.seats[0], &mut exchange).await;
    assert!(
        matches!(&fault, Err(fault) if fault.code() == "oauth2.no_service"),
        "{fault:?}"
    );
    let place = Place::new(&json!({ "global_credentials": true }));
    let mut exchange = form_to(place.request("/oauth2/token"), &form);
    exchange.matched = None;
    assert!(matches!(
        decided(&place.seats[0], &mut exchange).await,
        Ok(Verdict::Reply(_))
    ));
}
