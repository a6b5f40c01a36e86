//! A session outlives its access token: ahead of the end one new token is fetched, once for all who ask.

use std::time::Duration;

use sample_idp::{Lifetimes, Misbehaviour};
use testkit::browser::Browser;

use crate::house::{CLIENT_ID, CLIENT_SECRET, House};

/// An access token lasts so long here; a new one is fetched thirty seconds earlier.
const LIFE: Duration = Duration::from_secs(300);

/// A moment at which a new one is due and the old one still lasts.
const DUE: Duration = Duration::from_secs(280);

/// A house whose provider rotates refresh tokens, and revokes them all when one is used twice.
async fn house(options: &[&str]) -> House {
    let lifetimes = Lifetimes {
        access_token: LIFE,
        ..Lifetimes::default()
    };
    let provider = sample_idp::Options {
        lifetimes,
        ..sample_idp::Options::default()
    };
    let mut all = vec!["scopes: [openid, offline_access]"];
    all.extend(options);
    House::provided(provider, &all).await
}

/// What the upstream was shown with each request so far.
fn tokens(house: &House) -> Vec<String> {
    let requests = house.upstream.requests();
    let token = |seen: &testkit::echo::Seen| {
        let shown = seen.header("authorization");
        assert_eq!(shown.len(), 1, "{shown:?}");
        shown[0].to_owned()
    };
    requests.iter().map(token).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ahead_of_the_end_one_refresh_happens() {
    let house = house(&[]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    house.clock.advance(Duration::from_millis(269_999));
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    assert_eq!(house.idp.calls().token, 1);

    house.clock.advance(Duration::from_millis(1));
    let before = browser.cookie("session").unwrap();
    let page = browser.get(&house.url("/")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_ne!(browser.cookie("session").unwrap(), before);
    for _ in 0..3 {
        assert_eq!(browser.get(&house.url("/")).await.header("set-cookie"), None);
    }
    assert_eq!(house.idp.calls().token, 2);
    let tokens = tokens(&house);
    assert_eq!(tokens[0], tokens[1]);
    assert_ne!(tokens[1], tokens[2]);
    assert!(tokens[2..].iter().all(|token| *token == tokens[2]));
}

// TK-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_requests_at_once_make_one_refresh() {
    let house = house(&[]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let old = House::cookies(&browser);
    house.clock.advance(DUE);

    // The provider takes its time until all are on their way.
    house.idp.misbehave(Misbehaviour::TokenHeld);
    let program = house.program();
    let asked: Vec<_> = (0..200)
        .map(|number| tokio::spawn(program.get(&format!("/{number}"), &old).send()))
        .collect();
    while house.idp.calls().token < 2 {
        tokio::task::yield_now().await;
    }
    house.idp.behave();

    let late = house.browser();
    for asking in asked {
        let reply = asking.await.unwrap().unwrap();
        assert_eq!(reply.status(), 200);
        for line in reply.headers().get_all("set-cookie") {
            late.plant(&house.url("/"), line.to_str().unwrap()).unwrap();
        }
    }
    assert_eq!(house.idp.calls().token, 2);
    let seen = tokens(&house);
    assert_eq!(seen.len(), 201);
    assert_ne!(seen[0], seen[1]);
    assert!(seen[1..].iter().all(|token| *token == seen[1]));

    // The session goes on: the provider has revoked nothing, and refreshes once more.
    house.clock.advance(DUE);
    assert_eq!(late.get(&house.url("/")).await.status, 200);
    assert_eq!(house.idp.calls().token, 3);
    assert_ne!(tokens(&house)[201], seen[1]);
}

// SE-13, TK-18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_late_shares_it_and_whoever_comes_too_late_signs_in() {
    let house = house(&[]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let old = House::cookies(&browser);
    house.clock.advance(DUE);
    assert_eq!(browser.get(&house.url("/")).await.status, 200);

    // A page's other requests may still be under way with the cookie of before.
    house.clock.advance(Duration::from_secs(30));
    let program = house.program();
    let late = program.get("/", &old).send().await.unwrap();
    assert_eq!(late.status(), 200);
    let tokens = tokens(&house);
    assert_eq!(tokens[1], tokens[2]);

    // Later than that nobody asks the provider for the same thing again: it would revoke everything.
    for _ in 0..9 {
        house.clock.advance(Duration::from_millis(60_000));
        let too_late = program.get("/", &old).send().await.unwrap();
        assert_eq!(too_late.status(), 302);
        let to = too_late.headers()["location"].to_str().unwrap();
        assert!(to.starts_with(house.idp.issuer()), "{to}");
        assert_eq!(browser.get(&house.url("/")).await.status, 200);
    }
    // Five minutes later the new session was refreshed, in its turn.
    assert_eq!(house.idp.calls().token, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_services_that_share_a_session_make_one_refresh() {
    let mut house = house(&[]).await;
    let options = ["scopes: [openid, offline_access]"];
    let config = house.login(&options) + &house.desk(&options);
    house.apply(&config).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let old = House::cookies(&browser);
    house.clock.advance(DUE);
    let program = house.program();
    let (app, desk) = tokio::join!(program.get("/", &old).send(), program.get("/desk", &old).send());
    assert_eq!(
        (app.unwrap().status(), desk.unwrap().status()),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    assert_eq!(house.idp.calls().token, 2);
    let tokens = tokens(&house);
    assert_eq!(tokens[1], tokens[2]);
}

// DI-14
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_provider_a_session_lasts_as_long_as_its_token_and_goes_on_afterwards() {
    let house = house(&[]).await;
    let (browser, url) = (house.browser(), house.url("/"));
    house.sign_in(&browser, "/", "alice").await;
    house.idp.misbehave(Misbehaviour::TokenFails);
    house.clock.advance(DUE);
    assert_eq!(browser.get(&url).await.status, 200);
    house.clock.advance(Duration::from_millis(19_999));
    assert_eq!(browser.get(&url).await.status, 200);
    let session = browser.cookie("session").unwrap();

    house.clock.advance(Duration::from_millis(1));
    let page = browser.get(&url).await;
    assert_eq!(page.status, 503);
    assert_eq!(page.header("retry-after"), Some("5"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("set-cookie"), None);
    assert_eq!(browser.cookie("session").unwrap(), session);
    assert_eq!(house.upstream.count(), 3);

    house.idp.behave();
    house.clock.advance(Duration::from_millis(5_001));
    assert_eq!(browser.get(&url).await.status, 200);
    let tokens = tokens(&house);
    assert_eq!(tokens[0], tokens[2]);
    assert_ne!(tokens[2], tokens[3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_not_to_be_found_ends_no_session_either() {
    for (other, is_found) in [
        // Nobody listens there.
        ("token_endpoint: http://127.0.0.1:1/token", true),
        // With other options everything is looked for anew, and nobody says where it would be.
        ("session_idling_timeout: 800", false),
    ] {
        let mut house = house(&[]).await;
        let (browser, url) = (house.browser(), house.url("/"));
        house.sign_in(&browser, "/", "alice").await;
        if !is_found {
            house.idp.misbehave(Misbehaviour::DiscoveryFails);
        }
        let config = house.login(&["scopes: [openid, offline_access]", other]);
        house.apply(&config).await;
        house.clock.advance(DUE);
        assert_eq!(browser.get(&url).await.status, 200, "{other}");
        house.clock.advance(LIFE - DUE);
        let page = browser.get(&url).await;
        assert_eq!(page.status, 503, "{other}");
        assert_eq!(page.header("retry-after"), Some("5"), "{other}");
        assert!(browser.cookie("session").is_some(), "{other}");
        assert_eq!(
            (house.upstream.count(), house.idp.calls().token),
            (2, 1),
            "{other}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_the_provider_has_ended_is_a_new_login() {
    let house = house(&["upstream_refresh_token_header: x-refresh-token"]).await;
    let (browser, url) = (house.browser(), house.url("/"));
    house.sign_in(&browser, "/", "alice").await;
    revoke(&house, house.upstream.requests()[0].header("x-refresh-token")[0]).await;
    house.clock.advance(DUE);

    let ended = browser.get(&url).await;
    assert!(ended.redirect().unwrap().as_str().starts_with(house.idp.issuer()));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(house.upstream.count(), 1);
    // Nobody asks again for what was refused.
    assert_eq!(house.idp.calls().token, 2);

    let page = browser.arrive(ended).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_is_signed_in(&house, &browser).await;
}

// TK-20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logout_during_a_refresh_has_the_last_word() {
    let house = house(&["logout_uri_suffix: /logout"]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let cookies = House::cookies(&browser);
    house.clock.advance(DUE);
    house.idp.misbehave(Misbehaviour::TokenHeld);
    let refreshing = tokio::spawn(house.program().get("/", &cookies).send());
    while house.idp.calls().token < 2 {
        tokio::task::yield_now().await;
    }
    browser.post(&house.url("/logout"), &[]).await;
    house.idp.behave();

    // What the other request brings back comes too late: it goes back to a login that has ended.
    let late = refreshing.await.unwrap().unwrap();
    for line in late.headers().get_all("set-cookie") {
        browser.plant(&house.url("/"), line.to_str().unwrap()).unwrap();
    }
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

async fn assert_is_signed_in(house: &House, browser: &Browser) {
    let calls = house.idp.total_calls();
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    assert_eq!(house.idp.total_calls(), calls);
}

/// Has the provider forget a refresh token, and all that came of it.
async fn revoke(house: &House, token: &str) {
    let form = format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&token={token}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let reply = client
        .post(format!("{}/v1/revoke", house.idp.issuer()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    assert_eq!(reply.send().await.unwrap().status(), 200);
}
