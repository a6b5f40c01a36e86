//! New tokens for old.

use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{OTHER, Scene, WEB, basic};

#[tokio::test]
async fn each_refresh_brings_new_tokens_about_the_same_login() {
    let scene = Scene::start().await;
    let first = scene.tokens().await;
    let before = scene.verified(&first.member("id_token")).await.unwrap();
    scene.wait(1000);
    let second = scene.refresh(&first.member("refresh_token")).await;
    assert_eq!(second.status, StatusCode::OK, "{second:?}");
    for name in ["access_token", "refresh_token", "id_token"] {
        assert_ne!(second.member(name), first.member(name), "{name}");
    }
    let after = scene.verified(&second.member("id_token")).await.unwrap();
    for same in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(after.value(same), before.value(same), "{same}");
    }
    assert_eq!(after.value("iat"), Some(&json!(scene.now())));
    assert_eq!(after.nonce(), None);
    assert_eq!(
        scene.refresh(&second.member("refresh_token")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_refresh_token_used_twice_revokes_the_whole_grant() {
    let scene = Scene::start().await;
    let first = scene.tokens().await;
    let second = scene.refresh(&first.member("refresh_token")).await;
    let replayed = scene.refresh(&first.member("refresh_token")).await;
    assert_eq!(replayed.refusal(), (400, "invalid_grant".to_owned()));
    for dead in [
        first.member("access_token"),
        second.member("access_token"),
        second.member("refresh_token"),
    ] {
        assert!(!scene.is_active(&dead).await);
    }
    assert_eq!(
        scene.refresh(&second.member("refresh_token")).await.refusal().1,
        "invalid_grant"
    );
}

#[tokio::test]
async fn a_refresh_token_has_an_owner_and_an_end() {
    let scene = Scene::start().await;
    let token = scene.tokens().await.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*token)];
    let stolen = scene.post("/v1/token", &form, Some(&basic(OTHER))).await;
    assert_eq!(stolen.refusal(), (400, "invalid_grant".to_owned()));
    scene.wait(30 * 24 * 3600 - 1);
    let token = scene.refresh(&token).await.member("refresh_token");
    scene.wait(30 * 24 * 3600);
    assert_eq!(scene.refresh(&token).await.refusal().1, "invalid_grant");
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_but_not_for_more() {
    let scene = Scene::start().await;
    let narrow = [("scope", "openid email offline_access"), ("prompt", "login")];
    let code = scene
        .sign_in("Alice", &narrow)
        .await
        .redirect_parameter("code")
        .unwrap();
    let token = scene.redeem(&code, &[]).await.member("refresh_token");
    let refresh = async |token: &str, scope: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("scope", scope),
        ];
        scene.post("/v1/token", &form, Some(&basic(WEB))).await
    };
    let wider = refresh(&token, "openid groups").await;
    assert_eq!(wider.refusal(), (400, "invalid_scope".to_owned()));
    let less = refresh(&token, "openid").await;
    assert_eq!(less.member("scope"), "openid");
    let claims = scene.verified(&less.member("id_token")).await.unwrap();
    assert_eq!(claims.value("email"), None);
    // The grant itself did not shrink (RFC 6749 section 6).
    let all = scene.refresh(&less.member("refresh_token")).await;
    assert_eq!(all.member("scope"), "openid email offline_access");
}
