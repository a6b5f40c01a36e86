//! The cookies of a login: what they are bound to, how long they count, and whom they are for.

use std::time::Duration;

use plugin::Scheme;
use proxy::{Proxies, Rules};
use testkit::browser::Cookie;

use crate::house::House;

/// The session of a browser, in one piece.
fn session(browser: &testkit::browser::Browser) -> Cookie {
    browser.cookie("session").unwrap()
}

fn behind_a_proxy() -> Rules {
    Rules {
        proxies: Proxies {
            trusted: vec!["127.0.0.1".parse().unwrap()],
            ..Proxies::default()
        },
        ..Rules::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_belongs_to_what_it_is_bound_to() {
    let house = House::ruled(
        Scheme::Http,
        behind_a_proxy(),
        &["session_bind: [user-agent, scheme]"],
    )
    .await;
    let browser = house.browser().calling_itself("Lynx/2.9");
    house.sign_in(&browser, "/", "alice").await;
    let cookies = House::cookies(&browser);
    let program = house.program();
    for (agent, scheme, status) in [
        ("Lynx/2.9", "http", 200),
        ("Links/2.30", "http", 302),
        ("Lynx/2.9 ", "http", 200),
        ("lynx/2.9", "http", 302),
        ("", "http", 302),
        ("Lynx/2.9", "https", 302),
    ] {
        let passed = house.upstream.count();
        let reply = program
            .get("/", &cookies)
            .header("user-agent", agent)
            .header("x-forwarded-proto", scheme)
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), status, "{agent:?} {scheme}");
        assert_eq!(
            house.upstream.count() > passed,
            status == 200,
            "{agent:?} {scheme}"
        );
    }
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_by_address_follows_nobody_elsewhere() {
    let house = House::ruled(
        Scheme::Http,
        Rules {
            proxies: Proxies {
                trusted: vec!["127.0.0.1".parse().unwrap()],
                header: "x-forwarded-for".parse().unwrap(),
                ..Proxies::default()
            },
            ..Rules::default()
        },
        &["session_bind: [ip]"],
    )
    .await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let program = house.program();
    for (client, status) in [("127.0.0.1", 200), ("192.0.2.7", 302)] {
        let reply = program
            .get("/", &House::cookies(&browser))
            .header("x-forwarded-for", client)
            .send();
        assert_eq!(reply.await.unwrap().status(), status, "{client}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_was_closed_is_remembered_if_that_is_wanted() {
    for (options, is_remembered) in [(vec![], false), (vec!["session_remember: true"], true)] {
        let house = House::start(&options).await;
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        let before = session(&browser);
        browser.close();
        assert_eq!(browser.cookie("session"), None);
        let calls = house.idp.total_calls();
        let page = browser.get(&house.url("/")).await;
        assert_eq!(page.status == 200, is_remembered, "{options:?}");
        assert_eq!(house.idp.total_calls(), calls);
        if is_remembered {
            // It is an ordinary session again, sealed anew.
            assert_ne!(session(&browser).value, before.value);
            browser.forget("remember");
            assert_eq!(browser.get(&house.url("/")).await.status, 200);
        }
    }
}

// SE-15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn being_remembered_ends_too() {
    let house = House::start(&[
        "session_remember: true",
        "session_idling_timeout: 10",
        "session_remember_rolling_timeout: 100",
        "session_remember_absolute_timeout: 150",
        "logout_uri_suffix: /logout",
    ])
    .await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let stolen = House::cookies(&browser);
    // The session is long over, again and again, and comes back each time; until that is over as well.
    for (passed, status) in [(60, 200), (60, 200), (31, 302)] {
        house.clock.advance(Duration::from_secs(passed));
        assert_eq!(browser.get(&house.url("/")).await.status, status, "{passed}");
    }
    let old = house.program().get("/", &stolen).send().await.unwrap();
    assert_eq!(old.status(), 302);

    // Whoever signs out is not remembered, and nor is who kept a copy.
    house.sign_in(&browser, "/", "alice").await;
    let stolen = House::cookies(&browser);
    browser.post(&house.url("/logout"), &[]).await;
    assert_eq!(browser.cookie("remember"), None);
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
    let copy = house.program().get("/", &stolen).send().await.unwrap();
    assert_eq!(copy.status(), 302);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_can_begin_no_session() {
    let house = House::start(&["disable_session: [authorization_code]"]).await;
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
    assert_eq!(house.upstream.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_of_one_audience_share_a_session_and_others_have_their_own() {
    let mut house = House::start(&[]).await;
    for (audience, name, status) in [
        ("default", "session", 200),
        ("desk", "session", 302),
        ("default", "desk_session", 302),
    ] {
        let desk = [
            format!("session_audience: {audience}"),
            format!("session_cookie_name: {name}"),
        ];
        let config = house.login(&[]) + &house.desk(&desk.each_ref().map(String::as_str));
        house.apply(&config).await;
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        let page = browser.get(&house.url("/desk")).await;
        assert_eq!(page.status, status, "{audience} {name}");
        assert_eq!(
            browser.get(&house.url("/")).await.status,
            200,
            "{audience} {name}"
        );
    }
}

/// What was believed without a signature is believed nowhere else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_begun_without_signatures_counts_only_where_they_do_not() {
    let lax = "ignore_signature: [authorization_code]";
    let mut house = House::start(&[]).await;
    for (begins, desk, status) in [
        (lax, lax, 200),
        (lax, "verify_signature: true", 302),
        ("verify_signature: false", "verify_signature: true", 302),
        ("verify_signature: true", lax, 302),
        // Of a token that introspection or userinfo judges nothing is believed in any case.
        (
            "ignore_signature: [introspection, userinfo]",
            "verify_signature: true",
            200,
        ),
    ] {
        let config = house.login(&[begins]) + &house.desk(&[desk]);
        house.apply(&config).await;
        let browser = house.browser();
        let page = house.sign_in(&browser, "/", "alice").await;
        assert_eq!(page.status, 200, "{begins}: {}", page.text());
        let page = browser.get(&house.url("/desk")).await;
        assert_eq!(page.status, status, "{begins} {desk}");
    }
}

// SE-16
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_changes_and_sessions_go_on() {
    let [first, second, third] = ["first", "second", "third"].map(|name| format!("{name:->32}"));
    let mut house = House::start(&[&format!("session_secret: {first}")]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    for (secret, previous, status) in [
        (&second, vec![first.as_str()], 200),
        (&third, vec![second.as_str(), first.as_str()], 200),
        (&third, vec![second.as_str()], 302),
        (&second, vec![], 302),
    ] {
        let previous = format!("lychgate_session_secrets_previous: [{}]", previous.join(", "));
        let config = house.login(&[&format!("session_secret: {secret}"), &previous]);
        house.apply(&config).await;
        let page = browser.get(&house.url("/")).await;
        assert_eq!(page.status, status, "{secret} {previous}");
    }
}

// SE-23
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_somebody_elses_tls_the_session_goes_over_tls_only() {
    for (rules, is_secure) in [(behind_a_proxy(), true), (Rules::default(), false)] {
        let house = House::ruled(Scheme::Http, rules, &[]).await;
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        // In use, it is marked as used after a minute: written again, now as the proxy says.
        house.clock.advance(Duration::from_secs(61));
        let reply = house
            .program()
            .get("/", &House::cookies(&browser))
            .header("x-forwarded-proto", "https")
            .send();
        let reply = reply.await.unwrap();
        let set = reply.headers()["set-cookie"].to_str().unwrap();
        assert!(set.starts_with("session="), "{set}");
        assert_eq!(set.contains("; Secure"), is_secure, "{set}");
    }
}

// SE-25, SE-26
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_upstream_neither_gets_our_cookies_nor_sets_them() {
    let house = House::start(&["session_remember: true"]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    // One more login is under way, so that all of our cookies are there.
    let ours = House::cookies(&browser);
    browser.forget("session");
    browser.forget("remember");
    browser.get(&house.url("/")).await;
    let all = format!("theme=dark; {ours}; {}; lang=de", House::cookies(&browser));
    for name in ["session", "remember", "authorization", "authorization_rounds"] {
        assert!(all.contains(&format!("; {name}=")), "{name}: {all}");
    }
    let lines = [
        "session=evil; Path=/",
        "session2=evil",
        "remember=evil",
        "authorization=evil",
        "authorization_rounds=x",
        "theme=light",
        "session_of_yours=1",
        "sessionx=1",
    ];
    let query: Vec<String> = lines
        .iter()
        .map(|line| format!("set-cookie={}", line.replace("; ", "%3B%20").replace("=", "%3D")))
        .collect();
    let reply = house
        .program()
        .get(&format!("/headers?{}", query.join("&")), &all)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    let set: Vec<_> = reply.headers().get_all("set-cookie").iter().collect();
    assert_eq!(set, ["theme=light", "session_of_yours=1", "sessionx=1"]);
    let requests = house.upstream.requests();
    assert_eq!(requests.last().unwrap().header("cookie"), ["theme=dark; lang=de"]);
}

// CA-09
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_sets_our_cookies_is_in_no_shared_cache() {
    let house = House::start(&["session_idling_timeout: 900"]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    for (says, expected) in [
        ("", "no-store"),
        ("public%2C%20max-age%3D60", "no-store"),
        ("s-maxage%3D60", "no-store"),
        ("private%2C%20max-age%3D60", "private, max-age=60"),
        ("No-Store", "No-Store"),
    ] {
        let asked = match says {
            "" => "/headers".to_owned(),
            says => format!("/headers?cache-control={says}"),
        };
        // As long as our cookies stay as they are, it is the upstream's own affair.
        let page = browser.get(&house.url(&asked)).await;
        assert_eq!(page.header("set-cookie"), None);
        let own = (!says.is_empty()).then(|| says.replace("%2C%20", ", ").replace("%3D", "="));
        assert_eq!(page.header("cache-control"), own.as_deref(), "{says}");
        house.clock.advance(Duration::from_secs(61));
        let page = browser.get(&house.url(&asked)).await;
        assert!(page.header("set-cookie").unwrap().starts_with("session="));
        assert_eq!(page.header("cache-control"), Some(expected), "{says}");
    }
}
