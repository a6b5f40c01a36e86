//! From the sign-in page to tokens.

use jose::{Algorithm, Token, left_half};
use reqwest::StatusCode;
use sample_idp::PEOPLE;
use serde_json::json;

use crate::scene::{CALLBACK, OTHER, Scene, WEB, basic};

#[tokio::test]
async fn a_code_becomes_tokens_that_say_who_signed_in() {
    let scene = Scene::start().await;
    let callback = scene.sign_in("Alice Adler", &[]).await;
    assert_eq!(callback.status, StatusCode::SEE_OTHER);
    let address = callback.redirect().unwrap();
    assert!(
        address.as_str().starts_with(&format!("{CALLBACK}&code=")),
        "{address}"
    );
    assert_eq!(
        callback.redirect_parameter("state").as_deref(),
        Some("the state & more")
    );
    assert_eq!(
        callback.redirect_parameter("iss").as_deref(),
        Some(scene.idp.issuer())
    );

    scene.wait(5);
    let code = callback.redirect_parameter("code").unwrap();
    let reply = scene.redeem(&code, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.json()["token_type"], "Bearer");
    assert_eq!(reply.json()["expires_in"], 3600);

    let access_token = reply.member("access_token");
    let id_token = reply.member("id_token");
    let claims = scene.verified(&id_token).await.unwrap();
    assert_eq!(claims.issuer(), Some(scene.idp.issuer()));
    assert_eq!(claims.subject(), Some(PEOPLE[0].subject));
    assert_eq!(claims.audience(), [WEB.0]);
    assert_eq!(claims.nonce(), Some("the-nonce"));
    assert_eq!(claims.value("iat"), Some(&json!(scene.now())));
    assert_eq!(claims.value("exp"), Some(&json!(scene.now() + 3600)));
    assert_eq!(claims.value("auth_time"), Some(&json!(scene.now() - 5)));
    assert_eq!(
        claims.string("at_hash"),
        Some(&*left_half(Algorithm::Es256, &access_token))
    );
    assert_eq!(claims.string("name"), Some("Alice Adler"));
    assert_eq!(claims.string("email"), Some("alice@example.com"));
    assert_eq!(claims.value("groups"), Some(&json!(["admins", "staff"])));

    let header = Token::parse(&access_token).unwrap().header().clone();
    assert_eq!(header.typ.as_deref(), Some("at+jwt"));
    let claims = scene.verified(&access_token).await.unwrap();
    assert_eq!(claims.issuer(), Some(scene.idp.issuer()));
    assert_eq!(claims.subject(), Some(PEOPLE[0].subject));
    assert_eq!(claims.audience(), ["api://default"]);
    assert_eq!(claims.string("client_id"), Some(WEB.0));
    assert_eq!(
        claims.string("scope"),
        Some("openid profile email groups offline_access")
    );
    assert_eq!(claims.value("groups"), Some(&json!(["admins", "staff"])));
    assert!(claims.string("jti").is_some());
}

#[tokio::test]
async fn the_scope_decides_what_the_tokens_tell() {
    let scene = Scene::start().await;
    let callback = scene.sign_in("Bob", &[("scope", "openid made-up")]).await;
    let code = callback.redirect_parameter("code").unwrap();
    let reply = scene.redeem(&code, &[]).await;
    assert_eq!(reply.member("scope"), "openid");
    assert_eq!(reply.json()["refresh_token"], json!(null));
    let claims = scene.verified(&reply.member("id_token")).await.unwrap();
    for absent in ["name", "email", "groups", "preferred_username"] {
        assert_eq!(claims.value(absent), None, "{absent}");
    }
    let callback = scene
        .sign_in("Bob", &[("scope", "email"), ("prompt", "login")])
        .await;
    let code = callback.redirect_parameter("code").unwrap();
    let reply = scene.redeem(&code, &[]).await;
    assert_eq!(reply.json()["id_token"], json!(null), "nobody asked for openid");
}

