//! The way back from the provider leaves nothing behind, and brings in nothing but a code.

use crate::house::House;

// AZ-29
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_in_the_query_of_a_callback_are_no_login() {
    let house = House::start(&["upstream_id_token_header: x-id-token"]).await;
    house.sign_in(&house.browser(), "/", "alice").await;
    let requests = house.upstream.requests();
    let access_token = requests[0].header("authorization")[0].trim_start_matches("Bearer ");
    let id_token = requests[0].header("x-id-token")[0];

    let browser = house.browser();
    let state = browser
        .get(&house.url("/"))
        .await
        .redirect_parameter("state")
        .unwrap();
    let issuer = house.idp.issuer();
    for tokens in [
        format!("access_token={access_token}&token_type=Bearer"),
        format!("id_token={id_token}"),
        format!("access_token={access_token}&id_token={id_token}&token_type=Bearer"),
    ] {
        let callback = format!("/?{tokens}&state={state}&iss={issuer}");
        let page = browser.get(&house.url(&callback)).await;
        assert_eq!(page.status, 302, "{}", page.text());
        assert!(page.redirect().unwrap().as_str().starts_with(issuer));
        assert_eq!(browser.cookie("session"), None);
    }
    assert_eq!(house.upstream.count(), 1);
}

// AZ-41, AZ-42
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_stays_in_no_history_and_in_no_referrer() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    let there = browser.arrive(browser.get(&house.url("/app")).await).await;
    let with_code = browser.submit(&there.form().press("alice")).await;
    // Where the login began elsewhere, the address with the code is only passed through.
    let back = browser.follow(&with_code).await;
    assert_eq!(back.redirect().unwrap().as_str(), house.url("/app"));
    assert_eq!(back.header("cache-control"), Some("no-store"));
    assert_eq!(back.body, "");

    // Where it began there, the page says nothing of it to others, and to load it again spends nothing.
    let browser = house.browser();
    let there = browser.arrive(browser.get(&house.url("/")).await).await;
    let with_code = browser.submit(&there.form().press("alice")).await;
    let page = browser.follow(&with_code).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let calls = house.idp.calls().token;
    let again = browser.follow(&with_code).await;
    assert_eq!(again.redirect().unwrap().as_str(), house.url("/"));
    assert_eq!(house.idp.calls().token, calls);
}

// AZ-44
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_what_is_protected_stands_beside_the_way_to_the_provider() {
    let house = House::start(&[]).await;
    let program = house.program();
    for method in [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND",
    ] {
        let reply = program.request(method, "/app").send().await.unwrap();
        assert_eq!(reply.status(), 302, "{method}");
        let to = reply.headers()["location"].to_str().unwrap();
        assert!(to.starts_with(house.idp.issuer()), "{method}: {to}");
        assert_eq!(reply.headers()["cache-control"], "no-store", "{method}");
        assert_eq!(reply.text().await.unwrap(), "", "{method}");
    }
    assert_eq!(house.upstream.count(), 0);
}
