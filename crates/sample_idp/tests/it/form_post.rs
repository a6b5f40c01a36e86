//! Callbacks that travel in a form.

use reqwest::{Method, StatusCode};
use sample_idp::{ANOTHER_ISSUER, Misbehaviour};
use serde_json::json;
use testkit::browser::Page;

use crate::scene::{CALLBACK, Scene};

const BY_FORM: (&str, &str) = ("response_mode", "form_post");

/// What a callback brings, in its order.
fn brought(page: &Page) -> Vec<(String, String)> {
    assert_eq!((page.status, page.redirect()), (StatusCode::OK, None), "{page:?}");
    let form = page.form();
    assert_eq!(form.method, Method::POST);
    assert_eq!(form.action.as_str(), CALLBACK, "the query stays where it is");
    let labels: Vec<&str> = form.buttons.iter().map(|button| button.label.as_str()).collect();
    assert_eq!(labels, ["Continue"]);
    form.press("Continue").fields
}

fn names(fields: &[(String, String)]) -> Vec<&str> {
    fields.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn a_code_comes_in_a_form_and_is_as_good() {
    let scene = Scene::start().await;
    let page = scene.sign_in("Alice", &[BY_FORM]).await;
    assert!(page.header("set-cookie").is_some());
    let fields = brought(&page);
    assert_eq!(names(&fields), ["code", "state", "iss"]);
    assert_eq!(fields[1].1, "the state & more");
    assert_eq!(fields[2].1, scene.idp.issuer());
    let tokens = scene.redeem(&fields[0].1, &[]).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    // Whoever is signed in already gets it without a question.
    let again = scene
        .browser
        .get(&scene.asking(&[BY_FORM, ("prompt", "none")]))
        .await;
    assert_eq!(names(&brought(&again)), ["code", "state", "iss"]);
    // And the default is still the query.
    for mode in ["query", ""] {
        let page = scene.browser.get(&scene.asking(&[("response_mode", mode)])).await;
        assert!(page.redirect_parameter("code").is_some(), "{mode:?}");
    }
}

/// OpenID Connect Core 3.3.2.
#[tokio::test]
async fn tokens_come_beside_the_code_and_are_vouched_for() {
    let scene = Scene::start().await;
    scene.sign_in("Alice", &[BY_FORM]).await;
    for (wanted, expected) in [
        ("code id_token", &["code", "id_token", "state", "iss"][..]),
        (
            "code token",
            &["code", "access_token", "token_type", "state", "iss"],
        ),
        (
            "code id_token token",
            &["code", "access_token", "token_type", "id_token", "state", "iss"],
        ),
    ] {
        let page = scene
            .browser
            .get(&scene.asking(&[BY_FORM, ("response_type", wanted)]))
            .await;
        let fields = brought(&page);
        assert_eq!(names(&fields), expected);
        let value = |name: &str| {
            fields
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, value)| value.as_str())
        };
        if let Some(token) = value("id_token") {
            let claims = scene.verified(token).await.unwrap();
            let hash = |text| json!(jose::left_half(jose::Algorithm::Es256, text));
            assert_eq!(claims.value("c_hash"), value("code").map(hash).as_ref());
            assert_eq!(claims.value("at_hash"), value("access_token").map(hash).as_ref());
            assert_eq!(claims.nonce(), Some("the-nonce"));
        }
        assert_eq!(
            scene.redeem(value("code").unwrap(), &[]).await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn faults_come_in_a_form_too() {
    let scene = Scene::start().await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("prompt", "none")], "login_required"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("code_challenge", "too-short")], "invalid_request"),
        (&[("request", "x.y.z")], "request_not_supported"),
    ];
    for (changes, error) in cases {
        let page = scene
            .browser
            .get(&scene.asking(&[changes, &[BY_FORM][..]].concat()))
            .await;
        let fields = brought(&page);
        assert_eq!(
            names(&fields),
            ["error", "error_description", "state", "iss"],
            "{changes:?}"
        );
        assert_eq!(fields[0].1, *error, "{changes:?}");
        assert_eq!(fields[3].1, scene.idp.issuer(), "{changes:?}");
    }
    let cancelled = scene.sign_in("Cancel", &[BY_FORM]).await;
    assert_eq!(brought(&cancelled)[0].1, "access_denied");
    let without_state = scene.sign_in("Cancel", &[BY_FORM, ("state", "")]).await;
    assert_eq!(
        names(&brought(&without_state)),
        ["error", "error_description", "iss"]
    );
    // Nobody knows which one was meant, so it is the default.
    let twice = scene
        .browser
        .get(&(scene.asking(&[BY_FORM]) + "&response_mode=query"))
        .await;
    assert_eq!(
        twice.redirect_parameter("error").as_deref(),
        Some("invalid_request")
    );
    // A stranger is sent nowhere, in no form.
    let evil = [BY_FORM, ("redirect_uri", "https://evil.example/callback")];
    let page = scene.browser.get(&scene.asking(&evil)).await;
    assert_eq!((page.status, page.forms().len()), (StatusCode::BAD_REQUEST, 0));
}

#[tokio::test]
async fn wrong_callbacks_are_as_wrong_in_a_form() {
    let scene = Scene::start().await;
    for (misbehaviour, expected) in [
        (
            Misbehaviour::WrongCallbackIssuer,
            vec![("state", "the state & more"), ("iss", ANOTHER_ISSUER)],
        ),
        (
            Misbehaviour::MissingCallbackIssuer,
            vec![("state", "the state & more")],
        ),
        (
            Misbehaviour::WrongCallbackState,
            vec![
                ("state", "not-the-state-that-was-sent"),
                ("iss", scene.idp.issuer()),
            ],
        ),
        (
            Misbehaviour::MissingCallbackState,
            vec![("iss", scene.idp.issuer())],
        ),
    ] {
        scene.idp.misbehave(misbehaviour);
        let page = scene.sign_in("Alice", &[BY_FORM, ("prompt", "login")]).await;
        let fields = brought(&page);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(fields[1..], expected, "{misbehaviour:?}");
        scene.idp.behave();
    }
}

#[tokio::test]
async fn the_page_sends_itself_and_its_policy_allows_that_and_no_more() {
    let scene = Scene::start().await;
    let page = scene.sign_in("Alice", &[BY_FORM]).await;
    let html = page.text();
    assert_eq!(html.matches("<script").count(), 1);
    let (before, rest) = html.split_once("<script>").unwrap();
    assert!(
        before.contains("</form>"),
        "the form is there when the script runs"
    );
    let (script, _) = rest.split_once("</script>").unwrap();
    assert_eq!(script, "document.forms[0].submit()");
    let digest = jose::base64::encode(&jose::sha256(script.as_bytes()));
    let policy = page.header("content-security-policy").unwrap();
    let parts: Vec<&str> = policy.split("; ").collect();
    for part in [
        "default-src 'none'",
        &*format!("script-src 'sha256-{digest}'"),
        "form-action 'self' https://app.example",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(parts.contains(&part), "{part}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn what_it_carries_is_escaped() {
    let scene = Scene::start().await;
    let evil = "\"><script>alert('x')</script>&amp;";
    let page = scene.sign_in("Alice", &[BY_FORM, ("state", evil)]).await;
    let fields = brought(&page);
    assert_eq!(fields[1], ("state".to_owned(), evil.to_owned()));
    assert_eq!(page.text().matches("<script").count(), 1, "its own");
    assert!(!page.text().contains("alert('x')"));
}
