//! Signing out.

use reqwest::StatusCode;
use testkit::browser::Page;

use crate::scene::{FAREWELL, OTHER, Scene, WEB, encoded};

async fn leave(scene: &Scene, parameters: &[(&str, &str)]) -> Page {
    let url = scene.url(&format!("/v1/end_session?{}", encoded(parameters)));
    scene.browser.get(&url).await
}

async fn is_signed_in(scene: &Scene) -> bool {
    scene.browser.get(&scene.asking(&[])).await.redirect().is_some()
}

#[tokio::test]
async fn a_token_of_the_person_signs_them_out_at_once() {
    let scene = Scene::start().await;
    let tokens = scene.tokens().await;
    let hint = tokens.member("id_token");
    // People sign out of sessions whose tokens are long over, too.
    scene.wait(2 * 3600);
    assert!(is_signed_in(&scene).await);
    let page = leave(
        &scene,
        &[
            ("id_token_hint", &hint),
            ("post_logout_redirect_uri", FAREWELL),
            ("state", "a b"),
        ],
    )
    .await;
    assert_eq!(page.redirect().unwrap().as_str(), format!("{FAREWELL}?state=a+b"));
    assert!(!is_signed_in(&scene).await);
    assert_eq!(scene.browser.cookie("sample_idp_login"), None);
    // Whoever asked to act while the person is away goes on (Back-Channel Logout 1.0 section 2.7).
    assert!(scene.is_active(&tokens.member("refresh_token")).await);
}

#[tokio::test]
async fn without_a_token_of_theirs_the_person_is_asked() {
    let scene = Scene::start().await;
    let alice = scene.tokens().await.member("id_token");
    scene.sign_in("Bob", &[("prompt", "login")]).await;
    let farewell = ("post_logout_redirect_uri", FAREWELL);
    let cases: &[&[(&str, &str)]] = &[
        &[],
        &[("client_id", WEB.0), farewell],
        &[("id_token_hint", &alice), farewell],
        &[("confirmed", "yes")],
    ];
    for parameters in cases {
        let page = leave(&scene, parameters).await;
        assert_eq!(
            (page.status, page.redirect()),
            (StatusCode::OK, None),
            "{parameters:?}"
        );
        assert!(page.text().contains("Do you want to sign out?"), "{parameters:?}");
        assert!(is_signed_in(&scene).await, "{parameters:?}");
    }
    let page = leave(&scene, cases[1]).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("form-action 'self' https://app.example;"),
        "{policy}"
    );
    let gone = scene.browser.submit(&page.form().press("Sign out")).await;
    assert_eq!(gone.redirect().unwrap().as_str(), FAREWELL);
    assert!(!is_signed_in(&scene).await);
}

#[tokio::test]
async fn another_site_cannot_press_the_button() {
    let scene = Scene::start().await;
    let cookie = {
        scene.sign_in("Alice", &[]).await;
        scene.browser.cookie("sample_idp_login").unwrap().value
    };
    for (site, is_gone) in [("cross-site", false), ("same-origin", true)] {
        let call = scene.http.post(scene.url("/v1/end_session"));
        let call = call
            .header("cookie", format!("theirs=1; sample_idp_login={cookie}"))
            .header("sec-fetch-site", site)
            .header("content-type", "application/x-www-form-urlencoded");
        let reply = crate::scene::replied(call.body("confirmed=yes")).await;
        assert_eq!(reply.text.contains("You are signed out"), is_gone, "{site}");
        assert_eq!(is_signed_in(&scene).await, !is_gone, "{site}");
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let scene = Scene::start().await;
    let hint = scene.tokens().await.member("id_token");
    let hint = ("id_token_hint", &*hint);
    let flipped = format!("{}x", hint.1);
    let farewell = ("post_logout_redirect_uri", FAREWELL);
    let evil = ("post_logout_redirect_uri", "https://evil.example/");
    let cases: &[&[(&str, &str)]] = &[
        &[hint, evil],
        &[farewell],
        &[("client_id", OTHER.0), farewell],
        &[hint, ("client_id", OTHER.0), farewell],
        &[("id_token_hint", &flipped), farewell],
        &[hint, farewell, evil],
    ];
    for parameters in cases {
        let page = leave(&scene, parameters).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{parameters:?}");
        assert_eq!(page.redirect(), None, "{parameters:?}");
        assert!(is_signed_in(&scene).await, "{parameters:?}");
    }
}

#[tokio::test]
async fn a_token_ends_its_login_in_every_browser() {
    let scene = Scene::start().await;
    let hint = scene.tokens().await.member("id_token");
    let call = scene
        .http
        .get(scene.url(&format!("/v1/end_session?id_token_hint={hint}")));
    let reply = crate::scene::replied(call).await;
    assert!(reply.text.contains("You are signed out"), "{reply:?}");
    assert!(!is_signed_in(&scene).await);
}
