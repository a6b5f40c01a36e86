//! Whose session it is: what was there before a login, and what is left after it.

use std::time::Duration;

use testkit::browser::Browser;

use crate::house::House;

const OPTIONS: [&str; 3] = [
    "session_request_headers: [id, subject]",
    "logout_uri_suffix: /logout",
    "session_absolute_timeout: 600",
];

/// The id of the session and whose it is, as the upstream was told last.
fn last(house: &House) -> (String, String) {
    let requests = house.upstream.requests();
    let seen = requests.last().unwrap();
    let of = |name| seen.header(name)[0].to_owned();
    (of("session-id"), of("session-subject"))
}

fn plant(house: &House, browser: &Browser, session: &str) {
    browser
        .plant(&house.url("/"), &format!("session={session}; Path=/"))
        .unwrap();
}

// SE-10
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_was_planted_before_a_login_is_not_the_one_after_it() {
    let house = House::start(&OPTIONS).await;
    let attacker = house.browser();
    house.sign_in(&attacker, "/", "carol").await;
    let (id, _) = last(&house);
    let planted = attacker.cookie("session").unwrap().value;
    house.clock.advance(Duration::from_secs(601));

    for planted in [planted.as_str(), "a-value-that-the-attacker-knows"] {
        let victim = house.browser();
        plant(&house, &victim, planted);
        assert_eq!(house.sign_in(&victim, "/", "alice").await.status, 200);
        assert_eq!(last(&house).1, "u-alice");
        assert_ne!(last(&house).0, id);
        assert_ne!(victim.cookie("session").unwrap().value, planted);

        let passed = house.upstream.count();
        let thief = house.browser();
        plant(&house, &thief, planted);
        assert_eq!(thief.get(&house.url("/")).await.status, 302);
        assert_eq!(house.upstream.count(), passed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_login_has_an_id_of_its_own() {
    let house = House::start(&OPTIONS).await;
    let browser = house.browser();
    let mut ids = Vec::new();
    for _ in 0..3 {
        house.sign_in(&browser, "/", "alice").await;
        browser.get(&house.url("/")).await;
        ids.push(last(&house).0);
        browser.post(&house.url("/logout"), &[]).await;
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

// SE-11
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_does_not_change_whose_session_it_is() {
    let house = House::start(&OPTIONS).await;
    let first = house.browser();
    let second = first.clone();
    let there = second.arrive(second.get(&house.url("/other")).await).await;
    house.sign_in(&first, "/", "alice").await;
    let alice = first.cookie("session").unwrap();

    // The other window signs in as bob. Alice is there already: bob's code is left alone.
    let bob = second.submit(&there.form().press("bob")).await;
    let page = second.arrive(bob).await;
    assert_eq!(
        (page.status.as_u16(), page.url.as_str()),
        (200, &*house.url("/other"))
    );
    assert_eq!(last(&house).1, "u-alice");
    assert_eq!(first.cookie("session").unwrap(), alice);
    assert_eq!(house.idp.calls().token, 1);

    // Once alice has signed out, bob signs in, and nothing of alice is left.
    let leaving = first.post(&house.url("/logout"), &[]).await;
    first.arrive(leaving).await;
    house.sign_in(&first, "/", "bob").await;
    first.get(&house.url("/")).await;
    assert_eq!(last(&house).1, "u-bob");
}

// SE-12
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_logout_a_copy_of_the_cookie_opens_nothing() {
    // A node remembers whom it has signed out; another one that shares the secret does not know of it.
    let mut house = House::start(&OPTIONS).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let first = browser.cookie("session").unwrap().value;
    // The same login, written again while it was used.
    house.clock.advance(Duration::from_secs(61));
    browser.get(&house.url("/")).await;
    let second = browser.cookie("session").unwrap().value;
    assert_ne!(first, second);
    let other = house.browser();
    house.sign_in(&other, "/", "alice").await;
    browser.post(&house.url("/logout"), &[]).await;

    let passed = house.upstream.count();
    for reload in [false, true] {
        if reload {
            let config = house.login(&OPTIONS);
            house.apply(&config).await;
        }
        for copy in [&first, &second] {
            let thief = house.browser();
            plant(&house, &thief, copy);
            assert_eq!(thief.get(&house.url("/")).await.status, 302);
        }
    }
    assert_eq!(house.upstream.count(), passed);
    // Alice's other browser is another login.
    assert_eq!(other.get(&house.url("/")).await.status, 200);
}
