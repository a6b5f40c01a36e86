use std::sync::Arc;

use jose::{ContentEncryption, Envelope, KeySet, Secret};
use ports::NodeSecrets;
use serde_json::Map;
use testkit::clock::SettableClock;
use testkit::deposits::InMemory;
use testkit::http::Scripted;

use super::*;
use crate::fakes::services;

struct Node {
    clock: SettableClock,
    deposits: InMemory,
    services: Services,
}

fn node() -> Node {
    let clock = SettableClock::default();
    let deposits = InMemory::new(&clock);
    let services = Services {
        deposits: Arc::new(deposits.clone()),
        ..services(&Scripted::new(), &clock)
    };
    Node {
        clock,
        deposits,
        services,
    }
}

fn published(keys: &OwnKeys, now: Timestamp) -> Vec<(String, String)> {
    let keys = keys.public(now);
    let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    keys.iter()
        .map(|key| (text(key, "alg"), text(key, "kid")))
        .collect()
}

#[tokio::test]
async fn one_is_made_for_each_algorithm_and_kept() {
    let node = node();
    let (one, other) = tokio::join!(OwnKeys::of(&node.services), OwnKeys::of(&node.services));
    let (one, now) = (one.unwrap(), node.services.clock.now());
    let made = published(&one, now);
    let algorithms: Vec<&str> = made.iter().map(|(algorithm, _)| algorithm.as_str()).collect();
    let expected: Vec<&str> = Algorithm::ALL
        .iter()
        .map(|algorithm| algorithm.as_str())
        .collect();
    assert_eq!(algorithms, expected);
    assert_eq!(
        published(&other.unwrap(), now),
        made,
        "whoever asks at once gets the same"
    );
    assert_eq!(published(&OwnKeys::of(&node.services).await.unwrap(), now), made);
    // Each of them verifies what its private half signs.
    let set = KeySet::parse(json!({ "keys": one.public(now) }).to_string().as_bytes()).unwrap();
    assert_eq!((set.len(), set.skipped()), (10, 0));
    for key in &one.current {
        let key = key.read().unwrap();
        let token = key.sign(None, &json!({ "sub": "app" })).unwrap();
        assert!(
            jose::verify(&token, &set, &[key.algorithm()]).is_ok(),
            "{}",
            key.algorithm()
        );
    }
}

#[tokio::test]
async fn each_opens_what_is_encrypted_for_it() {
    let node = node();
    let keys = OwnKeys::used(KeyUse::Encryption, &node.services).await.unwrap();
    let again = OwnKeys::used(KeyUse::Encryption, &node.services).await.unwrap();
    let now = node.services.clock.now();
    assert_eq!(published(&keys, now), published(&again, now));
    let signed = "e30.e30.c2lnbmVk";
    let seal = |recipient: &Value| {
        let envelope = Envelope {
            recipient: recipient.as_object().unwrap(),
            key_management: KeyManagement::from_name(recipient["alg"].as_str().unwrap()).unwrap(),
            content_encryption: ContentEncryption::A256Gcm,
            more: &Map::new(),
        };
        Secret::new(jose::encrypt_as_a_provider(signed.as_bytes(), &envelope).unwrap())
    };
    let sealed: Vec<Secret> = keys.public(now).iter().map(seal).collect();
    assert_eq!(sealed.len(), KeyManagement::ALL.len());
    let opens = |keys: &OwnKeys, now| {
        let keys = keys.decrypting(now);
        sealed
            .iter()
            .filter(|token| oidc::decrypt(token, &keys).is_ok_and(|token| token.is(signed)))
            .count()
    };
    assert_eq!(opens(&keys, now), sealed.len());
    // What was encrypted just before a rotation is opened as long as the key is published.
    OwnKeys::rotate(&node.services).await.unwrap();
    let rotated = OwnKeys::used(KeyUse::Encryption, &node.services).await.unwrap();
    assert_eq!(opens(&rotated, now), sealed.len());
    assert_eq!(opens(&rotated, now.plus(GRACE)), 0);
    // Keys that sign decrypt nothing, and cannot take the place of those that do.
    let signing = OwnKeys::of(&node.services).await.unwrap();
    assert!(signing.decrypting(now).is_empty());
    let foreign = node.services.deposits.find(KIND, KeyUse::Signature.name()).await;
    let (foreign, place) = (foreign.unwrap().unwrap(), KeyUse::Encryption.name());
    node.services
        .deposits
        .put(KIND, place, foreign, None)
        .await
        .unwrap();
    let replaced = OwnKeys::used(KeyUse::Encryption, &node.services).await.unwrap();
    assert_eq!(replaced.public(now).len(), KeyManagement::ALL.len());
}

