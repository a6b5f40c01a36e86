//! Logins that lead in circles are stopped, and whoever is in one is told why.

use std::time::Duration;

use testkit::browser::Cookies;

use crate::house::House;

// AZ-37
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_loses_its_session_is_stopped_after_three_rounds() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    for round in 1..=3 {
        let page = house.sign_in(&browser, "/app", "alice").await;
        assert_eq!(page.status, 200, "{round}: {}", page.text());
        browser.forget("session");
    }
    let (passed, calls) = (house.upstream.count(), house.idp.total_calls());
    let stopped = browser.get(&house.url("/app")).await;
    assert_eq!(stopped.status, 401);
    let text = stopped.text();
    assert!(
        text.contains("Your browser does not bring our cookie back"),
        "{text}"
    );
    assert!(text.contains("login.loop"), "{text}");
    assert_eq!(stopped.link("Sign in again").unwrap().as_str(), house.url("/app"));
    assert_eq!((house.upstream.count(), house.idp.total_calls()), (passed, calls));

    // Whoever has mended it may try again in a moment.
    house.clock.advance(Duration::from_millis(30_001));
    assert_eq!(house.sign_in(&browser, "/app", "alice").await.status, 200);
    assert_eq!(browser.get(&house.url("/app")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_out_and_in_on_purpose_is_in_no_circle() {
    let house = House::start(&["logout_uri_suffix: /logout"]).await;
    let browser = house.browser();
    for _ in 0..6 {
        assert_eq!(house.sign_in(&browser, "/app", "alice").await.status, 200);
        browser.post(&house.url("/logout"), &[]).await;
        assert_eq!(browser.cookie("session"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_any_cookies_has_its_page_after_two() {
    let house = House::start(&[]).await;
    let browser = house.browser().with_cookies(Cookies::Blocked);
    let once_more = {
        let there = browser.arrive(browser.get(&house.url("/app")).await).await;
        let with_code = browser.submit(&there.form().press("alice")).await;
        browser.follow(&with_code).await
    };
    let there = browser.arrive(once_more).await;
    let with_code = browser.submit(&there.form().press("alice")).await;
    let told = browser.follow(&with_code).await;
    assert_eq!(told.status, 401);
    let text = told.text();
    assert!(
        text.contains("Your browser does not bring our cookie back"),
        "{text}"
    );
    assert!(text.contains("callback.cookie_missing"), "{text}");
    assert_eq!((house.upstream.count(), house.idp.calls().token), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_of_which_a_part_gets_lost_is_named() {
    // An access token that does not fit into one cookie, and something in between that drops the second.
    let house = House::wordy(6_000, &[]).await;
    let browser = house.browser();
    for _ in 0..3 {
        let page = house.sign_in(&browser, "/app", "alice").await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(browser.cookie("session2").is_some());
        browser.forget("session2");
    }
    let stopped = browser.get(&house.url("/app")).await;
    assert_eq!(stopped.status, 401);
    let text = stopped.text();
    assert!(text.contains("Your session cannot be read here"), "{text}");
    assert!(text.contains("login.loop"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_over_as_it_begins_is_named() {
    let house = House::start(&["session_absolute_timeout: 1"]).await;
    let browser = house.browser();
    for _ in 0..3 {
        assert_eq!(house.sign_in(&browser, "/app", "alice").await.status, 200);
        house.clock.advance(Duration::from_millis(1_001));
    }
    let stopped = browser.get(&house.url("/app")).await;
    assert_eq!(stopped.status, 401);
    let text = stopped.text();
    assert!(
        text.contains("Your session is over as soon as it begins"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_with_different_secrets_are_named() {
    let secrets = ["one".repeat(12), "two".repeat(12)].map(|secret| format!("session_secret: {secret}"));
    let mut house = House::start(&[&secrets[0]]).await;
    let browser = house.browser();
    for round in 0..3 {
        assert_eq!(
            house.sign_in(&browser, "/app", "alice").await.status,
            200,
            "{round}"
        );
        // The next request comes to the other node, whose secret is another.
        let other = house.login(&[&secrets[(round + 1) % 2]]);
        house.apply(&other).await;
    }
    let stopped = browser.get(&house.url("/app")).await;
    assert_eq!(stopped.status, 401);
    let text = stopped.text();
    assert!(text.contains("Your session cannot be read here"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_way_out_that_leads_back_in_ends() {
    let mut house = House::start(&[]).await;
    let denied = house.url("/denied");
    let rules = house.login(&[
        "groups_required: [nobody]",
        &format!("forbidden_redirect_uri: [{denied}]"),
    ]);
    house.apply(&rules).await;
    let browser = house.browser();
    let mut page = browser.get(&house.url("/app")).await;
    let mut steps = 0;
    while !matches!(page.status.as_u16(), 401 | 403) {
        page = match page.status.as_u16() {
            302 | 303 => browser.follow(&page).await,
            _ => browser.submit(&page.form().press("bob")).await,
        };
        steps += 1;
        assert!(steps < 40, "it goes round and round");
    }
    assert_eq!(house.upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_sessions_whoever_is_sent_on_is_stopped_too() {
    let mut house = House::start(&[]).await;
    let rules = house.login(&["auth_methods: [authorization_code]"]);
    house.apply(&rules).await;
    let browser = house.browser();
    // A login that begins elsewhere than at the redirect URI has to be sent on, and nothing remembers it.
    let mut page = browser.get(&house.url("/app")).await;
    let mut steps = 0;
    while page.status != 401 {
        page = match page.status.as_u16() {
            302 | 303 => browser.follow(&page).await,
            _ => browser.submit(&page.form().press("alice")).await,
        };
        steps += 1;
        assert!(steps < 40, "it goes round and round");
    }
    assert!(
        page.text().contains("Nobody stays signed in here"),
        "{}",
        page.text()
    );
    // At the redirect URI each request is a login, as often as one likes.
    let browser = house.browser();
    for _ in 0..5 {
        assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200);
    }
}

// What the request shows of the cause stands on the page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cause_is_measured() {
    // Cookies for TLS only, in the clear: a proxy that does not say what it speaks.
    let house = House::start(&["session_cookie_secure: true", "authorization_cookie_secure: true"]).await;
    let told = without_cookies(&house).await;
    assert!(
        told.contains("are for https: only, and this request came by http:"),
        "{told}"
    );

    // More cookies than something in between lets through.
    let house = House::wordy(6_000, &[]).await;
    let browser = house.browser();
    for _ in 0..3 {
        assert_eq!(house.sign_in(&browser, "/app", "alice").await.status, 200);
        browser.forget("session");
        browser.forget("session2");
    }
    let told = browser.get(&house.url("/app")).await.text();
    assert!(
        told.contains("bytes, which something between your browser and this site"),
        "{told}"
    );
    assert!(!told.contains("https: only"), "{told}");
}

/// Signs in with a browser that keeps no cookies, until it is told why that does not work.
async fn without_cookies(house: &House) -> String {
    let browser = house.browser().with_cookies(Cookies::Blocked);
    let mut page = browser.arrive(browser.get(&house.url("/app")).await).await;
    for _ in 0..4 {
        if page.status == 401 {
            return page.text();
        }
        page = browser
            .arrive(browser.submit(&page.form().press("alice")).await)
            .await;
    }
    panic!("it goes round and round: {}", page.text())
}
