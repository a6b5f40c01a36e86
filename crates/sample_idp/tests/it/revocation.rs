//! Ending tokens.

use reqwest::StatusCode;

use crate::scene::{OTHER, Scene, WEB, basic};

#[tokio::test]
async fn an_access_token_ends_alone_and_a_refresh_token_with_its_grant() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    let (access, refresh) = (tokens.member("access_token"), tokens.member("refresh_token"));
    let revoke = async |token: &str| {
        scene
            .post("/v1/revoke", &[("token", token)], Some(&basic(WEB)))
            .await
    };
    assert_eq!(revoke(&access).await.status, StatusCode::OK);
    assert!(!scene.is_active(&access).await);
    assert_eq!(scene.userinfo(&access).await.status, StatusCode::UNAUTHORIZED);
    assert!(scene.is_active(&refresh).await);

    let fresh = scene.refresh(&refresh).await;
    assert_eq!(
        revoke(&fresh.member("refresh_token")).await.status,
        StatusCode::OK
    );
    assert!(!scene.is_active(&fresh.member("access_token")).await);
    let over = scene.refresh(&fresh.member("refresh_token")).await;
    assert_eq!(over.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(
        revoke(&access).await.status,
        StatusCode::OK,
        "it is revoked already"
    );
    assert_eq!(revoke("made-up").await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_its_own_client_may_end_a_token() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    for token in [tokens.member("access_token"), tokens.member("refresh_token")] {
        let reply = scene
            .post("/v1/revoke", &[("token", &token)], Some(&basic(OTHER)))
            .await;
        assert_eq!(reply.refusal(), (400, "invalid_grant".to_owned()));
        let reply = scene.post("/v1/revoke", &[("token", &token)], None).await;
        assert_eq!(reply.refusal(), (401, "invalid_client".to_owned()));
        assert!(scene.is_active(&token).await);
    }
    let reply = scene.post("/v1/revoke", &[], Some(&basic(WEB))).await;
    assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
}
