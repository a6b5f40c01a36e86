//! The whole story over real sockets: somebody signs in, is let through, is remembered, and is locked out again.

use std::time::Duration;

use plugin::Scheme;
use sample_idp::Misbehaviour;
use testkit::browser::{Browser, Cookies, Page, SameSite};

use crate::house::House;

/// Signs in as a person: to the provider, through its page, and back to where it began.
async fn sign_in(browser: &Browser, url: &str, person: &str) -> Page {
    let there = browser.arrive(browser.get(url).await).await;
    if there.forms().is_empty() {
        // The provider knows the browser already.
        return there;
    }
    let back = browser.submit(&there.form().press(person)).await;
    browser.arrive(back).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signs_in_is_remembered_and_is_locked_out() {
    let house = House::start(&["session_absolute_timeout: 60", "scopes: [openid, email, profile]"]).await;
    let browser = house.browser();
    let app = house.url("/?page=1");

    // Without a login nobody reaches the service: the browser is sent to the provider, with a cookie for the way back.
    let sent_away = browser.get(&app).await;
    assert_eq!(sent_away.status, 302);
    assert_eq!(sent_away.header("cache-control"), Some("no-store"));
    assert_eq!(
        sent_away.redirect_parameter("scope").unwrap(),
        "openid email profile"
    );
    assert_eq!(
        sent_away.redirect_parameter("code_challenge_method").unwrap(),
        "S256"
    );
    let login = browser.cookie("authorization").unwrap();
    assert!(login.http_only && login.expires.is_none());
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(house.upstream.count(), 0);

    // At the provider it signs in as alice, and comes back with a code.
    let provider = browser.arrive(sent_away).await;
    let with_code = browser.submit(&provider.form().press("alice")).await;
    assert!(with_code.redirect_parameter("code").is_some());
    assert_eq!(house.upstream.count(), 0);

    // The code becomes tokens, and the request goes on to the service, without code and state.
    let page = browser.follow(&with_code).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let seen = &house.upstream.requests()[0];
    assert_eq!((seen.path.as_str(), seen.query.as_deref()), ("/", Some("page=1")));
    let authorization = seen.header("authorization");
    assert!(
        authorization.len() == 1 && authorization[0].starts_with("Bearer ey"),
        "{authorization:?}"
    );
    assert_eq!(seen.header("cookie"), [""; 0]);
    assert_eq!(house.idp.calls().token, 1);

    // A session cookie was set, which scripts cannot read; the one for the way back is gone.
    let session = browser.cookie("session").unwrap();
    assert!(session.http_only && !session.secure && session.expires.is_none());
    assert_eq!(
        (session.same_site, session.path.as_str()),
        (Some(SameSite::Lax), "/")
    );
    assert_eq!(browser.cookie("authorization"), None);

    // With it the next requests pass, with the same token, and nobody asks the provider anything.
    let calls = house.idp.total_calls();
    for number in 1..=10 {
        let page = browser.get(&house.url("/app")).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("set-cookie"), None);
        assert_eq!(
            house.upstream.requests()[number].header("authorization"),
            authorization
        );
    }
    assert_eq!(house.idp.total_calls(), calls);

    // At the end of its time the session is over, used or not.
    house.clock.advance(Duration::from_millis(60_000));
    assert_eq!(browser.get(&app).await.status, 200);
    house.clock.advance(Duration::from_millis(1));
    let locked_out = browser.get(&app).await;
    assert_eq!(locked_out.status, 302);
    assert!(
        locked_out
            .redirect()
            .unwrap()
            .as_str()
            .starts_with(house.idp.issuer())
    );
    assert_eq!(house.upstream.count(), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_the_cookies_go_over_tls_only() {
    let house = House::reached_over(Scheme::Https, &["session_cookie_same_site: Strict"]).await;
    let browser = house.browser();
    browser.get(&house.url("/")).await;
    assert!(browser.cookie("authorization").unwrap().secure);
    let page = sign_in(&browser, &house.url("/inner?a=b&c"), "bob").await;
    let session = browser.cookie("session").unwrap();
    assert!(session.secure && session.http_only);
    assert_eq!(session.same_site, Some(SameSite::Strict));
    // A redirect would come from the provider's site, and so without that cookie: AZ-37.
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(
        page.text()
            .contains("http-equiv=refresh content=\"0;url=/inner?a=b&amp;c\""),
        "{}",
        page.text()
    );
    assert_eq!(house.upstream.count(), 0);
    let page = browser.get(&house.url("/inner?a=b&c")).await;
    assert_eq!((page.status.as_u16(), house.upstream.count()), (200, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_cookie_is_a_fresh_login_and_never_a_pass() {
    // SE-01, the whole way.
    let house = House::start(&[]).await;
    let browser = house.browser();
    sign_in(&browser, &house.url("/"), "alice").await;
    let session = browser.cookie("session").unwrap().value;
    let passed = house.upstream.count();
    let length = session.len();
    for at in (0..length).step_by(length / 40).chain([1, 2, length - 1]) {
        let thief = house.browser();
        let mut changed = session.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        thief
            .plant(&house.url("/"), &format!("session={changed}; Path=/"))
            .unwrap();
        let page = thief.get(&house.url("/")).await;
        assert_eq!(page.status, 302, "changed at {at}");
    }
    assert_eq!(house.upstream.count(), passed);
    // Unchanged it is the session, whoever shows it.
    let thief = house.browser();
    thief
        .plant(&house.url("/"), &format!("session={session}; Path=/"))
        .unwrap();
    assert_eq!(thief.get(&house.url("/")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_began_elsewhere_returns_there() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    let page = sign_in(&browser, &house.url("/app/page?x=1&y=%2F"), "carol").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.url.as_str(), house.url("/app/page?x=1&y=%2F"));
    let seen = &house.upstream.requests()[0];
    assert_eq!(
        (seen.path.as_str(), seen.query.as_deref()),
        ("/app/page", Some("x=1&y=%2F"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_both_arrive() {
    let house = House::start(&[]).await;
    let first = house.browser();
    let second = first.clone();
    let one = first.arrive(first.get(&house.url("/one")).await).await;
    let two = second.arrive(second.get(&house.url("/two")).await).await;
    let one = first.arrive(first.submit(&one.form().press("alice")).await).await;
    let two = second
        .arrive(second.submit(&two.form().press("alice")).await)
        .await;
    assert_eq!(
        (one.status.as_u16(), one.url.as_str()),
        (200, &*house.url("/one"))
    );
    assert_eq!(
        (two.status.as_u16(), two.url.as_str()),
        (200, &*house.url("/two"))
    );
    // The second found a session and left its code alone.
    assert_eq!(house.idp.calls().token, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_that_is_loaded_again_asks_nobody() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    let provider = browser.arrive(browser.get(&house.url("/")).await).await;
    let with_code = browser.submit(&provider.form().press("alice")).await;
    assert_eq!(browser.follow(&with_code).await.status, 200);
    let again = browser.follow(&with_code).await;
    assert_eq!(again.redirect().unwrap().as_str(), house.url("/"));
    assert_eq!(house.idp.calls().token, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_cookies_is_told_so_and_sent_round_once_only() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    let provider = browser.arrive(browser.get(&house.url("/")).await).await;
    let with_code = browser.submit(&provider.form().press("alice")).await;
    let blocked = browser.clone().with_cookies(Cookies::Blocked);
    let once_more = blocked.follow(&with_code).await;
    assert_eq!(once_more.status, 302);
    let provider = blocked.arrive(once_more).await;
    let with_code = blocked.submit(&provider.form().press("alice")).await;
    let told = blocked.follow(&with_code).await;
    assert_eq!(told.status, 401);
    assert!(
        told.text()
            .contains("Your browser does not bring our cookie back"),
        "{}",
        told.text()
    );
    assert_eq!(told.link("Sign in again").unwrap().as_str(), house.url("/"));
    assert_eq!((house.upstream.count(), house.idp.calls().token), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_provider_does_wrong_nobody_passes() {
    // AZ-08, AZ-09, AZ-11, AZ-12 and more: one login for each way to do wrong.
    for (wrong, status) in [
        (Misbehaviour::WrongNonce, 401),
        (Misbehaviour::MissingNonce, 401),
        (Misbehaviour::WrongIssuer, 401),
        (Misbehaviour::WrongAudience, 401),
        (Misbehaviour::ExpiredIdToken, 401),
        (Misbehaviour::WrongAccessTokenHash, 401),
        (Misbehaviour::BadSignature, 401),
        (Misbehaviour::NoneAlgorithm, 401),
        (Misbehaviour::HmacAlgorithm, 401),
        (Misbehaviour::UnknownKeyId, 401),
        (Misbehaviour::UnpublishedKey, 401),
        (Misbehaviour::MissingIdToken, 401),
        (Misbehaviour::WrongCallbackIssuer, 401),
        (Misbehaviour::MissingCallbackIssuer, 401),
        (Misbehaviour::WrongCallbackState, 401),
        (Misbehaviour::MissingCallbackState, 401),
        (Misbehaviour::TokenFails, 503),
        (Misbehaviour::TokenGarbage, 401),
        (Misbehaviour::DiscoveryOfAnotherIssuer, 503),
        (Misbehaviour::DiscoveryFails, 503),
        (Misbehaviour::KeysFail, 503),
    ] {
        let house = House::start(&[]).await;
        let browser = house.browser();
        house.idp.misbehave(wrong);
        let mut page = browser.arrive(browser.get(&house.url("/")).await).await;
        if page.status == 200 {
            page = browser
                .arrive(browser.submit(&page.form().press("alice")).await)
                .await;
        }
        assert_eq!(page.status, status, "{wrong:?}: {}", page.text());
        assert_eq!(browser.cookie("session"), None, "{wrong:?}");
        assert_eq!(house.upstream.count(), 0, "{wrong:?}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{wrong:?}");

        // When it behaves again, so does everything else; without a restart.
        house.idp.behave();
        house.clock.advance(Duration::from_secs(5));
        let page = sign_in(&browser, &house.url("/"), "alice").await;
        assert_eq!(page.status, 200, "{wrong:?}: {}", page.text());
        assert_eq!(house.upstream.count(), 1, "{wrong:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_is_found_by_itself() {
    let house = House::start(&[]).await;
    assert_eq!(
        sign_in(&house.browser(), &house.url("/"), "alice").await.status,
        200
    );
    house.idp.rotate_keys().unwrap();
    house.clock.advance(Duration::from_secs(30));
    let keys = house.idp.calls().keys;
    assert_eq!(
        sign_in(&house.browser(), &house.url("/"), "bob").await.status,
        200
    );
    assert_eq!(house.idp.calls().keys, keys + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_gone_locks_nobody_out_who_is_in() {
    let house = House::start(&[]).await;
    let (browser, url) = (house.browser(), house.url("/"));
    sign_in(&browser, &url, "alice").await;
    drop(house.idp);
    house.clock.advance(Duration::from_secs(120));
    assert_eq!(browser.get(&url).await.status, 200);
    assert_eq!(house.upstream.count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_provider_the_route_is_closed_and_says_so() {
    let mut house = House::start(&[]).await;
    // Nobody listens on port 1 of the loopback.
    let config = house.login(&[]).replace(house.idp.issuer(), "http://127.0.0.1:1");
    house.apply(&config).await;
    let page = house.browser().get(&house.url("/")).await;
    assert_eq!(page.status, 503);
    assert_eq!(page.header("retry-after"), Some("5"));
    assert!(
        page.text().contains("Signing in is not possible right now"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("127.0.0.1:1"), "details are for the log");

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let address = format!("http://{}/", house.gateway.bound()[0]);
    let reply = client.get(address).send().await.unwrap();
    assert_eq!(reply.status(), 503);
    assert_eq!(reply.headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(house.upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_service_opens_without_another_login() {
    let mut house = House::start(&[]).await;
    let second = "  - name: desk
    url: UPSTREAM/desk
    routes:
      - name: desk
        hosts: [app.example]
        paths: [/desk]
        plugins:
          - name: openid-connect
            config:
              issuer: ISSUER
              client_id: [gateway]
              client_secret: [the-secret-of-the-gateway-at-its-provider]
              redirect_uri: [REDIRECT]
"
    .replace("UPSTREAM", &house.upstream.url(""))
    .replace("ISSUER", house.idp.issuer())
    .replace("REDIRECT", &house.url("/"));
    let config = house.login(&[]) + &second;
    house.apply(&config).await;
    let browser = house.browser();
    sign_in(&browser, &house.url("/"), "alice").await;
    let calls = house.idp.total_calls();
    assert_eq!(browser.get(&house.url("/desk/drawer")).await.status, 200);
    assert_eq!(house.upstream.requests()[1].path, "/desk/drawer");
    assert_eq!(house.idp.total_calls(), calls);

    // SE-17: another audience, or another client, is another login.
    for (was, is) in [
        (
            "redirect_uri: [REDIRECT]",
            "redirect_uri: [REDIRECT]\n              session_audience: desk",
        ),
        ("client_id: [gateway]", "client_id: [desk]"),
    ] {
        let redirect = house.url("/");
        let changed = second.replace(
            &was.replace("REDIRECT", &redirect),
            &is.replace("REDIRECT", &redirect),
        );
        assert_ne!(changed, second);
        house.apply(&(house.login(&[]) + &changed)).await;
        assert_eq!(browser.get(&house.url("/desk")).await.status, 302, "{is}");
        assert_eq!(browser.get(&house.url("/")).await.status, 200, "{is}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_outlive_a_change_of_the_configuration() {
    let mut house = House::start(&["session_absolute_timeout: 600"]).await;
    let browser = house.browser();
    sign_in(&browser, &house.url("/"), "alice").await;
    let config = house.login(&["session_absolute_timeout: 60"]);
    house.apply(&config).await;
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_busy_stays_and_somebody_idle_goes() {
    let house = House::start(&["session_idling_timeout: 100"]).await;
    let browser = house.browser();
    sign_in(&browser, &house.url("/"), "alice").await;
    for _ in 0..10 {
        house.clock.advance(Duration::from_secs(60));
        assert_eq!(browser.get(&house.url("/")).await.status, 200);
    }
    house.clock.advance(Duration::from_millis(100_001));
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_client_says_of_itself_stays_outside() {
    let house = House::start(&["upstream_access_token_header: x-access-token"]).await;
    let browser = house.browser();
    sign_in(&browser, &house.url("/"), "alice").await;
    let session = browser.cookie("session").unwrap().value;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let reply = client
        .get(format!("http://{}/", house.gateway.bound()[0]))
        .header("cookie", format!("theme=dark; session={session}"))
        .header("x-access-token", "forged")
        .header("x_access_token", "forged")
        .header("x-consumer-username", "root")
        .send();
    assert_eq!(reply.await.unwrap().status(), 200);
    let requests = house.upstream.requests();
    let seen = requests.last().unwrap();
    let token = seen.header("x-access-token");
    assert!(token.len() == 1 && token[0].starts_with("ey"), "{token:?}");
    assert_eq!(seen.header("x_access_token"), [""; 0]);
    assert_eq!(seen.header("x-consumer-username"), [""; 0]);
    // SE-25: our cookie is ours, the others are theirs.
    assert_eq!(seen.header("cookie"), ["theme=dark"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_cookie_of_a_longer_path_does_not_hide_a_new_login() {
    // SE-07, AZ-37: browsers send the cookie of the longer path first.
    let house = House::start(&["session_absolute_timeout: 60"]).await;
    let browser = house.browser();
    sign_in(&browser, &house.url("/"), "alice").await;
    let old = browser.cookie("session").unwrap().value;
    house.clock.advance(Duration::from_secs(61));
    browser
        .plant(&house.url("/app"), &format!("session={old}; Path=/app"))
        .unwrap();
    let page = sign_in(&browser, &house.url("/app"), "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_that_nobody_visits_spends_no_code() {
    // AZ-34, AZ-35: scanners of links and eager browsers come before the person does.
    let house = House::start(&[]).await;
    let browser = house.browser();
    let there = browser.arrive(browser.get(&house.url("/")).await).await;
    let with_code = browser.submit(&there.form().press("alice")).await;
    let login = browser.cookie("authorization").unwrap().value;
    let back = with_code.redirect().unwrap();
    let callback = format!(
        "http://{}{}?{}",
        house.gateway.bound()[0],
        back.path(),
        back.query().unwrap()
    );
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (method, purpose, status) in [
        ("HEAD", "", 401),
        ("GET", "prefetch", 401),
        ("GET", "prefetch;prerender", 401),
        ("PUT", "", 405),
        ("DELETE", "", 405),
        ("POST", "", 405),
    ] {
        let reply = client
            .request(method.parse().unwrap(), &callback)
            .header("cookie", format!("authorization={login}"))
            .header("sec-purpose", purpose)
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), status, "{method} {purpose}");
        assert_eq!(reply.headers().contains_key("allow"), status == 405);
        assert!(!reply.headers().contains_key("set-cookie"), "{method} {purpose}");
    }
    assert_eq!((house.idp.calls().token, house.upstream.count()), (0, 0));
    assert_eq!(browser.follow(&with_code).await.status, 200);
}
