//! Replies that are slow, endless or cut off.

use reqwest::StatusCode;
use sample_idp::Misbehaviour;

use crate::scene::{CALLBACK, Scene, VERIFIER, WEB, basic, encoded};

/// A token request that is on its way.
fn redeeming(scene: &Scene, code: &str) -> reqwest::RequestBuilder {
    let form = encoded(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    let call = scene.http.post(scene.url("/v1/token"));
    call.header("authorization", basic(WEB))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
}

#[tokio::test]
async fn a_token_endpoint_may_hang_up_in_the_middle() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    scene.idp.misbehave(Misbehaviour::TokenEndpointHangsUp);
    let mut reply = redeeming(&scene, &code).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
    let promised = reply.content_length().unwrap();
    let mut came = Vec::new();
    while let Ok(Some(chunk)) = reply.chunk().await {
        came.extend_from_slice(&chunk);
    }
    assert_eq!(came.len() as u64, promised / 2);
    assert!(came.starts_with(b"{\"access_token\":\"ey"));
    scene.idp.behave();
    // The next call finds a connection of its own.
    assert_eq!(
        scene.redeem(&code, &[]).await.refusal().1,
        "invalid_grant",
        "it was spent"
    );
}

#[tokio::test]
async fn an_endless_reply_lasts_as_long_as_the_client() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    scene.idp.misbehave(Misbehaviour::EndlessTokenReply);
    let mut reply = redeeming(&scene, &code).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
    assert_eq!(reply.headers()["content-type"], "application/json");
    assert_eq!(reply.content_length(), None);
    let mut came = 0;
    while came < 8 * 1024 * 1024 {
        came += reply.chunk().await.unwrap().expect("there is always more").len();
    }
    drop(reply);
    scene.idp.behave();
    assert_eq!(
        scene.redeem(&code, &[]).await.status,
        StatusCode::OK,
        "nothing was spent"
    );
}

#[tokio::test]
async fn slow_replies_come_byte_by_byte() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    let keys = scene.fetch(&scene.url("/v1/keys")).await.text;
    for (misbehaviour, call, begin) in [
        (
            Misbehaviour::SlowTokenReply,
            redeeming(&scene, &code),
            "{\"access_token\"",
        ),
        (
            Misbehaviour::SlowKeys,
            scene.http.get(scene.url("/v1/keys")),
            &*keys,
        ),
    ] {
        scene.idp.misbehave(misbehaviour);
        let mut reply = call.send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK, "{misbehaviour:?}");
        assert!(reply.content_length().unwrap() > 100, "{misbehaviour:?}");
        for byte in &begin.as_bytes()[..2] {
            let chunk = reply.chunk().await.unwrap().unwrap();
            assert_eq!(chunk[..], [*byte], "{misbehaviour:?}");
        }
        // Others are answered meanwhile, and at once.
        scene.idp.behave();
        assert_eq!(scene.fetch(&scene.url("/v1/keys")).await.text, keys);
    }
}
