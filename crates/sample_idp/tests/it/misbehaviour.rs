//! Every way to do wrong does the wrong it says, and nothing else.

use jose::{Algorithm, base64url, left_half};
use reqwest::StatusCode;
use sample_idp::{ANOTHER_CLIENT, ANOTHER_ISSUER, INNERMOST, Misbehaviour};
use serde_json::{Value, json};

use crate::scene::{Reply, Scene, WEB, basic};

/// Those that are seen in time only, each in a test of its own: below, and in `paces.rs`.
const IN_TIME: [Misbehaviour; 5] = [
    Misbehaviour::TokenHeld,
    Misbehaviour::TokenEndpointHangsUp,
    Misbehaviour::EndlessTokenReply,
    Misbehaviour::SlowTokenReply,
    Misbehaviour::SlowKeys,
];

/// What was found wrong, as `what: how it is`; right answers are left out.
#[derive(Default)]
struct Wrongs(Vec<String>);

impl Wrongs {
    fn expect(&mut self, what: &str, found: impl Into<Value>, right: impl Into<Value>) {
        let found = found.into();
        if found != right.into() {
            self.0.push(format!("{what}: {found}"));
        }
    }

    /// Whether it is JSON with a 200 above.
    fn expect_json(&mut self, what: &str, reply: &Reply) -> bool {
        let is_json = serde_json::from_str::<Value>(&reply.text).is_ok();
        self.expect(&format!("{what} status"), reply.status.as_u16(), 200);
        if reply.status.is_success() {
            self.expect(&format!("{what} is JSON"), is_json, true);
            let kind = reply
                .headers
                .get("content-type")
                .map(|kind| kind.to_str().unwrap());
            if is_json {
                self.expect(&format!("{what} type"), kind, "application/json");
            }
        }
        reply.status.is_success() && is_json
    }
}

/// All that a client sees of a login and what follows it.
async fn wrongs(scene: &Scene) -> Vec<String> {
    let mut wrongs = Wrongs::default();
    let discovery = scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
    if wrongs.expect_json("discovery", &discovery) {
        let document = discovery.json();
        wrongs.expect("discovery issuer", document["issuer"].clone(), scene.idp.issuer());
        let pkce = document["code_challenge_methods_supported"].clone();
        wrongs.expect("discovery PKCE", pkce, json!(["S256"]));
    }
    let keys = scene.fetch(&scene.url("/v1/keys")).await;
    let has_keys = wrongs.expect_json("keys", &keys);

    let callback = scene.sign_in("Alice", &[("prompt", "login")]).await;
    let parameter = |name| json!(callback.redirect_parameter(name));
    wrongs.expect("callback iss", parameter("iss"), scene.idp.issuer());
    wrongs.expect("callback state", parameter("state"), "the state & more");

    let code = callback.redirect_parameter("code").unwrap();
    let tokens = scene.redeem(&code, &[]).await;
    if !wrongs.expect_json("token", &tokens) {
        return wrongs.0;
    }
    let access_token = tokens.member("access_token");
    if has_keys {
        let verified = scene.verified(&access_token).await;
        let verdict = verified.map_or_else(|error| error.code(), |_| "good");
        wrongs.expect("access token", verdict, "good");
    }
    wrongs.expect("expires_in", tokens.json()["expires_in"].clone(), 3600);
    let userinfo = scene.userinfo(&access_token).await;
    if wrongs.expect_json("userinfo", &userinfo) {
        wrongs.expect("userinfo sub", userinfo.json()["sub"].clone(), "u-alice");
        let signed = signed_userinfo(scene, &access_token).await;
        wrongs.expect("signed userinfo aud", signed["aud"].clone(), "web");
    }
    expect_id_token(scene, &mut wrongs, &tokens, has_keys).await;
    expect_refresh(scene, &mut wrongs, &tokens).await;
    let revoked = scene
        .post("/v1/revoke", &[("token", &access_token)], Some(&basic(WEB)))
        .await;
    wrongs.expect("revocation status", revoked.status.as_u16(), 200);
    wrongs.expect("revoked is active", scene.is_active(&access_token).await, false);
    wrongs.0
}

