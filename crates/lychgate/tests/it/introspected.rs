//! Programs that bring an access token about which the provider is asked.

use std::time::Duration;

use sample_idp::Misbehaviour;
use serde_json::{Value, json};

use crate::bearer::{alices_token, assert_refused, bring, clients_token};
use crate::house::{CLIENT_ID, CLIENT_SECRET, House};
use crate::told::json;

/// Has the provider forget a token (RFC 7009).
async fn revoke(house: &House, token: &str) {
    let reply = reqwest::Client::new()
        .post(format!("{}/v1/revoke", house.idp.issuer()))
        .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={token}"))
        .send();
    assert_eq!(reply.await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_tells_what_a_token_is_worth() {
    let house = House::start(&[
        "auth_methods: [introspection]",
        "upstream_headers_claims: [client_id]",
        "upstream_headers_names: [x-client]",
        "upstream_introspection_header: x-introspection",
    ])
    .await;
    let program = house.program();
    let token = clients_token(&house).await;
    for _ in 0..3 {
        let reply = bring(&program, "/orders", &token).await;
        assert_eq!(reply.status(), 200);
        assert!(!reply.headers().contains_key("set-cookie"), "{reply:?}");
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("authorization"), [format!("Bearer {token}")]);
        assert_eq!(seen.header("x-credential-identifier"), [CLIENT_ID]);
        assert_eq!(seen.header("x-client"), [CLIENT_ID]);
        let said = json(seen.header("x-introspection")[0]);
        assert_eq!(
            (&said["active"], &said["client_id"]),
            (&json!(true), &json!(CLIENT_ID))
        );
    }
    // It was asked once, at most on each core.
    assert!(house.idp.calls().introspect <= 2, "{:?}", house.idp.calls());
    // Whoever brings none is told so, since nobody signs in here.
    assert_eq!(program.request("GET", "/").send().await.unwrap().status(), 401);
}

// What the provider says to one client of a token is nothing that it said to another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_client_asks_for_itself() {
    let mut house = House::start(&[]).await;
    let login = house.login(&["auth_methods: [introspection]"]);
    let config = login
        .replace(
            &format!("client_id: [{CLIENT_ID}]"),
            &format!("client_id: [{CLIENT_ID}, stranger]"),
        )
        .replace(
            &format!("client_secret: [{CLIENT_SECRET}]"),
            &format!("client_secret: [{CLIENT_SECRET}, s]"),
        );
    house.apply(&config).await;
    let program = house.program();
    let token = clients_token(&house).await;
    for _ in 0..4 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
        // The provider does not know this one.
        let reply = bring(&program, "/?client_id=stranger", &token).await;
        assert_eq!(reply.status(), 503);
    }
    assert_eq!(house.upstream.count(), 4);
}

// TK-26
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_provider_said_counts_for_so_long_and_no_longer() {
    let mut house = House::start(&["auth_methods: [introspection]", "cache_ttl: 60"]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    // Both cores may have asked after these.
    for _ in 0..8 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
    }
    revoke(&house, &token).await;
    assert!(house.idp.calls().introspect <= 2);
    house.clock.advance(Duration::from_secs(60));
    let heard = house.upstream.count();
    for _ in 0..4 {
        assert_eq!(bring(&program, "/", &token).await.status(), 401);
    }
    assert_eq!(house.upstream.count(), heard);
    // Where nothing is remembered, each request asks.
    for option in ["cache_introspection: false", "cache_ttl: 0"] {
        let config = house.login(&["auth_methods: [introspection]", option]);
        house.apply(&config).await;
        let token = clients_token(&house).await;
        let before = house.idp.calls().introspect;
        for _ in 0..3 {
            assert_eq!(bring(&program, "/", &token).await.status(), 200);
        }
        assert_eq!(house.idp.calls().introspect, before + 3, "{option}");
        revoke(&house, &token).await;
        assert_eq!(bring(&program, "/", &token).await.status(), 401, "{option}");
    }
}

