//! What the provider tells about a person to whoever shows an access token.

use reqwest::StatusCode;
use reqwest::header::WWW_AUTHENTICATE;
use sample_idp::PEOPLE;
use serde_json::json;

use crate::scene::Scene;

#[tokio::test]
async fn it_tells_what_the_scope_lets_out() {
    let scene = Scene::start().await;
    let token = scene.tokens().await.member("access_token");
    let reply = scene.userinfo(&token).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(
        reply.json(),
        json!({
            "name": "Alice Adler",
            "preferred_username": "alice",
            "email": "alice@example.com",
            "email_verified": true,
            "groups": ["admins", "staff"],
            "sub": PEOPLE[0].subject,
        })
    );
    let callback = scene
        .browser
        .get(&scene.asking(&[("scope", "openid email")]))
        .await;
    let reply = scene
        .redeem(&callback.redirect_parameter("code").unwrap(), &[])
        .await;
    let told = scene.userinfo(&reply.member("access_token")).await.json();
    assert_eq!(told["email"], "alice@example.com");
    assert_eq!(told["name"], json!(null));
}

#[tokio::test]
async fn it_tells_nothing_without_a_good_token() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    let bare = scene.fetch(&scene.url("/v1/userinfo")).await;
    assert_eq!(bare.status, StatusCode::UNAUTHORIZED);
    assert!(!bare.headers[WWW_AUTHENTICATE].to_str().unwrap().contains("error"));
    for bad in [
        "made-up",
        &tokens.member("id_token"),
        &tokens.member("refresh_token"),
    ] {
        let reply = scene.userinfo(bad).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.headers[WWW_AUTHENTICATE], "Bearer error=\"invalid_token\"");
        assert_eq!(reply.text, "");
    }
    scene.wait(3600);
    let over = scene.userinfo(&tokens.member("access_token")).await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED);
    let callback = scene.browser.get(&scene.asking(&[("scope", "email")])).await;
    let reply = scene
        .redeem(&callback.redirect_parameter("code").unwrap(), &[])
        .await;
    let reply = scene.userinfo(&reply.member("access_token")).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}
