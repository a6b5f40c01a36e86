//! Floods of tokens that nobody has signed, beside somebody whose token is good.

use std::sync::Arc;

use jose::base64url;
use plugin::Scheme;
use reqwest::StatusCode;
use sample_idp::SigningAlgorithm;
use tokio::task::JoinSet;

use crate::bearer::{bring, clients_token};
use crate::house::House;
use crate::hybrid::sign_in;
use crate::signed_answers::published;

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

/// Whoever replays the callback of a login of their own has tokens decrypted that come with a browser, and takes no place
/// of what the provider says.
// H2-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn encrypted_tokens_of_the_front_channel_hold_up_no_login() {
    let mut house = House::reached_over(Scheme::Https, &[]).await;
    let hybrid = house.login(&["response_mode: form_post", "response_type: [code id_token]"]);
    let desk = house.desk(&["auth_methods: [password]", "cache_tokens: false"]);
    house.apply(&(hybrid + &desk)).await;
    let key = published(&house, "RSA-OAEP-256").await;
    let kid = key["kid"].as_str().unwrap().to_owned();
    house.idp.encrypt_for(Some(key));
    let browser = house.browser();
    let state = browser
        .get(&house.url("/"))
        .await
        .redirect_parameter("state")
        .unwrap();
    let (program, cookies) = (Arc::new(house.program()), House::cookies(&browser));
    let callback = |number: u32| {
        let header = format!(r#"{{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT","kid":"{kid}"}}"#);
        let (header, mark) = (
            base64url::encode(header.as_bytes()),
            base64url::encode(&number.to_be_bytes()),
        );
        let wrapped = base64url::encode(&[7; 256]);
        let token = format!("{header}.{wrapped}.AAAAAAAAAAAAAAAA.{mark}.AAAAAAAAAAAAAAAAAAAAAA");
        let request = program.request("POST", "/").header("cookie", &cookies);
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("code=C&state={state}&id_token={token}"))
    };
    let (spent, heard) = (house.idp.grants("authorization_code"), house.upstream.count());
    let mut passed = 0;
    for wave in 0..FLOOD / AT_ONCE / 3 {
        let mut asked = JoinSet::new();
        // More than there are places.
        for number in wave * AT_ONCE * 3..(wave + 1) * AT_ONCE * 3 {
            let request = callback(number);
            asked.spawn(async move { (false, request.send().await.unwrap().status()) });
        }
        let request = program
            .request("GET", "/desk")
            .basic_auth("alice", Some("wonderland"));
        asked.spawn(async move { (true, request.send().await.unwrap().status()) });
        while let Some(answered) = asked.join_next().await {
            let (is_good, status) = answered.unwrap();
            let expected = match is_good {
                true => &[StatusCode::OK][..],
                // It cannot be decrypted, or there is no place for it.
                false => &[StatusCode::UNAUTHORIZED, StatusCode::SERVICE_UNAVAILABLE],
            };
            assert!(expected.contains(&status), "{is_good} {status}");
            passed += usize::from(is_good);
        }
    }
    assert_eq!(house.upstream.count(), heard + passed);
    // Nobody's code was spent, and who comes afterwards signs in.
    assert_eq!(house.idp.grants("authorization_code"), spent);
    let page = sign_in(&house, &house.browser(), "/").await;
    assert_eq!(page.status, 200, "{}", page.text());
}
