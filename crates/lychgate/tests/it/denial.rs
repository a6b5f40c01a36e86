//! What somebody is told who may not pass: in which form, with how many words, and that nobody else keeps it.

use std::time::Duration;

use sample_idp::Misbehaviour;
use testkit::browser::{Browser, Page};

use crate::house::House;

/// A callback of the login that the browser has under way, with this in the place of a code.
async fn callback(house: &House, browser: &Browser, instead: &str) -> Page {
    let state = browser
        .get(&house.url("/"))
        .await
        .redirect_parameter("state")
        .unwrap();
    let issuer = house.idp.issuer();
    browser
        .get(&house.url(&format!("/?state={state}&iss={issuer}&{instead}")))
        .await
}

/// Says of a page of ours that no frame shows it, no script runs in it, and no cache keeps it.
fn assert_is_sober(page: &Page) {
    let policy = page.header("content-security-policy").unwrap();
    for directive in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
}

// AZ-43, ER-10
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_pages_are_in_no_frame_and_in_no_cache() {
    let mut house = House::start(&["logout_uri_suffix: /logout"]).await;
    let browser = house.browser();
    let refused = callback(&house, &browser, "error=access_denied").await;
    assert_eq!(refused.status, 401);
    assert_is_sober(&refused);

    house.idp.misbehave(Misbehaviour::DiscoveryFails);
    let config = house.login(&["logout_uri_suffix: /logout", "groups_required: [admins]"]);
    house.apply(&config).await;
    let unavailable = browser.get(&house.url("/")).await;
    assert_eq!(unavailable.status, 503);
    assert_is_sober(&unavailable);
    let signed_out = browser.post(&house.url("/logout"), &[]).await;
    assert_eq!(signed_out.status, 200);
    assert_is_sober(&signed_out);

    house.idp.behave();
    house.clock.advance(Duration::from_secs(5));
    let forbidden = house.sign_in(&browser, "/", "bob").await;
    assert_eq!(forbidden.status, 403);
    assert_is_sober(&forbidden);
    assert_eq!(house.upstream.count(), 0);
}