#[tokio::test]
async fn nothing_private_is_published_or_lies_open() {
    let node = node();
    let told = OwnKeys::all_published(&node.services).await.unwrap();
    assert_eq!(told["keys"].as_array().unwrap().len(), 14);
    for key in told["keys"].as_array().unwrap() {
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
    for used in [KeyUse::Signature, KeyUse::Encryption] {
        let keys = OwnKeys::used(used, &node.services).await.unwrap();
        let kept = node.services.deposits.find(KIND, used.name()).await;
        let kept = kept.unwrap().unwrap();
        let bytes = base64url::decode(&kept).unwrap();
        assert!(!bytes.windows(3).any(|window| window == b"kid"));
        for key in &keys.current {
            assert!(!kept.contains(&key.key) && !kept.contains(&key.kid));
        }
    }
}

#[tokio::test]
async fn keys_that_were_replaced_are_published_for_a_day() {
    let node = node();
    let now = || node.services.clock.now();
    let first = published(&OwnKeys::of(&node.services).await.unwrap(), now());
    OwnKeys::rotate(&node.services).await.unwrap();
    let second = OwnKeys::of(&node.services).await.unwrap();
    let both = published(&second, now());
    assert_eq!(both.len(), 20);
    assert_eq!(both[10..], first);
    assert!(both[..10].iter().all(|key| !first.contains(key)));
    node.clock.advance(GRACE - Duration::from_millis(1));
    assert_eq!(published(&second, now()).len(), 20);
    node.clock.advance(Duration::from_millis(1));
    assert_eq!(published(&second, now()), both[..10]);
    // And those are not kept for ever.
    OwnKeys::rotate(&node.services).await.unwrap();
    let third = OwnKeys::of(&node.services).await.unwrap();
    assert_eq!(third.previous.len(), 10);
}

#[tokio::test]
async fn what_another_ring_has_sealed_is_replaced() {
    let node = node();
    let first = published(
        &OwnKeys::of(&node.services).await.unwrap(),
        node.services.clock.now(),
    );
    let moved = Services {
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![8; 32]])),
        ..node.services.clone()
    };
    let second = published(&OwnKeys::of(&moved).await.unwrap(), moved.clock.now());
    assert_ne!(first, second);
    assert_eq!(
        published(&OwnKeys::of(&moved).await.unwrap(), moved.clock.now()),
        second
    );
    // A ring whose newest secret is another opens what the older one sealed.
    let turned = Services {
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![9; 32], vec![8; 32]])),
        ..node.services.clone()
    };
    assert_eq!(
        published(&OwnKeys::of(&turned).await.unwrap(), turned.clock.now()),
        second
    );
}

#[tokio::test]
async fn without_a_store_or_a_ring_there_are_none() {
    let node = node();
    let bare = Services {
        node_secrets: Arc::new(NodeSecrets::new(Vec::new())),
        ..node.services.clone()
    };
    assert_eq!(
        OwnKeys::of(&bare).await.err().unwrap().code(),
        "config.session_secret"
    );
    node.deposits.go_away();
    let none = OwnKeys::of(&node.services).await.err().unwrap();
    assert_eq!(none.code(), "store.unavailable");
    assert_eq!(
        OwnKeys::rotate(&node.services).await.unwrap_err().code(),
        "store.unavailable"
    );
}
