use std::time::Duration;

use jose::{ContentEncryption, Envelope, KeyManagement};
use serde_json::{Map, Value};
use testkit::clock::SettableClock;
use testkit::deposits::InMemory;
use testkit::http::Scripted;
use tokio::task::JoinSet;

use super::*;
use Channel::{Back, Front};

use crate::fakes::services;
use crate::own_keys::OwnKeys;

const SIGNED: &str = "e30.e30.c2lnbmVk";

/// A text, encrypted for the key of that algorithm which this gateway publishes.
async fn sealed(services: &Services, alg: &str) -> Secret {
    Secret::new(encrypted(&recipient(services, alg).await, alg))
}

/// The same for the key, where the token does not name it.
async fn sealed_for_nobody(services: &Services, alg: &str) -> Secret {
    let mut recipient = recipient(services, alg).await;
    recipient.as_object_mut().unwrap().remove("kid");
    Secret::new(encrypted(&recipient, alg))
}

async fn recipient(services: &Services, alg: &str) -> Value {
    let published = OwnKeys::all_published(services).await.unwrap();
    let keys = published["keys"].as_array().unwrap();
    let recipient: &Value = keys.iter().find(|key| key["alg"] == alg).unwrap();
    assert_eq!(recipient["use"], "enc");
    recipient.clone()
}

fn encrypted(recipient: &Value, alg: &str) -> String {
    let envelope = Envelope {
        recipient: recipient.as_object().unwrap(),
        key_management: KeyManagement::from_name(alg).unwrap(),
        content_encryption: ContentEncryption::A128CbcHs256,
        more: &Map::new(),
    };
    jose::encrypt_as_a_provider(SIGNED.as_bytes(), &envelope).unwrap()
}

fn is_opened(reply: &CallReply) -> bool {
    matches!(reply, CallReply::Decrypted(Ok(token)) if token.is(SIGNED))
}

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn what_is_encrypted_for_a_published_key_is_opened() {
    let clock = SettableClock::default();
    let services = services(&Scripted::new(), &clock);
    let decryption = Decryption::of(&services, PATIENCE);
    for kind in KeyManagement::ALL {
        let token = sealed(&services, kind.as_str()).await;
        assert!(is_opened(&decryption.decrypt(token, Back).await), "{kind}");
    }
    let spoilt = sealed(&services, "ECDH-ES").await.expose().replace('.', ".A");
    let reply = decryption.decrypt(Secret::new(spoilt), Back).await;
    assert!(matches!(reply, CallReply::Decrypted(Err(_))), "{reply:?}");
}

#[tokio::test]
async fn keys_that_another_node_made_are_found() {
    let clock = SettableClock::default();
    let services = services(&Scripted::new(), &clock);
    let decryption = Decryption::of(&services, PATIENCE);
    let before = sealed(&services, "ECDH-ES").await;
    assert!(is_opened(&decryption.decrypt(before.clone(), Back).await));
    OwnKeys::rotate(&services).await.unwrap();
    let after = sealed(&services, "ECDH-ES").await;
    // Who makes up key ids does not have them read each time.
    let reply = decryption.decrypt(after.clone(), Back).await;
    assert!(
        matches!(reply, CallReply::Decrypted(Err(JweError::KeyNotFound { .. }))),
        "{reply:?}"
    );
    clock.advance(READ_AGAIN);
    assert!(is_opened(&decryption.decrypt(after, Back).await));
    assert!(is_opened(&decryption.decrypt(before, Back).await));
}

/// A token that names no key is tried with those that are known, and that it is none of theirs is not seen.
#[tokio::test]
async fn so_are_those_of_tokens_that_name_none() {
    let clock = SettableClock::default();
    let services = services(&Scripted::new(), &clock);
    let decryption = Decryption::of(&services, PATIENCE);
    for alg in ["RSA-OAEP-256", "ECDH-ES"] {
        let before = sealed_for_nobody(&services, alg).await;
        assert!(is_opened(&decryption.decrypt(before, Back).await), "{alg}");
        OwnKeys::rotate(&services).await.unwrap();
        let after = sealed_for_nobody(&services, alg).await;
        let reply = decryption.decrypt(after.clone(), Back).await;
        assert!(
            matches!(reply, CallReply::Decrypted(Err(JweError::Undecryptable))),
            "{alg}: {reply:?}"
        );
        clock.advance(READ_AGAIN);
        assert!(is_opened(&decryption.decrypt(after, Back).await), "{alg}");
    }
}

#[tokio::test]
async fn while_the_store_is_away_the_keys_of_before_do() {
    let clock = SettableClock::default();
    let store = InMemory::new(&clock);
    let services = Services {
        deposits: Arc::new(store.clone()),
        ..services(&Scripted::new(), &clock)
    };
    let decryption = Decryption::of(&services, PATIENCE);
    let token = sealed(&services, "ECDH-ES").await;
    assert!(is_opened(&decryption.decrypt(token.clone(), Back).await));
    store.go_away();
    for _ in 0..2 {
        clock.advance(USED_FOR);
        assert!(is_opened(&decryption.decrypt(token.clone(), Back).await));
    }
    // Who never had any has none.
    let fresh = Services {
        shared: Arc::default(),
        ..services
    };
    let reply = Decryption::of(&fresh, PATIENCE).decrypt(token, Back).await;
    assert!(
        matches!(reply, CallReply::Unavailable("store.unavailable")),
        "{reply:?}"
    );
}

// H2-17
#[tokio::test]
async fn whoever_comes_when_all_places_are_taken_is_told_so_at_once() {
    let clock = SettableClock::default();
    let services = services(&Scripted::new(), &clock);
    // All instances of a node share the places.
    let instances = [(); 2].map(|()| Arc::new(Decryption::of(&services, PATIENCE)));
    let token = sealed(&services, "RSA-OAEP-256").await;
    let desk = Arc::clone(&instances[0].desk);
    let turns = desk.front.turns.acquire_many(2).await.unwrap();
    let mut flood = JoinSet::new();
    for number in 0..PLACES * 3 {
        let (decryption, token) = (Arc::clone(&instances[number % 2]), token.clone());
        flood.spawn(async move { decryption.decrypt(token, Front).await });
    }
    for _ in 0..PLACES * 2 {
        let reply = flood.join_next().await.unwrap().unwrap();
        assert!(
            matches!(reply, CallReply::Unavailable("decryption.busy")),
            "{reply:?}"
        );
    }
    // What the provider says has places of its own.
    assert!(is_opened(&instances[1].decrypt(token.clone(), Back).await));
    drop(turns);
    while let Some(reply) = flood.join_next().await {
        assert!(is_opened(&reply.unwrap()));
    }
    // And when it is over, the places are free.
    assert!(is_opened(&instances[0].decrypt(token, Front).await));
}

#[tokio::test]
async fn without_keys_nothing_is_said_about_the_token() {
    let clock = SettableClock::default();
    let bare = Services {
        node_secrets: Arc::new(ports::NodeSecrets::new(Vec::new())),
        ..services(&Scripted::new(), &clock)
    };
    let decryption = Decryption::of(&bare, PATIENCE);
    let reply = decryption.decrypt(Secret::new("a.b.c.d.e"), Back).await;
    assert!(
        matches!(reply, CallReply::Unavailable("config.session_secret")),
        "{reply:?}"
    );
}
