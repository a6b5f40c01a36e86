//! A provider that answers, and answers wrong: with pages, slowly, endlessly, from elsewhere. Whatever it does is told
//! by its code, has an end, and lets nobody pass.

use std::time::Duration;

use plugin::Scheme;
use sample_idp::Misbehaviour as M;

use crate::house::House;

// DI-08, TK-04, TK-05, TK-06, TK-13, JK-13, JK-15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_it_answers_has_an_end_and_lets_nobody_pass() {
    for (wrong, code, status) in [
        (M::TokenEndpointFails, "token.unavailable", 503),
        (M::TokenEndpointSpeaksHtml, "token.malformed", 401),
        (M::TokenEndpointHangsUp, "token.unavailable", 503),
        (M::EndlessTokenReply, "token.unavailable", 503),
        (M::SlowTokenReply, "token.unavailable", 503),
        (M::RedirectingTokenEndpoint, "token.refused", 401),
        (M::ExpiresInZero, "token.malformed", 401),
        (M::HtmlDiscovery, "discovery.provider_unknown", 503),
        (M::SlowKeys, "discovery.provider_unknown", 503),
        (M::RedirectingKeys, "discovery.provider_unknown", 503),
    ] {
        let house = House::start(&["timeout: 500"]).await;
        let browser = house.browser();
        house.idp.misbehave(wrong);
        let told = house.sign_in(&browser, "/", "alice").await;
        assert_eq!(told.status, status, "{wrong:?}: {}", told.text());
        assert!(told.text().contains(code), "{wrong:?}: {}", told.text());
        assert_eq!(told.header("retry-after").is_some(), status == 503, "{wrong:?}");
        assert_eq!(browser.cookie("session"), None, "{wrong:?}");
        assert_eq!(house.upstream.count(), 0, "{wrong:?}");
        assert_eq!(house.idp.calls().elsewhere, 0, "{wrong:?}: nobody follows");
        // It behaves again, and nobody had to help.
        house.idp.behave();
        house.clock.advance(Duration::from_secs(6));
        let page = house.sign_in(&browser, "/", "alice").await;
        assert_eq!(page.status, 200, "{wrong:?}: {}", page.text());
    }
}

// TK-07: what is JSON is read as such, whatever it is called.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_only_odd_is_no_fault() {
    for odd in [M::LyingContentType, M::ExpiresInText, M::NoRefreshToken] {
        let house = House::start(&["scopes: [openid, offline_access]"]).await;
        house.idp.misbehave(odd);
        let browser = house.browser();
        assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200, "{odd:?}");
        assert_eq!(browser.get(&house.url("/app")).await.status, 200, "{odd:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_named_in_the_log_and_to_nobody_else() {
    let mut house = House::start(&[]).await;
    let config = house
        .login(&[])
        .replace(crate::house::CLIENT_SECRET, "another-secret-than-the-providers");
    house.apply(&config).await;
    let told = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(told.status, 401);
    let text = told.text();
    assert!(
        text.contains("token.invalid_client") && !text.contains("client id and secret"),
        "{text}"
    );
    assert_eq!(house.upstream.count(), 0);
    // With `display_errors` it is told to whoever sees it.
    let config = house
        .login(&["display_errors: true"])
        .replace(crate::house::CLIENT_SECRET, "another-secret-than-the-providers");
    house.apply(&config).await;
    let told = house.sign_in(&house.browser(), "/", "alice").await.text();
    assert!(
        told.contains("does not accept our client id and secret"),
        "{told}"
    );
}

// AZ-31
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_posted_answer_is_taken_and_no_other() {
    // Over TLS the cookie of the login says that it wants to be brought along; in the clear no browser would.
    let house = House::reached_over(Scheme::Https, &["response_mode: form_post"]).await;
    let browser = house.browser();
    let there = browser.arrive(browser.get(&house.url("/app?page=1")).await).await;
    let posting = browser
        .arrive(browser.submit(&there.form().press("alice")).await)
        .await;
    let back = browser.submit(&posting.form().press("Continue")).await;
    let page = browser.arrive(back).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let seen = &house.upstream.requests()[0];
    assert_eq!(
        (seen.path.as_str(), seen.query.as_deref()),
        ("/app", Some("page=1"))
    );
    // A form that is none of ours arrives as it was sent.
    let page = browser
        .post(&house.url("/"), &[("code", "blue"), ("name", "ada")])
        .await;
    assert_eq!(
        page.status,
        302,
        "a code is an answer at this address: {}",
        page.text()
    );
    let page = browser.post(&house.url("/"), &[("name", "ada")]).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(house.upstream.requests().last().unwrap().method == "POST");
}

// H2-16: a login that is begun is the browser's to remember, and costs nobody else anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_logins_is_no_burden() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    for _ in 0..300 {
        browser.forget("authorization");
        assert_eq!(browser.get(&house.url("/app")).await.status, 302);
    }
    // Discovery and its keys, once.
    assert_eq!(house.idp.total_calls(), 2);
    assert_eq!(house.upstream.count(), 0);
}

// AZ-31: one more try, and then the truth; the state is never left out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_posted_answer_in_the_clear_comes_without_its_cookie() {
    let house = House::start(&["response_mode: form_post"]).await;
    let browser = house.browser();
    let mut page = browser.arrive(browser.get(&house.url("/app")).await).await;
    let mut steps = 0;
    while page.status == 200 {
        let button = if page.text().contains("Continue") {
            "Continue"
        } else {
            "alice"
        };
        page = browser
            .arrive(browser.submit(&page.form().press(button)).await)
            .await;
        steps += 1;
        assert!(steps < 10, "it goes round and round");
    }
    assert_eq!(page.status, 401);
    assert!(page.text().contains("callback.cookie_missing"), "{}", page.text());
    assert_eq!(house.upstream.count(), 0);
}
