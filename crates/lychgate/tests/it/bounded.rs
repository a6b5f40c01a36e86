//! What strangers send costs bounded work: it is refused, the provider is spared, and it is counted.

use std::collections::BTreeMap;

use jose::base64url::encode;

use crate::bearer::{bring, clients_token};
use crate::house::House;

/// What the gateway counts of logins.
async fn counts(house: &House) -> BTreeMap<String, u64> {
    let url = format!("http://{}/metrics", house.gateway.admin_bound()[0]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let text = client.get(url).send().await.unwrap().text().await.unwrap();
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("lychgate_oidc_"));
    let counted = lines.map(|line| line.split_once(' ').unwrap());
    counted
        .map(|(name, value)| (name.replace("_total", ""), value.parse().unwrap()))
        .collect()
}

/// A token that names this key, and was signed with none.
fn unsigned(house: &House, key: &str) -> String {
    let header = format!(r#"{{"alg":"ES256","typ":"at+jwt","kid":"{key}"}}"#);
    let claims = format!(
        r#"{{"iss":"{}","sub":"mallory","exp":4000000000}}"#,
        house.idp.issuer()
    );
    [header.as_bytes(), claims.as_bytes(), &[7; 64]]
        .map(encode)
        .join(".")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_keys_that_nobody_knows() {
    let house = House::start(&["auth_methods: [bearer]"]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    let before = house.idp.total_calls();
    for number in 0..1000 {
        let forged = unsigned(&house, &format!("k{number}"));
        assert_eq!(bring(&program, "/", &forged).await.status(), 401);
    }
    // All of that in the same second: keys were looked for once, which are two calls.
    assert!(house.idp.total_calls() <= before + 2, "{:?}", house.idp.calls());
    let counts = counts(&house).await;
    // All that is counted is told under its own name.
    assert_eq!(counts.len(), 6, "{counts:?}");
    assert_eq!(
        (counts["unknown_keys"], counts["tokens_refused"]),
        (1000, 1000),
        "{counts:?}"
    );
    // Whoever is good passes as before.
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    assert_eq!(house.upstream.count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_that_are_as_long_as_can_be() {
    let house = House::start(&["auth_methods: [bearer, password, introspection]"]).await;
    let program = house.program();
    let asked = |value: String| program.request("GET", "/").header("authorization", value).send();
    // The head of a request has 64 KiB at most.
    // Who is still speaking when the connection is closed may not hear that.
    if let Ok(reply) = asked(format!("Bearer {}", "a".repeat(64 * 1024))).await {
        assert_eq!(reply.status(), 431);
    }
    let long = "a".repeat(60_000);
    let called = house.idp.total_calls();
    // What says that it is signed is not, and what cannot be a pair is none: nobody is asked about either.
    let jwt = format!("Bearer {}.{long}.AAAA", encode(br#"{"alg":"ES256","kid":"k"}"#));
    assert_eq!(asked(jwt).await.unwrap().status(), 401);
    assert_eq!(
        asked(format!("Basic {}", "!".repeat(60_000)))
            .await
            .unwrap()
            .status(),
        400
    );
    let found = house.idp.calls();
    assert_eq!((found.introspect, found.token), (0, 0), "{called}");
    // The provider may know any text; it is asked once about one that it does not call active.
    for _ in 0..8 {
        assert_eq!(asked(format!("Bearer {long}")).await.unwrap().status(), 401);
    }
    assert!(house.idp.calls().introspect <= 2);
    assert_eq!(house.upstream.count(), 0);
    let counts = counts(&house).await;
    assert_eq!(
        (counts["tokens_refused"], counts["credentials_refused"]),
        (9, 1),
        "{counts:?}"
    );
}

// JW-58: what is wrong with a token is nobody's business who cannot make a good one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_wrong_with_a_token_the_client_hears_the_same() {
    let house = House::start(&["auth_methods: [bearer]", "expose_error_code: false"]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    let known = token.split('.').next().unwrap();
    let claims = encode(br#"{"iss":"https://other.example","sub":"mallory","exp":1}"#);
    let mut heard = Vec::new();
    for wrong in [
        unsigned(&house, "nobodys"),
        format!("{signed}.{}", encode(&[7; 64])),
        format!("{known}.{claims}.{}", encode(&[7; 64])),
        format!("{}.{claims}.", encode(br#"{"alg":"none"}"#)),
        "2YotnFZFEjr1zCsicMWpAA".to_owned(),
        "a.b.c".to_owned(),
    ] {
        let reply = bring(&program, "/", &wrong).await;
        assert_eq!(reply.status(), 401, "{wrong}");
        let challenge = reply.headers()["www-authenticate"].to_str().unwrap().to_owned();
        let mut names: Vec<_> = reply.headers().keys().map(ToString::to_string).collect();
        names.sort();
        let mut body: serde_json::Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        body["request_id"] = "any".into();
        heard.push((challenge, names, body.to_string()));
    }
    heard.dedup();
    assert_eq!(heard.len(), 1, "{heard:?}");
}