// TK-26
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_token_that_was_revoked_is_found_where_all_are_asked_about() {
    let mut house = House::start(&["auth_methods: [bearer]"]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    revoke(&house, &token).await;
    // Its signature is still good.
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    assert_eq!(house.idp.calls().introspect, 0);
    let options = [
        "auth_methods: [bearer, introspection]",
        "introspect_jwt_tokens: true",
        "expose_error_code: true",
    ];
    let config = house.login(&options);
    house.apply(&config).await;
    let heard = house.upstream.count();
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
    assert_eq!(house.upstream.count(), heard);
    let token = clients_token(&house).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
}

// TK-32
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_not_active_is_asked_about_once_in_a_while() {
    let mut house = House::start(&["auth_methods: [introspection]"]).await;
    let program = house.program();
    let ask_eight_times = async |house: &House| {
        let before = house.idp.calls().introspect;
        for _ in 0..8 {
            assert_eq!(bring(&program, "/", "2YotnFZFEjr1zCsicMWpAA").await.status(), 401);
        }
        house.idp.calls().introspect - before
    };
    // At most once on each core.
    assert!(ask_eight_times(&house).await + ask_eight_times(&house).await <= 2);
    house.clock.advance(Duration::from_secs(5));
    assert!((1..=2).contains(&ask_eight_times(&house).await));
    let config = house.login(&["auth_methods: [introspection]", "cache_ttl_neg: 0"]);
    house.apply(&config).await;
    assert_eq!(ask_eight_times(&house).await, 8);
    assert_eq!(house.upstream.count(), 0);
}

// TK-31
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_passes_because_nobody_could_be_asked() {
    let mut house = House::start(&["auth_methods: [introspection]", "expose_error_code: true"]).await;
    let program = house.program();
    assert_refused(
        &house,
        bring(&program, "/", "2YotnFZFEjr1zCsicMWpAA").await,
        401,
        "access_token.inactive",
    )
    .await;
    let token = clients_token(&house).await;
    let nowhere = format!("introspection_endpoint: {}/nowhere", house.idp.issuer());
    let others = format!("introspection_endpoint: {}/v1/userinfo", house.idp.issuer());
    let login = |options: &[&str]| house.login(&[&["auth_methods: [introspection]"], options].concat());
    let wrong = login(&[]).replace(CLIENT_SECRET, "another");
    for config in [login(&[&nowhere]), login(&[&others]), wrong] {
        house.apply(&config).await;
        let reply = bring(&program, "/", &token).await;
        assert_eq!(reply.status(), 503, "{config}");
        assert_eq!(reply.headers()["retry-after"], "5", "{config}");
    }
    assert_eq!(house.upstream.count(), 0);
}

// TK-27, TK-28
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_provider_said_is_judged_each_time() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    for (rule, status) in [
        ("audience_required: [somewhere]", 403),
        ("scopes_required: [openid]", 200),
        ("groups_required: [staff]", 200),
        ("scopes_required: [orders]", 403),
        ("claims_forbidden: [client_id]", 403),
    ] {
        let config = house.login(&["auth_methods: [introspection]", rule]);
        house.apply(&config).await;
        for _ in 0..2 {
            assert_eq!(bring(&program, "/", &token).await.status(), status, "{rule}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_userinfo_endpoint_tells_of_whom_a_token_is() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let config = house.login(&["auth_methods: [userinfo]", "expose_error_code: true"]);
    house.apply(&config).await;
    let before = house.idp.calls().userinfo;
    for _ in 0..3 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
    }
    assert!(house.idp.calls().userinfo <= before + 2);
    let heard = house.upstream.count();
    // No person stands behind the token of a client, and none behind what nobody has made.
    let own = clients_token(&house).await;
    for token in [own.as_str(), "2YotnFZFEjr1zCsicMWpAA"] {
        let reply = bring(&program, "/", token).await;
        assert_eq!(reply.status(), 401);
        let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        assert_eq!(body["code"], "access_token.inactive");
    }
    assert_eq!(house.upstream.count(), heard);
    let config = house.login(&["auth_methods: [userinfo]", "cache_user_info: false"]);
    house.apply(&config).await;
    let before = house.idp.calls().userinfo;
    for _ in 0..2 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
    }
    assert_eq!(house.idp.calls().userinfo, before + 2);
}

// CA-08: what userinfo says counts for so long and no longer, whoever remembers it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_was_taken_away() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let options = ["auth_methods: [bearer]", "search_user_info: true"];
    let config = house.login(&[options[0], options[1], "cache_ttl: 60"]);
    house.apply(&config).await;
    let before = house.idp.calls().userinfo;
    for _ in 0..8 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
    }
    // The first finds the provider, the second is remembered with its keys.
    assert!(house.idp.calls().userinfo <= before + 2);
    house.idp.misbehave(Misbehaviour::UserinfoOfAnother);
    house.clock.advance(Duration::from_secs(59));
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    house.clock.advance(Duration::from_secs(1));
    let heard = house.upstream.count();
    for _ in 0..2 {
        assert_eq!(bring(&program, "/", &token).await.status(), 401);
    }
    assert_eq!(house.upstream.count(), heard);
    // Where nothing is remembered, each request asks.
    house.idp.behave();
    let config = house.login(&[options[0], options[1], "cache_user_info: false"]);
    house.apply(&config).await;
    let before = house.idp.calls().userinfo;
    for _ in 0..3 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
    }
    assert_eq!(house.idp.calls().userinfo, before + 3);
}

// What was said a while ago does while nobody can be asked, and no longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_away_for_a_moment() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let config = house.login(&[
        "auth_methods: [userinfo]",
        "cache_ttl: 60",
        "cache_ttl_resurrect: 30",
    ]);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    house.idp.misbehave(Misbehaviour::UserinfoAway);
    house.clock.advance(Duration::from_secs(89));
    for _ in 0..3 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
    }
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(bring(&program, "/", &token).await.status(), 503);
    // Whoever was refused meanwhile is not brought back.
    house.idp.behave();
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    house.clock.advance(Duration::from_secs(60));
    house.idp.misbehave(Misbehaviour::UserinfoFails);
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
    house.idp.behave();
    house.idp.misbehave(Misbehaviour::UserinfoAway);
    house.clock.advance(Duration::from_secs(6));
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_is_handed_out() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    for (tokens, members) in [
        ("[introspection, access_token]", &["active", "client_id"][..]),
        ("[introspection, tokens]", &["access_token", "token_type"]),
        ("[access_token]", &["access_token"]),
    ] {
        let config = house.login(&[
            "auth_methods: [introspection]",
            "login_action: response",
            "login_methods: [bearer]",
            &format!("login_tokens: {tokens}"),
        ]);
        house.apply(&config).await;
        let reply = bring(&program, "/", &token).await;
        assert_eq!(reply.status(), 200);
        let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        assert!(
            members.iter().all(|name| body.get(name).is_some()),
            "{tokens}: {body}"
        );
        let hands_out = members.contains(&"access_token");
        assert_eq!(body.get("access_token").is_some(), hands_out, "{tokens}: {body}");
    }
    assert_eq!(house.upstream.count(), 0);
}
