//! Every way to do wrong does the wrong it says, and nothing else.

use jose::{Algorithm, base64url, left_half};
use reqwest::StatusCode;
use sample_idp::{ANOTHER_CLIENT, ANOTHER_ISSUER, Misbehaviour};
use serde_json::{Value, json};

use crate::scene::{Reply, Scene};

/// All that a client sees of a login, as `what: how it is`; right answers are left out.
async fn wrongs(scene: &Scene) -> Vec<String> {
    let mut wrongs = Vec::new();
    let mut expect = |what: &str, found: Value, right: Value| {
        if found != right {
            wrongs.push(format!("{what}: {found}"));
        }
    };
    let discovery = scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
    expect("discovery status", discovery.status.as_u16().into(), 200.into());
    if discovery.status.is_success() {
        let document = discovery.json();
        expect(
            "discovery issuer",
            document["issuer"].clone(),
            scene.idp.issuer().into(),
        );
        let pkce = document["code_challenge_methods_supported"].clone();
        expect("discovery PKCE", pkce, json!(["S256"]));
    }
    let keys = scene.fetch(&scene.url("/v1/keys")).await;
    expect("keys status", keys.status.as_u16().into(), 200.into());

    let callback = scene.sign_in("Alice", &[("prompt", "login")]).await;
    let parameter = |name| json!(callback.redirect_parameter(name));
    expect("callback iss", parameter("iss"), scene.idp.issuer().into());
    expect("callback state", parameter("state"), "the state & more".into());

    let code = callback.redirect_parameter("code").unwrap();
    let tokens = scene.redeem(&code, &[]).await;
    let body = serde_json::from_str::<Value>(&tokens.text).is_ok();
    expect("token status", tokens.status.as_u16().into(), 200.into());
    expect("token is JSON", body.into(), tokens.status.is_success().into());
    if !tokens.status.is_success() || !body {
        return wrongs;
    }
    if keys.status.is_success() {
        let access_token = scene.verified(&tokens.member("access_token")).await;
        let verdict = access_token.map_or_else(|error| error.code(), |_| "good");
        expect("access token", verdict.into(), "good".into());
    }
    let userinfo = scene.userinfo(&tokens.member("access_token")).await;
    expect("userinfo sub", userinfo.json()["sub"].clone(), "u-alice".into());

    let has_id_token = tokens.json()["id_token"].is_string();
    expect("ID token", has_id_token.into(), true.into());
    if !has_id_token {
        return wrongs;
    }
    if keys.status.is_success() {
        let id_token = scene.verified(&tokens.member("id_token")).await;
        let verdict = id_token.map_or_else(|error| error.code(), |_| "good");
        expect("ID token signature", verdict.into(), "good".into());
    }
    let (header, claims) = taken_apart(&tokens);
    expect("ID token alg", header["alg"].clone(), "ES256".into());
    let hash = left_half(Algorithm::Es256, &tokens.member("access_token"));
    for (name, right) in [
        ("iss", json!(scene.idp.issuer())),
        ("sub", json!("u-alice")),
        ("aud", json!("web")),
        ("nonce", json!("the-nonce")),
        ("iat", json!(scene.now())),
        ("exp", json!(scene.now() + 3600)),
        ("at_hash", json!(hash)),
    ] {
        expect(&format!("ID token {name}"), claims[name].clone(), right);
    }
    wrongs
}

/// Header and claims of the ID token, whatever its signature is worth.
fn taken_apart(tokens: &Reply) -> (Value, Value) {
    let token = tokens.member("id_token");
    let parts: Vec<&str> = token.split('.').collect();
    let part = |at: usize| serde_json::from_slice(&base64url::decode(parts[at]).unwrap()).unwrap();
    (part(0), part(1))
}

