//! Authorization requests: who is let in without asking, and who is refused.

use reqwest::StatusCode;

use crate::scene::{Scene, WEB};

#[tokio::test]
async fn an_unknown_client_or_address_is_sent_nowhere() {
    let scene = Scene::start().await;
    let cases: &[(&str, &str)] = &[
        ("client_id", ""),
        ("client_id", "unknown"),
        ("redirect_uri", ""),
        ("redirect_uri", "https://evil.example/callback"),
        ("redirect_uri", "https://app.example/callback"),
        ("redirect_uri", "https://app.example/callback?tenant=1&x=2"),
        ("redirect_uri", "https://app.example/callback/?tenant=1"),
        ("redirect_uri", "HTTPS://app.example/callback?tenant=1"),
        ("redirect_uri", "https://app.example:443/callback?tenant=1"),
    ];
    for (name, value) in cases {
        let page = scene.browser.get(&scene.asking(&[(name, value)])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}={value}");
        assert_eq!(page.redirect(), None, "{name}={value}");
        assert!(page.forms().is_empty(), "{name}={value}");
        assert!(page.text().contains(name), "{name}={value}: {}", page.text());
    }
    // Registered, but by somebody else.
    let page = scene.browser.get(&scene.asking(&[("client_id", "other")])).await;
    assert_eq!((page.status, page.redirect()), (StatusCode::BAD_REQUEST, None));
    for repeated in ["&client_id=web", "&redirect_uri=https://evil.example/"] {
        let page = scene.browser.get(&(scene.asking(&[]) + repeated)).await;
        assert_eq!(page.redirect(), None, "{repeated}");
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{repeated}");
    }
}

#[tokio::test]
async fn other_faults_go_back_to_the_client() {
    let scene = Scene::start().await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("response_mode", "Form_Post")], "invalid_request"),
        (&[("response_mode", "query.jwt")], "invalid_request"),
        (&[("request", "x.y.z")], "request_not_supported"),
        (&[("request_uri", "urn:x")], "request_uri_not_supported"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "too-short")], "invalid_request"),
        (
            &[
                ("client_id", "app"),
                ("code_challenge", ""),
                ("code_challenge_method", ""),
            ],
            "invalid_request",
        ),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
    ];
    for (changes, error) in cases {
        let page = scene.browser.get(&scene.asking(changes)).await;
        let parameter = |name| page.redirect_parameter(name);
        assert_eq!(parameter("error").as_deref(), Some(*error), "{changes:?}");
        assert_eq!(
            parameter("state").as_deref(),
            Some("the state & more"),
            "{changes:?}"
        );
        assert_eq!(
            parameter("iss").as_deref(),
            Some(scene.idp.issuer()),
            "{changes:?}"
        );
        assert_eq!(parameter("code"), None, "{changes:?}");
    }
    let page = scene.browser.get(&(scene.asking(&[]) + "&state=another")).await;
    assert_eq!(
        page.redirect_parameter("error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(page.redirect_parameter("state"), None, "nobody knows which one");
}

#[tokio::test]
async fn whoever_is_signed_in_is_not_asked_again() {
    let scene = Scene::start().await;
    scene.sign_in("Alice", &[]).await;
    let other = [
        ("client_id", "other"),
        ("redirect_uri", "https://other.example/callback"),
    ];
    let second = scene.browser.get(&scene.asking(&other)).await;
    assert!(second.redirect_parameter("code").is_some());
    let silent = scene.browser.get(&scene.asking(&[("prompt", "none")])).await;
    assert!(silent.redirect_parameter("code").is_some());
    assert_eq!(scene.idp.calls().sign_in, 1);

    // The login is the provider's own and outlives neither its time nor its cookie.
    scene.wait(8 * 3600 - 1);
    assert!(scene.browser.get(&scene.asking(&[])).await.redirect().is_some());
    scene.wait(1);
    assert_eq!(scene.browser.get(&scene.asking(&[])).await.forms().len(), 1);
    scene.sign_in("Alice", &[]).await;
    scene.browser.forget("sample_idp_login");
    assert_eq!(scene.browser.get(&scene.asking(&[])).await.forms().len(), 1);
}

#[tokio::test]
async fn an_application_may_want_people_asked() {
    let scene = Scene::start().await;
    scene.sign_in("Alice", &[]).await;
    scene.wait(100);
    for (changes, is_asked) in [
        ([("prompt", "login")], true),
        ([("prompt", "select_account")], true),
        ([("prompt", "consent")], false),
        ([("max_age", "99")], true),
        ([("max_age", "100")], false),
    ] {
        let page = scene.browser.get(&scene.asking(&changes)).await;
        assert_eq!(page.redirect().is_none(), is_asked, "{changes:?}");
    }
    let silent = [("prompt", "none"), ("max_age", "99")];
    let page = scene.browser.get(&scene.asking(&silent)).await;
    assert_eq!(
        page.redirect_parameter("error").as_deref(),
        Some("login_required")
    );

    // Whoever signs in next takes the place of the one before, with a new cookie and a new time.
    let before = scene.browser.cookie("sample_idp_login").unwrap();
    let callback = scene.sign_in("Bob", &[("prompt", "login")]).await;
    let after = scene.browser.cookie("sample_idp_login").unwrap();
    assert_ne!(before.value, after.value);
    let tokens = scene
        .redeem(&callback.redirect_parameter("code").unwrap(), &[])
        .await;
    let claims = scene.verified(&tokens.member("id_token")).await.unwrap();
    assert_eq!(claims.string("preferred_username"), Some("bob"));
    assert_eq!(claims.value("auth_time"), Some(&scene.now().into()));
    scene.browser.forget("sample_idp_login");
    let line = format!("sample_idp_login={}; Path=/v1", before.value);
    scene.browser.plant(scene.idp.issuer(), &line).unwrap();
    assert_eq!(scene.browser.get(&scene.asking(&[])).await.forms().len(), 1);
}

#[tokio::test]
async fn the_request_may_come_as_a_form() {
    let scene = Scene::start().await;
    let asking = scene.asking(&[]);
    let (_, query) = asking.split_once('?').unwrap();
    let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let page = scene.browser.post(&scene.url("/v1/authorize"), &fields).await;
    assert_eq!(page.form().field("client_id"), Some(WEB.0));
}
