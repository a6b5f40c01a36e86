//! Floods of tokens that nobody has signed, beside somebody whose token is good.

use std::sync::Arc;

use jose::base64url;
use reqwest::StatusCode;
use sample_idp::SigningAlgorithm;
use tokio::task::JoinSet;

use crate::bearer::{bring, clients_token};
use crate::house::House;

/// Requests of the flood, and how many of them are under way at once.
const FLOOD: u32 = 600;
const AT_ONCE: u32 = 50;

/// A token of that number that is not good: signed badly, encrypted, or with a key id that nobody knows.
fn bad(good: &str, number: u32) -> String {
    let mark = base64url::encode(&number.to_be_bytes());
    let (rest, signature) = good.rsplit_once('.').unwrap();
    let (_, payload) = rest.split_once('.').unwrap();
    let header = |text: String| base64url::encode(text.as_bytes());
    match number % 3 {
        0 => format!("{rest}.{mark}{}", &signature[mark.len()..]),
        1 => {
            let header = header(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#.to_owned());
            format!("{header}.{signature}.AAAAAAAAAAAAAAAA.{mark}.AAAAAAAAAAAAAAAAAAAAAA")
        }
        _ => {
            let header = header(format!(r#"{{"alg":"RS256","kid":"{mark}"}}"#));
            format!("{header}.{payload}.{signature}")
        }
    }
}

// H2-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_signatures_and_encrypted_tokens_hold_up_nobody() {
    let provider = sample_idp::Options {
        algorithm: SigningAlgorithm::Rs256,
        ..sample_idp::Options::default()
    };
    let house = House::provided(provider, &["auth_methods: [bearer]"]).await;
    let program = Arc::new(house.program());
    let good = clients_token(&house).await;
    assert_eq!(bring(&program, "/", &good).await.status(), 200);
    let (calls, heard) = (house.idp.total_calls(), house.upstream.count());
    let mut passed = 0;
    for wave in 0..FLOOD / AT_ONCE {
        let mut asked = JoinSet::new();
        for number in wave * AT_ONCE..(wave + 1) * AT_ONCE {
            let (program, token) = (Arc::clone(&program), bad(&good, number));
            asked.spawn(async move { (false, bring(&program, "/", &token).await.status()) });
        }
        let (program, good) = (Arc::clone(&program), good.clone());
        asked.spawn(async move { (true, bring(&program, "/", &good).await.status()) });
        while let Some(answered) = asked.join_next().await {
            let (is_good, status) = answered.unwrap();
            let expected = if is_good {
                StatusCode::OK
            } else {
                StatusCode::UNAUTHORIZED
            };
            assert_eq!(status, expected);
            passed += usize::from(is_good);
        }
    }
    assert_eq!(house.upstream.count(), heard + passed);
    // Nobody was asked anything: an unknown key id is looked for once in a while, what is encrypted never.
    assert_eq!(house.idp.total_calls(), calls);
}
