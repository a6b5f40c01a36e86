//! The page that asks who is there.

use reqwest::StatusCode;

use crate::scene::Scene;

#[tokio::test]
async fn it_has_a_button_for_each_person_and_one_to_cancel() {
    let scene = Scene::start().await;
    let page = scene.browser.get(&scene.asking(&[])).await;
    assert_eq!(page.status, StatusCode::OK);
    let form = page.form();
    assert_eq!(form.action.as_str(), scene.url("/v1/sign_in"));
    assert_eq!(form.method, reqwest::Method::POST);
    let labels: Vec<&str> = form.buttons.iter().map(|button| button.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "A Alice Adler alice@example.com admins, staff",
            "B Bob Brandt bob@example.com staff",
            "C Carol Chen carol@example.com guests",
            "Cancel",
        ]
    );
    let cancelled = scene.browser.submit(&form.press("Cancel")).await;
    assert_eq!(
        cancelled.redirect_parameter("error").as_deref(),
        Some("access_denied")
    );
    assert_eq!(scene.browser.cookies(), []);
}

#[tokio::test]
async fn it_runs_no_script_and_is_kept_by_nobody() {
    let scene = Scene::start().await;
    let page = scene.browser.get(&scene.asking(&[])).await;
    let policy = page.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "style-src 'sha256-",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        // Browsers hold the redirect after the form to the policy as well.
        "form-action 'self' https://app.example",
    ] {
        let parts: Vec<&str> = policy.split("; ").collect();
        assert!(parts.iter().any(|p| p.starts_with(part)), "{part}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let html = page.text();
    for never in ["<script", "style=\"", "onclick", "http://", "https://cdn"] {
        assert!(!html.contains(never), "{never}");
    }
    assert!(html.contains("<html lang=\"en\">"));
    assert!(html.contains("name=\"viewport\""));
}

#[tokio::test]
async fn its_style_is_the_one_the_policy_allows() {
    let scene = Scene::start().await;
    let page = scene.browser.get(&scene.asking(&[])).await;
    let html = page.text();
    let (_, rest) = html.split_once("<style>").unwrap();
    let (style, _) = rest.split_once("</style>").unwrap();
    let digest = jose::base64::encode(&jose::sha256(style.as_bytes()));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("'sha256-{digest}'")), "{policy}");
}

#[tokio::test]
async fn what_the_request_says_is_escaped() {
    let scene = Scene::start().await;
    let evil = "\"><script>alert('x')</script>&amp;";
    let page = scene
        .browser
        .get(&scene.asking(&[
            ("state", evil),
            ("<b>", "1"),
            ("person", "carol"),
            ("cancel", "yes"),
        ]))
        .await;
    assert!(!page.text().contains("<script"));
    assert!(!page.text().contains("<b>\""));
    assert_eq!(page.form().field("state"), Some(evil));
    assert_eq!(page.form().field("person"), None, "nobody chooses for the person");
    let callback = scene.browser.submit(&page.form().press("Alice")).await;
    assert_eq!(callback.redirect_parameter("state").as_deref(), Some(evil));
    assert!(callback.redirect_parameter("code").is_some());
}

#[tokio::test]
async fn the_cookie_is_for_the_provider_alone() {
    let scene = Scene::start().await;
    let callback = scene.sign_in("Alice", &[]).await;
    let line = callback.header("set-cookie").unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/v1"] {
        assert!(line.split("; ").any(|a| a == attribute), "{attribute}: {line}");
    }
    assert_eq!(callback.header("cache-control"), Some("no-store"));
    assert_eq!(callback.header("referrer-policy"), Some("no-referrer"));
}

#[tokio::test]
async fn another_site_cannot_sign_people_in() {
    let scene = Scene::start().await;
    let page = scene.browser.get(&scene.asking(&[])).await;
    let fields: Vec<(String, String)> = page.form().press("Alice").fields;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "same-origin", 303),
        ("origin", scene.idp.issuer(), 303),
    ] {
        let call = scene.http.post(scene.url("/v1/sign_in")).header(name, value);
        let call = call.header("content-type", "application/x-www-form-urlencoded");
        let reply = crate::scene::replied(call.body(crate::scene::encoded(&fields))).await;
        assert_eq!(reply.status.as_u16(), status, "{name}: {value}");
        assert_eq!(
            reply.headers.contains_key("set-cookie"),
            status == 303,
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn the_form_is_judged_like_the_request() {
    let scene = Scene::start().await;
    let form = scene.browser.get(&scene.asking(&[])).await.form();
    let evil = form
        .clone()
        .fill("redirect_uri", "https://evil.example/")
        .press("Alice");
    let page = scene.browser.submit(&evil).await;
    assert_eq!((page.status, page.redirect()), (StatusCode::BAD_REQUEST, None));
    let nobody = form.clone().fill("person", "mallory");
    assert_eq!(
        scene.browser.submit(&nobody).await.status,
        StatusCode::BAD_REQUEST
    );
    let plain = form.fill("code_challenge_method", "plain").press("Alice");
    let page = scene.browser.submit(&plain).await;
    assert_eq!(
        page.redirect_parameter("error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(scene.browser.cookies(), []);
}
