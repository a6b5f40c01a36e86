//! What the provider tells a service about a token.

use serde_json::json;

use crate::scene::{OTHER, Scene, WEB, basic};

#[tokio::test]
async fn a_good_token_is_described() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    let issued = scene.now();
    scene.wait(10);
    let access = tokens.member("access_token");
    let reply = scene
        .post("/v1/introspect", &[("token", &access)], Some(&basic(OTHER)))
        .await;
    assert_eq!(reply.headers["cache-control"], "no-store");
    let mut told = reply.json();
    let id = told.as_object_mut().unwrap().remove("jti").unwrap();
    let claims = scene.verified(&access).await.unwrap();
    assert_eq!(claims.value("jti"), Some(&id));
    assert_eq!(
        told,
        json!({
            "active": true,
            "token_type": "Bearer",
            "iss": scene.idp.issuer(),
            "sub": "u-alice",
            "aud": "api://default",
            "client_id": WEB.0,
            "scope": "openid profile email groups offline_access",
            "iat": issued,
            "exp": issued + 3600,
            "username": "alice",
            "groups": ["admins", "staff"],
        })
    );
    let refresh = tokens.member("refresh_token");
    let own = scene
        .post("/v1/introspect", &[("token", &refresh)], Some(&basic(WEB)))
        .await;
    assert_eq!(own.json()["active"], true);
    assert_eq!(own.json()["exp"], issued + 30 * 24 * 3600);
    let foreign = scene
        .post("/v1/introspect", &[("token", &refresh)], Some(&basic(OTHER)))
        .await;
    assert_eq!(foreign.json(), json!({ "active": false }));
}

#[tokio::test]
async fn of_any_other_token_nothing_is_told() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    scene.wait(3600);
    for token in [
        "made-up",
        &tokens.member("id_token"),
        &tokens.member("access_token"),
    ] {
        let reply = scene
            .post("/v1/introspect", &[("token", token)], Some(&basic(WEB)))
            .await;
        assert_eq!(reply.json(), json!({ "active": false }), "{token}");
    }
}

#[tokio::test]
async fn only_confidential_clients_may_ask() {
    let scene = Scene::start().await;
    let access = scene.tokens().await.member("access_token");
    let token = ("token", &*access);
    for (form, authorization, status, error) in [
        (&[token][..], None, 401, "invalid_client"),
        (&[token, ("client_id", "app")], None, 401, "invalid_client"),
        (&[token], Some(basic((WEB.0, "x"))), 401, "invalid_client"),
        (&[], Some(basic(WEB)), 400, "invalid_request"),
    ] {
        let reply = scene.post("/v1/introspect", form, authorization.as_deref()).await;
        assert_eq!(reply.refusal(), (status, error.to_owned()), "{form:?}");
    }
}
