//! Credentials that were exchanged before, and what the provider says of them by now.

use std::time::Duration;

use sample_idp::{Lifetimes, Misbehaviour};

use crate::house::House;
use crate::signed_answers::published;

/// How many questions to the provider were wished for.
async fn wanted(house: &House) -> u64 {
    let url = format!("http://{}/metrics", house.gateway.admin_bound()[0]);
    let metrics = reqwest::get(url).await.unwrap().text().await.unwrap();
    let mut lines = metrics.lines();
    let told = lines.find_map(|line| line.strip_prefix("lychgate_oidc_calls_wanted_total "));
    told.unwrap_or_else(|| panic!("{metrics}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_provider_says_by_now_is_heard_in_time() {
    let mut house = House::start(&["auth_methods: [password]", "cache_ttl_max: 60"]).await;
    let program = house.program();
    let ask = |secret: &'static str| {
        program
            .request("GET", "/")
            .basic_auth("alice", Some(secret))
            .send()
    };
    for _ in 0..4 {
        assert_eq!(ask("wonderland").await.unwrap().status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert!(seen.header("authorization")[0].starts_with("Bearer "), "{seen:?}");
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
    }
    assert_eq!(house.idp.grants("password"), 1);
    // Each core remembers for itself, so that hardly any of these is even wished for at the desk.
    let wanted = wanted(&house).await;
    for _ in 0..64 {
        let reply = ask("wonderland").await.unwrap();
        assert_eq!(reply.status(), 200);
        reply.bytes().await.unwrap();
    }
    assert!(self::wanted(&house).await < wanted + 64);
    assert_eq!(house.idp.grants("password"), 1);
    // Another secret is another question.
    assert_eq!(ask("wonderlanD").await.unwrap().status(), 401);
    assert_eq!(house.idp.grants("password"), 2);
    // From now on nothing good comes of it there.
    house.idp.misbehave(Misbehaviour::WrongIssuer);
    house.clock.advance(Duration::from_secs(59));
    assert_eq!(ask("wonderland").await.unwrap().status(), 200);
    house.clock.advance(Duration::from_secs(1));
    let heard = house.upstream.count();
    for _ in 0..2 {
        assert_eq!(ask("wonderland").await.unwrap().status(), 401);
    }
    assert_eq!(house.upstream.count(), heard);
    house.idp.behave();
    // Where nothing is remembered, each request asks.
    let config = house.login(&["auth_methods: [password]", "cache_tokens: false"]);
    house.apply(&config).await;
    let before = house.idp.grants("password");
    for _ in 0..3 {
        assert_eq!(ask("wonderland").await.unwrap().status(), 200);
    }
    assert_eq!(house.idp.grants("password"), before + 3);
}

/// What is encrypted says nothing of its end to whoever remembers the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_id_token_counts_no_longer_than_it_lasts() {
    let provider = sample_idp::Options {
        lifetimes: Lifetimes {
            id_token: Duration::from_secs(60),
            ..Lifetimes::default()
        },
        ..sample_idp::Options::default()
    };
    let house = House::provided(provider, &["auth_methods: [password]"]).await;
    house.idp.encrypt_for(Some(published(&house, "ECDH-ES").await));
    let program = house.program();
    let ask = || async {
        let request = program
            .request("GET", "/")
            .basic_auth("alice", Some("wonderland"));
        request.send().await.unwrap().status()
    };
    for _ in 0..3 {
        assert_eq!(ask().await, 200);
    }
    assert_eq!(house.idp.grants("password"), 1);
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(ask().await, 200);
    assert_eq!(house.idp.grants("password"), 2);
}