/// What the userinfo endpoint says where it is asked for a token, whatever its signature is worth.
async fn signed_userinfo(scene: &Scene, access_token: &str) -> Value {
    let reply = reqwest::Client::new()
        .get(scene.url("/v1/userinfo"))
        .bearer_auth(access_token)
        .header("accept", "application/jwt")
        .send();
    let text = reply.await.unwrap().text().await.unwrap();
    let payload = text
        .split('.')
        .nth(1)
        .and_then(|part| base64url::decode(part).ok());
    payload.map_or(Value::Null, |payload| {
        serde_json::from_slice(&payload).unwrap_or_default()
    })
}

async fn expect_id_token(scene: &Scene, wrongs: &mut Wrongs, tokens: &Reply, has_keys: bool) {
    let has_id_token = tokens.json()["id_token"].is_string();
    wrongs.expect("ID token", has_id_token, true);
    if !has_id_token {
        return;
    }
    if has_keys {
        let id_token = scene.verified(&tokens.member("id_token")).await;
        let verdict = id_token.map_or_else(|error| error.code(), |_| "good");
        wrongs.expect("ID token signature", verdict, "good");
    }
    let (header, claims) = taken_apart(tokens);
    wrongs.expect("ID token alg", header["alg"].clone(), "ES256");
    let hash = left_half(Algorithm::Es256, &tokens.member("access_token"));
    for (name, right) in [
        ("iss", json!(scene.idp.issuer())),
        ("sub", json!("u-alice")),
        ("aud", json!("web")),
        ("nonce", json!("the-nonce")),
        ("iat", json!(scene.now())),
        ("exp", json!(scene.now() + 3600)),
        ("at_hash", json!(hash)),
        ("c_hash", Value::Null),
    ] {
        wrongs.expect(&format!("ID token {name}"), claims[name].clone(), right);
    }
}

async fn expect_refresh(scene: &Scene, wrongs: &mut Wrongs, tokens: &Reply) {
    let old = tokens.json()["refresh_token"].as_str().map(str::to_owned);
    wrongs.expect("refresh token", old.is_some(), true);
    let Some(old) = old else {
        return;
    };
    let fresh = scene.refresh(&old).await;
    assert_eq!(fresh.status, StatusCode::OK, "{fresh:?}");
    let has_new = fresh.json()["refresh_token"].is_string();
    wrongs.expect("refreshed refresh token", has_new, true);
    wrongs.expect("old refresh token is active", scene.is_active(&old).await, false);
    // That a login has no ID token either is said already.
    let has_id_token = fresh.json()["id_token"].is_string();
    wrongs.expect(
        "refreshed ID token",
        has_id_token,
        tokens.json()["id_token"].is_string(),
    );
    if has_id_token {
        let (_, claims) = taken_apart(&fresh);
        wrongs.expect("refreshed sub", claims["sub"].clone(), "u-alice");
        wrongs.expect("refreshed name", claims["preferred_username"].clone(), "alice");
    }
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
        M::TokenGarbage | M::TokenEndpointSpeaksHtml => one("token is JSON: false".to_owned()),
        M::TokenHeld | M::TokenEndpointHangsUp | M::EndlessTokenReply | M::SlowTokenReply | M::SlowKeys => {
            unreachable!("{misbehaviour:?} is among those seen in time only")
        }
        M::UserinfoOfAnother => one("userinfo sub: \"u-bob\"".to_owned()),
        M::TokenEndpointFails => one("token status: 503".to_owned()),
        M::RedirectingTokenEndpoint => one("token status: 307".to_owned()),
        M::LyingContentType => one("token type: \"text/plain\"".to_owned()),
        M::ExpiresInZero => one("expires_in: 0".to_owned()),
        M::ExpiresInText => one("expires_in: \"3600\"".to_owned()),
        M::NoRefreshToken => one("refresh token: false".to_owned()),
        M::KeptRefreshToken => vec![
            "refreshed refresh token: false".to_owned(),
            "old refresh token is active: true".to_owned(),
        ],
        M::RefreshOfAnother => vec![
            "refreshed sub: \"u-bob\"".to_owned(),
            "refreshed name: \"bob\"".to_owned(),
        ],
        M::NoIdTokenOnRefresh => one("refreshed ID token: false".to_owned()),
        M::UserinfoFails => one("userinfo status: 401".to_owned()),
        M::UserinfoAway => one("userinfo status: 503".to_owned()),
        M::RevocationFails => vec![
            "revocation status: 503".to_owned(),
            "revoked is active: true".to_owned(),
        ],
        M::HtmlDiscovery => one("discovery is JSON: false".to_owned()),
        M::RedirectingKeys => one("keys status: 302".to_owned()),
        M::UnsignedAnswers => one("signed userinfo aud: null".to_owned()),
        M::WrongCodeHash => {
            let hash = left_half(Algorithm::Es256, "another code");
            one(format!("ID token c_hash: {hash:?}"))
        }
        M::AnswersForAnother => one(format!("signed userinfo aud: {ANOTHER_CLIENT:?}")),
    }
}