// AZ-21, ER-01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobodys_markup_becomes_ours() {
    let script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%27%22%26";
    for options in [vec![], vec!["display_errors: true"]] {
        let house = House::start(&options).await;
        let browser = house.browser();
        let page = callback(
            &house,
            &browser,
            &format!("error={script}&error_description={script}"),
        )
        .await;
        assert_eq!(page.status, 401);
        let text = page.text();
        assert!(
            !text.contains("<script") && !text.contains("alert(1)</"),
            "{text}"
        );
        assert_eq!(text.contains("&lt;script&gt;"), !options.is_empty(), "{text}");
        assert_eq!(house.upstream.count(), 0);

        // An address that somebody else made up.
        house.idp.misbehave(Misbehaviour::TokenFails);
        let odd = "/%3Cscript%3E%22onload=%27x%27";
        let there = browser.arrive(browser.get(&house.url(odd)).await).await;
        let page = browser
            .arrive(browser.submit(&there.form().press("alice")).await)
            .await;
        assert_eq!(page.status, 503);
        assert!(!page.text().contains("<script"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_much_is_told_as_is_wanted() {
    for (options, shows_code, shows_reason) in [
        (vec![], true, false),
        (vec!["display_errors: true"], true, true),
        (vec!["expose_error_code: false"], false, false),
        (
            vec!["display_errors: true", "expose_error_code: false"],
            false,
            true,
        ),
    ] {
        let house = House::start(&options).await;
        let browser = house.browser();
        let reason = "error=server_error&error_description=the+moon+is+full";
        let page = callback(&house, &browser, reason).await;
        assert_eq!(page.status, 401);
        let text = page.text();
        assert!(text.contains("Signing in did not work"), "{text}");
        assert_eq!(
            text.contains("the moon is full"),
            shows_reason,
            "{options:?}: {text}"
        );
        let challenge = page.header("www-authenticate").unwrap();
        let shown = match shows_code {
            true => "Bearer realm=\"127.0.0.1\", error=\"invalid_token\"",
            false => "Bearer realm=\"127.0.0.1\"",
        };
        assert_eq!(challenge, shown, "{options:?}");
        if !shows_reason {
            assert_eq!(
                text.contains("callback.provider_error"),
                shows_code,
                "{options:?}: {text}"
            );
        }
        let way = page.link("Sign in again").unwrap();
        assert_eq!(way.as_str(), house.url("/"));
        assert_eq!(browser.click(&page, &way).await.status, 302);
    }
}

// AZ-39, ER-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_follow_a_redirect_is_told_so_if_that_is_wanted() {
    let house = House::start(&[
        "lychgate_unauthenticated_action: auto",
        "unauthorized_error_message: 'Sign in first'",
    ])
    .await;
    let program = house.program();
    let [html, any] = ["text/html,*/*;q=0.8", "*/*"];
    for (what, headers, status) in [
        (
            "a browser",
            vec![("sec-fetch-mode", "navigate"), ("accept", html)],
            302,
        ),
        ("an old browser", vec![("accept", html)], 302),
        ("a script", vec![("sec-fetch-mode", "cors"), ("accept", any)], 401),
        (
            "a script that wants a page",
            vec![("sec-fetch-mode", "same-origin"), ("accept", html)],
            401,
        ),
        (
            "an image",
            vec![("sec-fetch-mode", "no-cors"), ("accept", any)],
            401,
        ),
        (
            "an old script",
            vec![("x-requested-with", "XMLHttpRequest"), ("accept", html)],
            401,
        ),
        ("curl", vec![("accept", any)], 401),
        ("a program", vec![], 401),
        ("a client of an API", vec![("accept", "application/json")], 401),
    ] {
        let mut request = program.request("GET", "/app");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), status, "{what}");
        assert_eq!(reply.headers()["cache-control"], "no-store", "{what}");
        // Who never comes back leaves no login behind.
        assert_eq!(
            reply.headers().contains_key("set-cookie"),
            status == 302,
            "{what}"
        );
        if status == 401 {
            assert_eq!(
                reply.headers()["www-authenticate"],
                "Bearer realm=\"127.0.0.1\"",
                "{what}"
            );
            let is_page = reply.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html");
            let text = reply.text().await.unwrap();
            if !is_page {
                let told: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(
                    (&told["message"], &told["code"]),
                    (&"Sign in first".into(), &"login.needed".into())
                );
                assert!(told["request_id"].is_string());
            }
        }
    }
    // Where nothing else is said, everybody is sent to the provider.
    let kong = House::start(&[]).await;
    let reply = kong.program().request("GET", "/app").send().await.unwrap();
    assert_eq!(reply.status(), 302);
    assert_eq!((house.upstream.count(), kong.upstream.count()), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_ours_can_be_one_of_theirs() {
    let house = House::start(&[
        "unauthorized_redirect_uri: ['https://help.example/401']",
        "unexpected_redirect_uri: ['https://help.example/500']",
    ])
    .await;
    let browser = house.browser();
    // Whoever can sign in is sent to the provider as ever; whoever failed there, to the page.
    assert!(
        browser
            .get(&house.url("/"))
            .await
            .redirect_parameter("state")
            .is_some()
    );
    let refused = callback(&house, &browser, "error=access_denied").await;
    assert_eq!(refused.redirect().unwrap().as_str(), "https://help.example/401");
    assert_eq!(refused.header("cache-control"), Some("no-store"));
    // A provider that is away for a moment is not unexpected: the browser stays, to try again.
    house.idp.misbehave(Misbehaviour::TokenFails);
    let page = house.sign_in(&browser, "/app", "alice").await;
    assert_eq!(
        (page.status.as_u16(), page.header("retry-after")),
        (503, Some("5"))
    );
    assert_eq!(house.upstream.count(), 0);
}

// SE-20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_cannot_be_kept_is_refused_at_once() {
    for away in [None, Some("https://help.example/500")] {
        let option = away.map(|away| format!("unexpected_redirect_uri: ['{away}']"));
        let house = House::wordy(14_000, &option.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let browser = house.browser();
        let there = browser.arrive(browser.get(&house.url("/")).await).await;
        let with_code = browser.submit(&there.form().press("alice")).await;
        let page = browser.follow(&with_code).await;
        match away {
            Some(away) => assert_eq!(page.redirect().unwrap().as_str(), away),
            None => {
                assert_eq!(page.status, 503);
                let text = page.text();
                assert!(text.contains("Your session cannot be kept"), "{text}");
                assert!(text.contains("session.too_large"), "{text}");
            }
        }
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!((browser.cookie("session"), house.upstream.count()), (None, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_to_the_very_page_that_was_asked_for_is_none() {
    let mut house = House::start(&[]).await;
    let away = format!("unauthorized_redirect_uri: ['{}']", house.url("/"));
    let config = house.login(&[&away]);
    house.apply(&config).await;
    let refused = callback(&house, &house.browser(), "error=access_denied").await;
    assert_eq!(refused.status, 401);
}