#[tokio::test]
async fn a_code_needs_its_verifier_and_its_address() {
    let scene = Scene::start().await;
    for (name, value) in [
        ("code_verifier", "another-verifier-that-is-long-enough-to-be-1"),
        ("code_verifier", ""),
        ("redirect_uri", "https://app.example/callback"),
        ("redirect_uri", ""),
        ("code", "made-up"),
    ] {
        let code = scene.code().await;
        let reply = scene.redeem(&code, &[(name, value)]).await;
        assert_eq!(
            reply.refusal(),
            (400, "invalid_grant".to_owned()),
            "{name}={value}"
        );
        // A wrong attempt spends the code, unless it did not even name it.
        let right = scene.redeem(&code, &[]).await;
        assert_eq!(right.status.is_success(), name == "code", "{name}={value}");
    }
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    let scene = Scene::start().await;
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = scene.sign_in("Alice", &without).await.redirect_parameter("code");
    let reply = scene.redeem(&code.unwrap(), &[]).await;
    assert_eq!(reply.refusal(), (400, "invalid_grant".to_owned()));
    let code = scene
        .browser
        .get(&scene.asking(&without))
        .await
        .redirect_parameter("code");
    let reply = scene.redeem(&code.unwrap(), &[("code_verifier", "")]).await;
    assert_eq!(
        reply.status,
        StatusCode::OK,
        "a confidential client may do without PKCE"
    );
}

#[tokio::test]
async fn a_code_used_twice_revokes_its_tokens() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    let tokens = scene.redeem(&code, &[]).await;
    let (access, refresh) = (tokens.member("access_token"), tokens.member("refresh_token"));
    assert!(scene.is_active(&access).await);
    let others = scene.tokens_again().await.member("access_token");
    let again = scene.redeem(&code, &[]).await;
    assert_eq!(again.refusal(), (400, "invalid_grant".to_owned()));
    assert!(!scene.is_active(&access).await);
    assert!(!scene.is_active(&refresh).await);
    assert_eq!(scene.refresh(&refresh).await.refusal().1, "invalid_grant");
    assert!(scene.is_active(&others).await, "those of another code stay");
}

#[tokio::test]
async fn a_code_lives_for_a_minute() {
    let scene = Scene::start().await;
    for (seconds, is_good) in [(59, true), (60, false)] {
        let code = scene.code().await;
        scene.wait(seconds);
        let reply = scene.redeem(&code, &[]).await;
        assert_eq!(reply.status.is_success(), is_good, "{seconds}: {reply:?}");
    }
}

#[tokio::test]
async fn a_code_belongs_to_its_client() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", crate::scene::VERIFIER),
    ];
    let stolen = scene.post("/v1/token", &form, Some(&basic(OTHER))).await;
    assert_eq!(stolen.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(scene.redeem(&code, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn other_grants_are_refused_in_the_words_of_the_rfc() {
    let scene = Scene::start().await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("grant_type", "implicit")], "unsupported_grant_type"),
        (&[("grant_type", "password")], "invalid_grant"),
        (
            &[
                ("grant_type", "password"),
                ("username", "alice"),
                ("password", "builder"),
            ],
            "invalid_grant",
        ),
        (&[("code", "x")], "invalid_request"),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
        (
            &[("grant_type", "authorization_code"), ("code", "x"), ("code", "y")],
            "invalid_request",
        ),
    ];
    for (form, word) in cases {
        let reply = scene.post("/v1/token", form, Some(&basic(WEB))).await;
        assert_eq!(reply.refusal(), (400, (*word).to_owned()), "{form:?}");
    }
    let get = scene.fetch(&scene.url("/v1/token")).await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get.headers["allow"], "POST");
}

// RFC 6749 section 4.3.
#[tokio::test]
async fn a_name_and_a_password_are_exchanged_for_tokens() {
    let scene = Scene::start().await;
    let form = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "wonderland"),
        ("scope", "openid email"),
    ];
    let reply = scene.post("/v1/token", &form, Some(&basic(WEB))).await;
    assert_eq!(reply.member("scope"), "openid email");
    let claims = scene.verified(&reply.member("id_token")).await.unwrap();
    assert_eq!(claims.subject(), Some("u-alice"));
    assert_eq!(claims.nonce(), None);
    assert_eq!(claims.string("email"), Some("alice@example.com"));
    assert_eq!(scene.idp.grants("password"), 1);
}
