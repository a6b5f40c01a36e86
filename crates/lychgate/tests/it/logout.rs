//! Somebody signs out: here, and at the provider.

use reqwest::Url;
use sample_idp::Misbehaviour;
use testkit::browser::Page;
use testkit::echo::Upstream;

use crate::house::{CLIENT_ID, House};

const FORM: &str = "application/x-www-form-urlencoded";

/// Whether an answer is the one to a logout: to the provider, to end its session too.
fn is_logout(house: &House, to: &str) -> bool {
    to.starts_with(&format!("{}/v1/end_session?", house.idp.issuer()))
}

fn parameter(page: &Page, name: &str) -> Option<String> {
    page.redirect_parameter(name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_a_session_and_what_does_not() {
    let mut house = House::start(&[]).await;
    let options = [
        "logout_uri_suffix: /logout",
        "logout_query_arg: bye",
        "logout_post_arg: leave",
    ];
    let config = house.login(&options);
    house.apply(&config).await;
    let program = house.program();
    let [form, json] = [FORM, "application/json"];
    for (method, path, kind, body, ends) in [
        ("POST", "/logout", "", "", true),
        ("DELETE", "/app/logout", "", "", true),
        ("POST", "/app?page=1&bye", "", "", true),
        ("POST", "/app", form, "a=b&leave=now", true),
        // Any page can have its visitors make a GET, so it is no way out unless that is wanted.
        ("GET", "/logout", "", "", false),
        ("GET", "/app?bye", "", "", false),
        ("PUT", "/logout", "", "", false),
        ("POST", "/app?hello", "", "", false),
        ("POST", "/app", form, "leaving=now", false),
        ("POST", "/app", json, "leave=now", false),
    ] {
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        let passed = house.upstream.count();
        let reply = program
            .request(method, path)
            .header("cookie", House::cookies(&browser))
            .header("content-type", kind)
            .body(body)
            .send()
            .await
            .unwrap();
        let case = format!("{method} {path} {body}");
        assert_eq!(reply.status(), if ends { 302 } else { 200 }, "{case}");
        if ends {
            let to = reply.headers()["location"].to_str().unwrap();
            assert!(is_logout(&house, to), "{case}: {to}");
            let cleared = reply.headers()["set-cookie"].to_str().unwrap();
            assert!(cleared.starts_with("session=;"), "{case}: {cleared}");
            assert_eq!(house.upstream.count(), passed, "{case}");
        } else {
            assert_eq!(house.upstream.requests()[passed].body, body, "{case}");
        }
    }
}

// RD-07
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_looks_like_the_way_out_is_none() {
    let house = House::start(&["logout_uri_suffix: /logout", "logout_methods: [GET]"]).await;
    for (path, ends) in [
        ("/x?y=/logout", false),
        ("/LOGOUT", false),
        ("/logout%3f", false),
        ("/logout/", false),
        ("/logout;a=b", false),
        ("/xlogout", false),
        ("/x/logout", true),
        ("/logout?y=1", true),
        // These are only other spellings of it.
        ("//logout", true),
        ("/%6cogout", true),
        ("/x/%2e%2e/logout", true),
    ] {
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        let page = browser.get(&house.url(path)).await;
        assert_eq!(page.status == 302, ends, "{path}: {}", page.text());
        assert_eq!(browser.cookie("session").is_none(), ends, "{path}");
        assert_eq!(browser.get(&house.url("/")).await.status == 302, ends, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signs_out_here_and_at_the_provider_and_must_sign_in_again() {
    let mut house = House::start(&[]).await;
    let bye = house.url("/bye");
    let config = house.login(&[
        "logout_uri_suffix: /logout",
        &format!("logout_redirect_uri: [{bye}]"),
    ]);
    house.apply(&config).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let passed = house.upstream.count();

    // RD-04, RD-05: where it ends is the operator's wish, whatever the request says.
    let evil = house.url("/logout?post_logout_redirect_uri=https://evil.test/&id_token_hint=x");
    let leaving = browser
        .post(&evil, &[("post_logout_redirect_uri", "https://evil.test/")])
        .await;
    assert_eq!(leaving.status, 302);
    assert_eq!(leaving.header("cache-control"), Some("no-store"));
    assert!(is_logout(&house, leaving.header("location").unwrap()));
    assert!(!leaving.header("location").unwrap().contains("evil"));
    assert!(parameter(&leaving, "id_token_hint").unwrap().starts_with("ey"));
    assert_eq!(parameter(&leaving, "client_id").unwrap(), CLIENT_ID);
    assert_eq!(parameter(&leaving, "post_logout_redirect_uri").unwrap(), bye);
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(browser.cookie("authorization_rounds"), None);

    // The provider knows by the hint who it is, asks nothing, and sends the browser on.
    let away = browser.follow(&leaving).await;
    assert_eq!(away.redirect().unwrap().as_str(), bye);
    let page = browser.arrive(away).await;
    assert_eq!(
        page.forms().len(),
        1,
        "the provider asks who it is: {}",
        page.text()
    );
    assert_eq!(house.upstream.count(), passed);
    assert_eq!(house.sign_in(&browser, "/", "bob").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_session_one_signs_out_as_well() {
    let house = House::start(&["logout_uri_suffix: /logout"]).await;
    let browser = house.browser();
    let leaving = browser.post(&house.url("/logout"), &[]).await;
    assert!(is_logout(&house, leaving.header("location").unwrap()));
    assert_eq!(parameter(&leaving, "client_id").unwrap(), CLIENT_ID);
    assert_eq!(parameter(&leaving, "id_token_hint"), None);
    assert_eq!((house.upstream.count(), house.idp.calls().revoke), (0, 0));
}

// RD-06
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_page_signs_nobody_out() {
    let house = House::start(&["logout_uri_suffix: /logout"]).await;
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    let mut form = testkit::browser::Form {
        action: Url::parse(&house.url("/logout")).unwrap(),
        method: "POST".parse().unwrap(),
        fields: Vec::new(),
        buttons: Vec::new(),
        page: Url::parse("http://evil.test/").unwrap(),
    };
    // The browser leaves the session at home when another site posts a form, so there is none to end.
    let leaving = browser.submit(&form).await;
    assert_eq!(parameter(&leaving, "id_token_hint"), None);
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    // Nor does the provider: without the hint it asks.
    let asked = browser.follow(&leaving).await;
    assert!(
        asked.text().contains("Do you want to sign out?"),
        "{}",
        asked.text()
    );

    form.page = page.url;
    let leaving = browser.submit(&form).await;
    assert!(parameter(&leaving, "id_token_hint").is_some());
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

// TK-23
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_token_is_revoked_under_its_own_name() {
    let mut house = House::start(&[]).await;
    let desk = Upstream::start().await;
    let options = [
        "scopes: [openid, offline_access]",
        "upstream_refresh_token_header: x-refresh-token",
        "logout_uri_suffix: /logout",
        "logout_revoke: true",
        &format!("revocation_endpoint: {}", desk.url("/revoke")),
    ];
    for (further, expected) in [
        (None, vec!["access_token", "refresh_token"]),
        (Some("logout_revoke_access_token: false"), vec!["refresh_token"]),
        (Some("logout_revoke_refresh_token: false"), vec!["access_token"]),
    ] {
        let asked = desk.count();
        let mut options = options.to_vec();
        options.extend(further);
        let config = house.login(&options);
        house.apply(&config).await;
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        let requests = house.upstream.requests();
        let shown = requests.last().unwrap();
        browser.post(&house.url("/logout"), &[]).await;
        let revoked: Vec<String> = desk.requests()[asked..]
            .iter()
            .map(|seen| seen.body.clone())
            .collect();
        let wanted: Vec<String> = expected
            .iter()
            .map(|name| {
                let token = match *name {
                    "access_token" => shown.header("authorization")[0].trim_start_matches("Bearer "),
                    _ => shown.header("x-refresh-token")[0],
                };
                format!("token={token}&token_type_hint={name}")
            })
            .collect();
        assert_eq!(revoked, wanted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_forgets_the_tokens() {
    let house = House::start(&["logout_uri_suffix: /logout", "logout_revoke: true"]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let requests = house.upstream.requests();
    let userinfo = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(format!("{}/v1/userinfo", house.idp.issuer()))
        .header("authorization", requests[0].header("authorization")[0]);
    let before = userinfo.try_clone().unwrap().send().await.unwrap();
    browser.post(&house.url("/logout"), &[]).await;
    let after = userinfo.send().await.unwrap();
    assert_eq!((before.status().as_u16(), after.status().as_u16()), (200, 401));
    assert_eq!(house.idp.calls().revoke, 1);
}

// TK-24
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn if_nobody_revokes_one_is_signed_out_nevertheless() {
    let house = House::start(&[
        "logout_uri_suffix: /logout",
        "logout_revoke: true",
        // Nobody listens there.
        "revocation_endpoint: http://127.0.0.1:1/revoke",
    ])
    .await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let leaving = browser.post(&house.url("/logout"), &[]).await;
    assert!(is_logout(&house, leaving.header("location").unwrap()));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_destination_there_is_a_page() {
    let mut house = House::start(&[]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    // A provider that does not say where its sessions end: it cannot be found now.
    house.idp.misbehave(Misbehaviour::DiscoveryFails);
    let config = house.login(&["logout_uri_suffix: /logout"]);
    house.apply(&config).await;
    let passed = house.upstream.count();
    let page = browser.post(&house.url("/logout"), &[]).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("You are signed out"), "{}", page.text());
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(browser.cookie("session"), None);

    let reply = house.program().request("POST", "/logout").send().await.unwrap();
    assert_eq!(
        (reply.status().as_u16(), reply.text().await.unwrap()),
        (200, String::new())
    );
    assert_eq!(house.upstream.count(), passed);

    let bye = house.url("/bye");
    let config = house.login(&[
        "logout_uri_suffix: /logout",
        &format!("logout_redirect_uri: [{bye}]"),
    ]);
    house.apply(&config).await;
    let away = browser.post(&house.url("/logout"), &[]).await;
    assert_eq!(away.redirect().unwrap().as_str(), bye);
}
