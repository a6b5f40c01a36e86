//! How clients prove who they are.

use jose::{Algorithm, Secret, base64, sign_hmac};
use reqwest::StatusCode;
use sample_idp::{Client, Options};
use serde_json::json;

use crate::scene::{CALLBACK, Scene, VERIFIER, WEB, basic};

/// What it is called, the Authorization header, the form, the status and the RFC's word for it.
type Case<'a> = (&'a str, Option<String>, &'a [(&'a str, &'a str)], u16, &'a str);

#[tokio::test]
async fn clients_prove_themselves_in_one_of_three_ways() {
    let scene = Scene::start().await;
    let raw = |text: &str| format!("Basic {}", base64::encode(text.as_bytes()));
    let grant = ("grant_type", "client_credentials");
    let id = ("client_id", WEB.0);
    let secret = ("client_secret", WEB.1);
    let wrong = ("client_secret", "wrong");
    let app = ("client_id", "app");
    let unknown = ("client_id", "unknown");
    let cases: &[Case<'_>] = &[
        ("basic", Some(basic(WEB)), &[grant], 200, ""),
        (
            "basic, id repeated in the form",
            Some(basic(WEB)),
            &[grant, id],
            200,
            "",
        ),
        (
            "basic in lower case",
            Some(basic(WEB).replacen("Basic", "basic", 1)),
            &[grant],
            200,
            "",
        ),
        ("post", None, &[grant, id, secret], 200, ""),
        (
            "basic, not form-encoded",
            Some(raw(&format!("{}:{}", WEB.0, WEB.1))),
            &[grant],
            401,
            "invalid_client",
        ),
        (
            "basic, wrong secret",
            Some(basic((WEB.0, "wrong"))),
            &[grant],
            401,
            "invalid_client",
        ),
        (
            "basic, no secret",
            Some(raw("web:")),
            &[grant],
            401,
            "invalid_client",
        ),
        (
            "basic, no colon",
            Some(raw("web")),
            &[grant],
            401,
            "invalid_client",
        ),
        (
            "basic, no base64",
            Some("Basic $$$".to_owned()),
            &[grant],
            401,
            "invalid_client",
        ),
        (
            "bearer",
            Some("Bearer web".to_owned()),
            &[grant],
            401,
            "invalid_client",
        ),
        (
            "post, wrong secret",
            None,
            &[grant, id, wrong],
            401,
            "invalid_client",
        ),
        ("post, no secret", None, &[grant, id], 401, "invalid_client"),
        ("nobody", None, &[grant], 401, "invalid_client"),
        ("unknown", None, &[grant, unknown, secret], 401, "invalid_client"),
        (
            "public with a secret",
            None,
            &[grant, app, secret],
            401,
            "invalid_client",
        ),
        (
            "public for itself",
            None,
            &[grant, app],
            400,
            "unauthorized_client",
        ),
        (
            "basic and post",
            Some(basic(WEB)),
            &[grant, secret],
            400,
            "invalid_request",
        ),
        (
            "basic and another id",
            Some(basic(WEB)),
            &[grant, app],
            400,
            "invalid_request",
        ),
    ];
    for (name, authorization, form, status, error) in cases {
        let reply = scene.post("/v1/token", form, authorization.as_deref()).await;
        assert_eq!(reply.status.as_u16(), *status, "{name}: {reply:?}");
        if !error.is_empty() {
            assert_eq!(reply.member("error"), *error, "{name}");
        }
        let challenged = reply.headers.contains_key("www-authenticate");
        assert_eq!(challenged, *status == 401, "{name}");
    }
}

/// RFC 7523 section 2.2: what a statement is stands beside it.
#[tokio::test]
async fn a_statement_says_what_it_is() {
    const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let secret = "a secret that is long enough to sign with";
    let client = Client::stating_by_secret("web", secret);
    let scene = Scene::knowing(vec![client], Options::default()).await;
    let stated = |id: &str| {
        let claims = json!({
            "iss": "web", "sub": "web", "aud": scene.idp.issuer(), "jti": id, "exp": scene.now() + 30,
        });
        sign_hmac(None, &claims, &Secret::new(secret), Algorithm::Hs256).unwrap()
    };
    for (kind, status) in [
        (Some(KIND), 200),
        (None, 401),
        (
            Some("urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
            401,
        ),
        (Some(""), 401),
    ] {
        let statement = stated(kind.unwrap_or("none"));
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_assertion", &statement),
        ];
        form.extend(kind.map(|kind| ("client_assertion_type", kind)));
        let reply = scene.post("/v1/token", &form, None).await;
        assert_eq!(reply.status.as_u16(), status, "{kind:?}: {reply:?}");
    }
    // Nor is there a type without a statement.
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "web"),
        ("client_assertion_type", KIND),
    ];
    let reply = scene.post("/v1/token", &form, None).await;
    assert_eq!(reply.refusal().0, 401);
}

#[tokio::test]
async fn a_public_client_redeems_with_its_verifier_alone() {
    let scene = Scene::start().await;
    let callback = scene.sign_in("Carol", &[("client_id", "app")]).await;
    let code = callback.redirect_parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let reply = scene.post("/v1/token", &form, None).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    let claims = scene.verified(&reply.member("id_token")).await.unwrap();
    assert_eq!(claims.audience(), ["app"]);
    assert_eq!(claims.string("name"), Some("Carol Chen"));
}

#[tokio::test]
async fn a_client_may_act_for_itself() {
    let scene = Scene::start().await;
    let form = [("grant_type", "client_credentials"), ("scope", "openid groups")];
    let reply = scene.post("/v1/token", &form, Some(&basic(WEB))).await;
    let claims = scene.verified(&reply.member("access_token")).await.unwrap();
    assert_eq!(claims.subject(), Some(WEB.0));
    assert_eq!(claims.value("groups"), None);
    assert_eq!(reply.json()["id_token"], json!(null));
    assert_eq!(reply.json()["refresh_token"], json!(null));
    let about_nobody = scene.userinfo(&reply.member("access_token")).await;
    assert_eq!(about_nobody.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_forms_are_read() {
    let scene = Scene::start().await;
    let call = scene
        .http
        .post(scene.url("/v1/token?grant_type=client_credentials"));
    let call = call
        .header("content-type", "application/json")
        .header("authorization", basic(WEB))
        .body("{\"grant_type\":\"client_credentials\"}");
    let reply = crate::scene::replied(call).await;
    assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
    let call = scene
        .http
        .post(scene.url("/v1/token"))
        .body("x".repeat(65 * 1024));
    let reply = crate::scene::replied(call).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}
