//! A provider that encrypts ID tokens, and signs what its endpoints say.

use sample_idp::Misbehaviour;
use serde_json::{Map, Value};

use crate::bearer::{bring, clients_token};
use crate::house::{CLIENT_ID, House};

/// The public key of that algorithm which the gateway publishes for whoever encrypts for it.
pub(crate) async fn published(house: &House, alg: &str) -> Map<String, Value> {
    let address = house.gateway.admin_bound()[0];
    let reply = reqwest::get(format!("http://{address}/openid-connect/jwks")).await;
    let text = reply.unwrap().text().await.unwrap();
    let set: Value = serde_json::from_str(&text).unwrap();
    let mut keys = set["keys"].as_array().unwrap().iter();
    let key = keys.find(|key| key["alg"] == alg).unwrap();
    assert_eq!(key["use"], "enc");
    key.as_object().unwrap().clone()
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&jose::base64url::decode(payload).unwrap()).unwrap()
}

fn last(house: &House, header: &str) -> String {
    let seen = house.upstream.requests().pop().unwrap();
    seen.header(header)
        .first()
        .map_or_else(String::new, ToString::to_string)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_id_token_signs_somebody_in() {
    let house = House::start(&[
        "upstream_id_token_header: x-id-token",
        "upstream_user_info_jwt_header: x-userinfo",
        "userinfo_accept: application/jwt",
    ])
    .await;
    for alg in ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"] {
        house.idp.encrypt_for(Some(published(&house, alg).await));
        let browser = house.browser();
        let page = house.sign_in(&browser, "/orders", "alice").await;
        assert_eq!(page.status, 200, "{alg}: {}", page.text());
        // Services behind see what was signed, which they can verify.
        let id_token = last(&house, "x-id-token");
        assert_eq!(claims(&id_token)["sub"], "u-alice", "{id_token}");
        let userinfo = claims(&last(&house, "x-userinfo"));
        assert_eq!(
            (&userinfo["sub"], &userinfo["aud"]),
            (&"u-alice".into(), &CLIENT_ID.into())
        );
    }
    // What is encrypted for another key signs nobody in.
    let mut strange = published(&house, "ECDH-ES").await;
    strange.insert("kid".into(), "another".into());
    house.idp.encrypt_for(Some(strange));
    let heard = house.upstream.count();
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 401, "{}", page.text());
    assert_eq!(house.upstream.count(), heard);
    // Nor does what was encrypted rightly, and signed by somebody else.
    house.idp.encrypt_for(Some(published(&house, "ECDH-ES").await));
    house.idp.misbehave(Misbehaviour::UnpublishedKey);
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 401, "{}", page.text());
    assert_eq!(house.upstream.count(), heard);
}

// TK-29
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_signed_about_a_token_lets_pass_and_nothing_else() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    for (form, is_encrypted) in [
        ("application/jwt", false),
        ("application/token-introspection+jwt", false),
        ("application/token-introspection+jwt", true),
    ] {
        let config = house.login(&[
            "auth_methods: [introspection]",
            "cache_introspection: false",
            "upstream_introspection_jwt_header: x-introspection",
            &format!("introspection_accept: {form}"),
        ]);
        house.apply(&config).await;
        let key = published(&house, "RSA-OAEP-256").await;
        house.idp.encrypt_for(is_encrypted.then_some(key));
        let token = clients_token(&house).await;
        assert_eq!(bring(&program, "/", &token).await.status(), 200, "{form}");
        let said = claims(&last(&house, "x-introspection"));
        let is_for = |claims: &Value, whom: &str| match &claims["aud"] {
            Value::Array(all) => all.iter().any(|one| one == whom),
            one => one == whom,
        };
        assert!(is_for(&said, CLIENT_ID), "{said}");
        let about = said.get("token_introspection").unwrap_or(&said);
        assert_eq!(about["active"], true, "{said}");
        assert!(is_for(about, "api://default"), "{said}");
        for wrong in [Misbehaviour::UnsignedAnswers, Misbehaviour::AnswersForAnother] {
            house.idp.misbehave(wrong);
            let token = clients_token(&house).await;
            let heard = house.upstream.count();
            assert_eq!(
                bring(&program, "/", &token).await.status(),
                503,
                "{form} {wrong:?}"
            );
            assert_eq!(house.upstream.count(), heard);
            house.idp.behave();
        }
    }
}
