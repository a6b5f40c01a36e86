//! The browser, against a small site.

use std::time::Duration;

use axum::Router;
use axum::extract::RawForm;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode, header};
use testkit::browser::{Browser, Cookies, Ignored, SameSite};
use testkit::clock::SettableClock;
use testkit::echo::Upstream;

/// A site with a sign-in page; returns where it listens.
async fn site() -> String {
    let form = r#"<form method="post" action="/login"><input type="hidden" name="csrf" value="t&amp;1">
        <button name="user" value="alice">Sign in as Alice</button></form>"#;
    let router = Router::new()
        .route("/", get(move || async move { Html(form) }))
        .route("/login", post(login))
        .route("/home", get(home))
        .route("/again", post(|| async { Redirect::temporary("/login") }))
        .route("/loop", get(|| async { Redirect::to("/loop") }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn login(RawForm(form): RawForm) -> Response {
    let cookies = [
        (
            header::SET_COOKIE,
            "session=s1; HttpOnly; SameSite=Lax; Path=/; Max-Age=60",
        ),
        (header::SET_COOKIE, "bad=1; Secure"),
    ];
    let headers = axum::response::AppendHeaders(cookies);
    let to = format!("/home?{}", String::from_utf8_lossy(&form));
    (headers, Redirect::to(&to)).into_response()
}

async fn home(headers: HeaderMap) -> String {
    let header = |name| headers.get(name).map_or("-", |value| value.to_str().unwrap());
    format!("{} {}", header("cookie"), header("sec-fetch-mode"))
}

#[tokio::test]
async fn a_person_signs_in_and_the_cookie_stays_until_its_end() {
    let (site, clock) = (site().await, SettableClock::default());
    let browser = Browser::new(&clock);
    let form = browser.get(&site).await.form();
    let redirect = browser.submit(&form.press("Alice")).await;
    assert_eq!(redirect.status, StatusCode::SEE_OTHER);
    assert_eq!(redirect.redirect_parameter("csrf").as_deref(), Some("t&1"));
    assert_eq!(redirect.redirect_parameter("user").as_deref(), Some("alice"));
    assert_eq!(redirect.ignored, [Ignored::NotSecure]);
    let home = browser.follow(&redirect).await;
    assert_eq!(home.text(), "session=s1 navigate");
    let cookie = browser.cookie("session").unwrap();
    assert!(cookie.http_only && !cookie.secure);
    assert_eq!(
        (cookie.same_site, cookie.path.as_str()),
        (Some(SameSite::Lax), "/")
    );

    let other_tab = browser.clone();
    let url = format!("{site}/home");
    assert_eq!(other_tab.get(&url).await.text(), "session=s1 navigate");
    assert_eq!(other_tab.fetch(&home, &url).await.text(), "session=s1 cors");
    clock.advance(Duration::from_secs(60));
    assert_eq!(other_tab.get(&url).await.text(), "- navigate");
}

#[tokio::test]
async fn blocked_cookies_are_neither_kept_nor_sent() {
    let site = site().await;
    let browser = Browser::new(&SettableClock::default()).with_cookies(Cookies::Blocked);
    let posted = browser.post(&format!("{site}/login"), &[("user", "bob")]).await;
    let home = browser.arrive(posted).await;
    assert_eq!(home.text(), "- navigate");
    assert!(browser.cookies().is_empty());
}

#[tokio::test]
async fn a_307_repeats_the_post() {
    let site = site().await;
    let browser = Browser::new(&SettableClock::default());
    let redirect = browser.post(&format!("{site}/again"), &[("user", "bob")]).await;
    assert_eq!(redirect.status, StatusCode::TEMPORARY_REDIRECT);
    let login = browser.follow(&redirect).await;
    assert_eq!(login.redirect_parameter("user").as_deref(), Some("bob"));
}

#[tokio::test]
#[should_panic(expected = "too many redirects")]
async fn a_loop_of_redirects_is_noticed() {
    let site = site().await;
    let browser = Browser::new(&SettableClock::default());
    let page = browser.get(&format!("{site}/loop")).await;
    browser.arrive(page).await;
}

#[tokio::test]
async fn a_planted_cookie_is_sent_and_can_be_forgotten() {
    let upstream = Upstream::start().await;
    let browser = Browser::new(&SettableClock::default()).knowing("app.test");
    let url = format!("http://app.test:{}/", upstream.address().port());
    browser.plant(&url, "session=forged").unwrap();
    let page = browser.get(&url).await;
    assert_eq!(page.json()["headers"]["cookie"][0], "session=forged");
    browser.forget("session");
    assert!(browser.get(&url).await.json()["headers"]["cookie"].is_null());
}

#[tokio::test]
async fn a_form_from_another_site_says_so() {
    let (site, upstream) = (site().await, Upstream::start().await);
    let browser = Browser::new(&SettableClock::default()).knowing("app.test");
    let target = format!("http://app.test:{}/", upstream.address().port());
    browser.plant(&target, "lax=1; SameSite=Lax").unwrap();
    let mut form = browser.get(&site).await.form();
    form.action = target.parse().unwrap();
    let told = browser.submit(&form).await.json();
    assert_eq!(told["headers"]["sec-fetch-site"][0], "cross-site");
    assert_eq!(told["headers"]["origin"][0], site);
    assert!(told["headers"]["cookie"].is_null());
}
