//! What the provider says about itself.

use reqwest::StatusCode;
use sample_idp::Options;
use serde_json::json;

use crate::scene::Scene;

#[tokio::test]
async fn the_document_names_the_issuer_and_endpoints_that_answer() {
    let scene = Scene::start().await;
    let reply = scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.headers["content-type"], "application/json");
    let document = reply.json();
    assert_eq!(document["issuer"], scene.idp.issuer());
    assert_eq!(scene.idp.issuer(), format!("http://{}", scene.idp.address()));
    for (name, expected) in [
        (
            "response_types_supported",
            json!(["code", "code id_token", "code token", "code id_token token"]),
        ),
        ("response_modes_supported", json!(["query", "form_post"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("id_token_signing_alg_values_supported", json!(["ES256"])),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("subject_types_supported", json!(["public"])),
        ("request_uri_parameter_supported", json!(false)),
        (
            "grant_types_supported",
            json!([
                "authorization_code",
                "refresh_token",
                "client_credentials",
                "password"
            ]),
        ),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post", "none"]),
        ),
    ] {
        assert_eq!(document[name], expected, "{name}");
    }
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "introspection_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
    ] {
        let endpoint = document[name].as_str().unwrap();
        assert!(endpoint.starts_with(scene.idp.issuer()), "{name}");
        assert_ne!(
            scene.fetch(endpoint).await.status,
            StatusCode::NOT_FOUND,
            "{name}"
        );
    }
    assert_eq!(scene.idp.calls().elsewhere, 0);
}

#[tokio::test]
async fn an_issuer_may_have_a_path() {
    let scene = Scene::with(Options {
        issuer_path: "/oauth2/default".to_owned(),
        ..Options::default()
    })
    .await;
    assert!(scene.idp.issuer().ends_with("/oauth2/default"));
    let below = scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
    assert_eq!(below.json()["issuer"], scene.idp.issuer());
    let before = format!(
        "http://{}/.well-known/oauth-authorization-server/oauth2/default",
        scene.idp.address()
    );
    assert_eq!(scene.fetch(&before).await.json(), below.json());
    let root = format!("http://{}/.well-known/openid-configuration", scene.idp.address());
    assert_eq!(scene.fetch(&root).await.status, StatusCode::NOT_FOUND);
    // The whole way works below the path, the second time without a question.
    let tokens = scene.tokens().await;
    let claims = scene.verified(&tokens.member("id_token")).await.unwrap();
    assert_eq!(claims.issuer(), Some(scene.idp.issuer()));
    let again = scene.browser.get(&scene.asking(&[])).await;
    assert!(again.redirect_parameter("code").is_some(), "{again:?}");
}

#[tokio::test]
async fn keys_rotate_and_the_old_ones_stay_for_a_while() {
    let scene = Scene::start().await;
    let id_token = scene.tokens().await.member("id_token");
    for (rotations, is_good) in [(0, true), (1, true), (2, true), (3, false)] {
        if rotations > 0 {
            scene.idp.rotate_keys().unwrap();
        }
        let verified = scene.verified(&id_token).await;
        assert_eq!(verified.is_ok(), is_good, "{rotations}: {verified:?}");
    }
    let fresh = scene.tokens_again().await.member("id_token");
    assert!(scene.verified(&fresh).await.is_ok());
}