#[tokio::test]
async fn each_does_its_own_wrong_and_ends_when_told() {
    let scene = Scene::start().await;
    assert_eq!(wrongs(&scene).await, [""; 0]);
    for misbehaviour in Misbehaviour::ALL {
        if IN_TIME.contains(&misbehaviour) {
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
    for (misbehaviour, status, content_type) in [
        (Misbehaviour::TokenFails, 500, "text/plain; charset=utf-8"),
        (Misbehaviour::TokenEndpointFails, 503, "text/html; charset=utf-8"),
        (
            Misbehaviour::TokenEndpointSpeaksHtml,
            200,
            "text/html; charset=utf-8",
        ),
        (Misbehaviour::TokenGarbage, 200, "application/json"),
    ] {
        scene.idp.misbehave(misbehaviour);
        let reply = scene.redeem(&code, &[]).await;
        assert_eq!(reply.status.as_u16(), status, "{misbehaviour:?}");
        assert_eq!(reply.headers["content-type"], content_type, "{misbehaviour:?}");
        scene.idp.behave();
    }
    scene.idp.misbehave(Misbehaviour::RedirectingTokenEndpoint);
    let reply = scene.redeem(&code, &[]).await;
    assert_eq!(reply.headers["location"], "/elsewhere");
    scene.idp.behave();
    assert_eq!(scene.redeem(&code, &[]).await.status, StatusCode::OK);
    assert_eq!(scene.idp.calls().elsewhere, 0, "nobody followed");
}

#[tokio::test]
async fn keys_may_point_where_nobody_should_go() {
    let scene = Scene::start().await;
    scene.idp.misbehave(Misbehaviour::RedirectingKeys);
    let reply = scene.fetch(&scene.url("/v1/keys")).await;
    assert_eq!(reply.headers["location"], INNERMOST);
}

#[tokio::test]
async fn a_kept_refresh_token_stays_good_until_it_is_used_rightly() {
    let scene = Scene::start().await;
    let token = scene.tokens().await.member("refresh_token");
    scene.idp.misbehave(Misbehaviour::KeptRefreshToken);
    for _ in 0..2 {
        let fresh = scene.refresh(&token).await;
        assert_eq!(fresh.status, StatusCode::OK, "{fresh:?}");
        assert_eq!(fresh.json()["refresh_token"], json!(null));
    }
    scene.idp.behave();
    assert_eq!(scene.refresh(&token).await.status, StatusCode::OK);
    scene.idp.misbehave(Misbehaviour::KeptRefreshToken);
    assert_eq!(scene.refresh(&token).await.refusal().1, "invalid_grant");
}

#[tokio::test]
async fn expires_in_zero_says_nothing_about_the_token() {
    let scene = Scene::start().await;
    scene.idp.misbehave(Misbehaviour::ExpiresInZero);
    let token = scene.tokens().await.member("access_token");
    assert!(scene.is_active(&token).await);
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