/// What is wrong then.
fn expected(misbehaviour: Misbehaviour, now: i64) -> Vec<String> {
    use Misbehaviour as M;
    let one = |text: String| vec![text];
    match misbehaviour {
        M::WrongNonce => one("ID token nonce: \"not-the-nonce-that-was-sent\"".to_owned()),
        M::MissingNonce => one("ID token nonce: null".to_owned()),
        M::WrongIssuer => one(format!("ID token iss: {ANOTHER_ISSUER:?}")),
        M::WrongAudience => one(format!("ID token aud: {ANOTHER_CLIENT:?}")),
        M::ExpiredIdToken => vec![
            format!("ID token iat: {}", now - 7200),
            format!("ID token exp: {}", now - 3600),
        ],
        M::WrongAccessTokenHash => {
            let hash = left_half(Algorithm::Es256, "another access token");
            one(format!("ID token at_hash: {hash:?}"))
        }
        M::BadSignature => one("ID token signature: \"jws.bad_signature\"".to_owned()),
        M::NoneAlgorithm => vec![
            "ID token signature: \"jws.unknown_algorithm\"".to_owned(),
            "ID token alg: \"none\"".to_owned(),
        ],
        M::HmacAlgorithm => vec![
            "ID token signature: \"jws.algorithm_not_accepted\"".to_owned(),
            "ID token alg: \"HS256\"".to_owned(),
        ],
        M::UnknownKeyId => one("ID token signature: \"jwks.key_not_found\"".to_owned()),
        M::UnpublishedKey => vec![
            "access token: \"jwks.key_not_found\"".to_owned(),
            "ID token signature: \"jwks.key_not_found\"".to_owned(),
        ],
        M::MissingIdToken => one("ID token: false".to_owned()),
        M::WrongCallbackIssuer => one(format!("callback iss: {ANOTHER_ISSUER:?}")),
        M::MissingCallbackIssuer => one("callback iss: null".to_owned()),
        M::WrongCallbackState => one("callback state: \"not-the-state-that-was-sent\"".to_owned()),
        M::MissingCallbackState => one("callback state: null".to_owned()),
        M::DiscoveryOfAnotherIssuer => one(format!("discovery issuer: {ANOTHER_ISSUER:?}")),
        M::DiscoveryWithoutPkce => one("discovery PKCE: null".to_owned()),
        M::DiscoveryFails => one("discovery status: 500".to_owned()),
        M::KeysFail => one("keys status: 500".to_owned()),
        M::TokenFails => one("token status: 500".to_owned()),
        M::TokenGarbage => one("token is JSON: false".to_owned()),
        // It is seen in time only: `a_held_token_endpoint_answers_when_it_is_released`.
        M::TokenHeld => Vec::new(),
        M::UserinfoOfAnother => one("userinfo sub: \"u-bob\"".to_owned()),
    }
}

#[tokio::test]
async fn each_does_its_own_wrong_and_ends_when_told() {
    let scene = Scene::start().await;
    assert_eq!(wrongs(&scene).await, [""; 0]);
    for misbehaviour in Misbehaviour::ALL {
        if misbehaviour == Misbehaviour::TokenHeld {
            continue;
        }
        scene.idp.misbehave(misbehaviour);
        let expected = expected(misbehaviour, scene.now());
        assert_eq!(wrongs(&scene).await, expected, "{misbehaviour:?}");
        scene.idp.behave();
    }
    assert_eq!(wrongs(&scene).await, [""; 0]);
}

#[tokio::test]
async fn several_can_be_on_at_once() {
    let scene = Scene::start().await;
    scene.idp.misbehave(Misbehaviour::WrongCallbackIssuer);
    scene.idp.misbehave(Misbehaviour::MissingNonce);
    let expected = [
        format!("callback iss: {ANOTHER_ISSUER:?}"),
        "ID token nonce: null".to_owned(),
    ];
    assert_eq!(wrongs(&scene).await, expected);
}

#[test]
fn the_list_is_whole() {
    let mut all = Misbehaviour::ALL.to_vec();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), Misbehaviour::ALL.len());
    // The last of the enum: whoever adds one behind it will be reminded by `expected` above and by this.
    assert_eq!(all.last().map(|last| *last as usize + 1), Some(all.len()));
}

#[tokio::test]
async fn a_failing_token_endpoint_spends_nothing() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    for misbehaviour in [Misbehaviour::TokenFails, Misbehaviour::TokenGarbage] {
        scene.idp.misbehave(misbehaviour);
        scene.redeem(&code, &[]).await;
        scene.idp.behave();
    }
    assert_eq!(scene.redeem(&code, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_held_token_endpoint_answers_when_it_is_released() {
    let scene = Scene::start().await;
    let code = scene.code().await;
    scene.idp.misbehave(Misbehaviour::TokenHeld);
    let until_it_came = async {
        while scene.idp.calls().token == 0 {
            tokio::task::yield_now().await;
        }
        // Other endpoints go on, and other switches do not let it go.
        scene.idp.misbehave(Misbehaviour::DiscoveryFails);
        scene.fetch(&scene.url("/v1/keys")).await
    };
    let redeeming = scene.redeem(&code, &[]);
    tokio::pin!(redeeming);
    tokio::select! {
        biased;
        reply = &mut redeeming => panic!("it was to wait: {reply:?}"),
        keys = until_it_came => assert_eq!(keys.status, StatusCode::OK),
    }
    scene.idp.behave();
    assert_eq!(redeeming.await.status, StatusCode::OK);
}
