//! Codes that are used again.

use std::time::Duration;

use serde_json::{Value, json};

use super::place::{CALLBACK, Place, Told, form_to};

const CODE: (u16, &str, &str) = (400, "invalid_request", "Invalid code");
const REFRESH: (u16, &str, &str) = (400, "invalid_request", "Invalid refresh_token");
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: [(&str, &str); 2] = [
    ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
];

fn tokens(body: &Value) -> [String; 2] {
    ["access_token", "refresh_token"].map(|name| body[name].as_str().unwrap().to_owned())
}

async fn renewed(place: &Place, refresh: &str) -> Told {
    place
        .token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)])
        .await
}

/// A code that was redeemed, and the tokens that were given for it.
async fn redeemed(place: &Place) -> (String, [String; 2]) {
    let code = place.code(&CHALLENGE).await;
    let told = place.redeem(&code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(told.status, 200, "{told:?}");
    (code, tokens(&told.body))
}

#[tokio::test]
async fn a_code_that_is_used_again_ends_what_was_given_for_it() {
    for (more, is_its_client) in [
        (&[("code_verifier", VERIFIER)][..], true),
        // Somebody has stolen the code, and does not know the verifier.
        (&[], true),
        (&[("code_verifier", CHALLENGE[0].1)], true),
        (&[("redirect_uri", CALLBACK)], true),
        // Who does not prove to be its client ends nothing.
        (&[("client_secret", "wrong")], false),
        (&[("client_id", "bobs"), ("client_secret", "bobs-secret")], false),
        (
            &[("client_id", "hashed"), ("client_secret", "hashed-secret")],
            false,
        ),
        (&[("redirect_uri", "https://evil.test/")], false),
    ] {
        let place = Place::new(&json!({}));
        let (code, [access, refresh]) = redeemed(&place).await;
        let (_, [other, other_refresh]) = redeemed(&place).await;
        assert!(place.opens(0, &access).await, "{more:?}");
        let told = place.redeem(&code, more).await;
        assert_eq!(told.status, 400, "{more:?}");
        assert!(told.error() == CODE || !is_its_client, "{told:?}");
        // A core that has not seen it, one that has, a moment later, and any other node.
        assert_eq!(place.opens(1, &access).await, !is_its_client, "{more:?}");
        place.clock.advance(Duration::from_secs(3));
        assert_eq!(place.opens(0, &access).await, !is_its_client, "{more:?}");
        let node = place.beside(&json!({}));
        assert_eq!(node.opens(0, &access).await, !is_its_client, "{more:?}");
        let told = renewed(&node, &refresh).await;
        assert_eq!(told.error() == REFRESH, is_its_client, "{told:?}");
        // What was given for another code stays.
        assert!(place.opens(1, &other).await);
        assert_eq!(renewed(&place, &other_refresh).await.status, 200);
    }
}

#[tokio::test]
async fn at_another_service_a_code_is_nobodys() {
    let place = Place::new(&json!({}));
    let (code, [access, _]) = redeemed(&place).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
    ];
    let elsewhere = form_to(place.request_to("other", "/oauth2/token"), &form);
    assert_eq!(place.tell(0, elsewhere).await.error(), CODE);
    assert!(place.opens(1, &access).await);
}

#[tokio::test]
async fn whoever_renews_in_between_keeps_nothing() {
    for reuse in [false, true] {
        let place = Place::new(&json!({ "reuse_refresh_token": reuse }));
        let (code, given) = redeemed(&place).await;
        let mut all = vec![given];
        for _ in 0..3 {
            let told = renewed(&place, &all.last().unwrap()[1]).await;
            assert_eq!(told.status, 200, "{told:?}");
            all.push(tokens(&told.body));
        }
        assert!(place.opens(0, &all.last().unwrap()[0]).await);
        // On another node, as all of it is.
        let node = place.beside(&json!({ "reuse_refresh_token": reuse }));
        assert_eq!(node.redeem(&code, &[]).await.error(), CODE);
        place.clock.advance(Duration::from_secs(3));
        for [access, refresh] in &all {
            assert!(!place.opens(0, access).await && !node.opens(1, access).await);
            assert_eq!(renewed(&place, refresh).await.error(), REFRESH);
        }
    }
}

#[tokio::test]
async fn several_who_come_at_once_are_left_with_nothing() {
    let place = Place::new(&json!({}));
    let code = place.code(&[]).await;
    let node = place.beside(&json!({}));
    let (a, b) = tokio::join!(place.redeem(&code, &[]), node.redeem(&code, &[]));
    let mut given: Vec<_> = [a, b].into_iter().filter(|told| told.status == 200).collect();
    let [access, refresh] = tokens(&given.pop().unwrap().body);
    assert!(given.is_empty());
    assert!(!place.opens(0, &access).await && !node.opens(0, &access).await);
    assert_eq!(renewed(&place, &refresh).await.error(), REFRESH);
}

#[tokio::test]
async fn what_has_ended_stays_so() {
    // Tokens that never end, and a code that does.
    let place = Place::new(&json!({ "token_expiration": 0, "refresh_token_ttl": 0 }));
    let code = place.code(&[]).await;
    let told = place.redeem(&code, &[]).await;
    let access = told.body["access_token"].as_str().unwrap().to_owned();
    assert!(place.opens(0, &access).await);
    assert_eq!(place.redeem(&code, &[]).await.error(), CODE);
    place.clock.advance(Duration::from_secs(1_000_000_000));
    assert!(!place.opens(0, &access).await);
}

#[tokio::test]
async fn no_token_passes_while_nobody_knows_whether_its_code_was_used_again() {
    let place = Place::new(&json!({}));
    let (_, [access, _]) = redeemed(&place).await;
    place.deposits.go_away();
    assert!(!place.opens(0, &access).await);
}
