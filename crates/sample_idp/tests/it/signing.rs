//! What tokens can be signed with.

use jose::{Algorithm, Secret, Token, left_half, verify_hmac};
use reqwest::StatusCode;
use sample_idp::{Client, Misbehaviour, Options, SigningAlgorithm};
use serde_json::json;

use crate::scene::{CALLBACK, FAREWELL, Scene, basic, encoded};

/// A secret as long as HS256 wants it.
const LONG: &str = "a secret of 32 bytes or even more";

async fn signing(algorithm: SigningAlgorithm) -> Scene {
    Scene::with(Options {
        algorithm,
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn each_kind_of_key_signs_what_it_publishes() {
    for (chosen, algorithm, kind, curve) in [
        (SigningAlgorithm::Es256, Algorithm::Es256, "EC", json!("P-256")),
        (SigningAlgorithm::Es384, Algorithm::Es384, "EC", json!("P-384")),
        (SigningAlgorithm::EdDsa, Algorithm::EdDsa, "OKP", json!("Ed25519")),
        (SigningAlgorithm::Rs256, Algorithm::Rs256, "RSA", json!(null)),
        (SigningAlgorithm::Rs512, Algorithm::Rs512, "RSA", json!(null)),
        (SigningAlgorithm::Ps256, Algorithm::Ps256, "RSA", json!(null)),
    ] {
        let scene = signing(chosen).await;
        let document = scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
        assert_eq!(
            document.json()["id_token_signing_alg_values_supported"],
            json!([algorithm.as_str()])
        );
        let keys = scene.fetch(&scene.url("/v1/keys")).await.json();
        let key = &keys["keys"][0];
        assert_eq!((&key["kty"], &key["crv"]), (&json!(kind), &curve), "{chosen:?}");
        assert_eq!(key["alg"], algorithm.as_str());
        for private in ["d", "p", "q", "k"] {
            assert_eq!(key[private], json!(null), "{chosen:?}: {private} stays here");
        }
        let tokens = scene.tokens().await;
        for name in ["id_token", "access_token"] {
            let token = tokens.member(name);
            assert_eq!(Token::parse(&token).unwrap().header().algorithm, algorithm);
            scene
                .verified(&token)
                .await
                .unwrap_or_else(|error| panic!("{chosen:?}: {name}: {error:?}"));
        }
        let id_token = tokens.member("id_token");
        let claims = scene.verified(&id_token).await.unwrap();
        let hash = left_half(algorithm, &tokens.member("access_token"));
        assert_eq!(claims.string("at_hash"), Some(&*hash), "{chosen:?}");
        assert!(signs_out(&scene, &id_token).await, "{chosen:?}");
    }
}

/// Whether a token is believed when it asks to sign its person out.
async fn signs_out(scene: &Scene, id_token: &str) -> bool {
    let query = encoded(&[
        ("id_token_hint", id_token),
        ("post_logout_redirect_uri", FAREWELL),
    ]);
    let page = scene
        .browser
        .get(&scene.url(&format!("/v1/end_session?{query}")))
        .await;
    page.redirect().is_some()
}

#[tokio::test]
async fn a_shared_secret_signs_id_tokens_and_is_published_nowhere() {
    let scene = signing(SigningAlgorithm::Hs256).await;
    let document = scene.fetch(&scene.url("/.well-known/openid-configuration")).await;
    assert_eq!(
        document.json()["id_token_signing_alg_values_supported"],
        json!(["HS256"])
    );
    // The main client's secret is too short (RFC 7518 section 3.2).
    let refused = scene.redeem(&scene.code().await, &[]).await;
    assert_eq!(refused.refusal(), (500, "server_error".to_owned()));
    let keys = scene.fetch(&scene.url("/v1/keys")).await.json();
    let kinds: Vec<_> = keys["keys"].as_array().unwrap().iter().collect();
    assert_eq!(kinds.len(), 1);
    assert_eq!(kinds[0]["alg"], "ES256", "for access tokens");
}

#[tokio::test]
async fn a_shared_secret_is_the_clients_own() {
    let client = |id: &str, secret: &str| {
        Client::confidential(id, secret)
            .redirecting_to(CALLBACK)
            .leaving_to(FAREWELL)
    };
    let scene = Scene::knowing(
        vec![
            client("web", LONG),
            client("second", "another secret of 32 bytes or more"),
        ],
        Options {
            algorithm: SigningAlgorithm::Hs256,
            ..Options::default()
        },
    )
    .await;
    let redeem = async || {
        let code = scene.code().await;
        let tokens = scene.redeem_as(Some(&basic(("web", LONG))), &code, &[]).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
        tokens
    };
    let tokens = redeem().await;
    let id_token = tokens.member("id_token");
    let verified = verify_hmac(&id_token, &Secret::new(LONG), &[Algorithm::Hs256]).unwrap();
    assert_eq!(verified.claims.subject(), Some("u-alice"));
    let hash = left_half(Algorithm::Hs256, &tokens.member("access_token"));
    assert_eq!(verified.claims.string("at_hash"), Some(&*hash));
    assert!(scene.verified(&tokens.member("access_token")).await.is_ok());
    assert!(scene.verified(&id_token).await.is_err(), "no key verifies it");

    // Another client's secret signs nothing about this one.
    let claims = json!({ "aud": "web", "sub": "u-alice", "iss": scene.idp.issuer() });
    let forged =
        |secret: &str| jose::sign_hmac(None, &claims, &Secret::new(secret), Algorithm::Hs256).unwrap();
    assert!(!signs_out(&scene, &forged("another secret of 32 bytes or more")).await);
    assert!(signs_out(&scene, &id_token).await);

    scene.idp.misbehave(Misbehaviour::BadSignature);
    let spoilt = redeem().await.member("id_token");
    let verdict = verify_hmac(&spoilt, &Secret::new(LONG), &[Algorithm::Hs256]);
    assert_eq!(verdict.unwrap_err(), jose::JwsError::BadSignature);
}
