use axum::body::Body;
use axum::http::StatusCode;

use super::*;

/// `{"sub":"42","name":"<Ada>","groups":["staff","admins"],"exp":3661}` as a JWT nobody signed.
const TOKEN: &str = "e30.eyJzdWIiOiI0MiIsIm5hbWUiOiI8QWRhPiIsImdyb3VwcyI6WyJzdGFmZiIsImFkbWlucyJdLCJleHAiOjM2NjF9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

async fn answer(accept: &str, authorization: Option<&str>) -> (HeaderMap, String) {
    let mut request = Request::get("/a/b?c='d'")
        .header("accept", accept)
        .header("x-two", "1");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let answer = echo(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    (parts.headers, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn a_program_gets_json() {
    let (headers, body) = answer("*/*", Some(&format!("Bearer {TOKEN}"))).await;
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["method"], "GET");
    assert_eq!(body["path"], "/a/b");
    assert_eq!(body["query"], "c='d'");
    assert_eq!(body["headers"][1], json!(["x-two", "1"]));
    assert_eq!(body["token_claims"]["groups"], json!(["staff", "admins"]));
}

#[tokio::test]
async fn a_browser_gets_a_page_without_the_token_and_without_its_markup() {
    let (headers, body) = answer("text/html,*/*;q=0.8", Some(&format!("Bearer {TOKEN}"))).await;
    let policy = headers["content-security-policy"].to_str().expect("text");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(body.contains("<h1>Hello, &lt;Ada&gt;</h1>"));
    assert!(body.contains("<b>GET</b> /a/b?c=&#39;d&#39;"));
    assert!(body.contains("<td>staff, admins</td>"));
    assert!(body.contains("<td>3661  (01:01:01 UTC)</td>"));
    assert!(!body.contains("c2lnbmF0dXJl"), "the token is not shown whole");
}

#[tokio::test]
async fn what_is_no_token_is_no_identity() {
    for authorization in [
        None,
        Some("Basic abc"),
        Some("Bearer x"),
        Some("Bearer a.%%.c"),
        Some("Bearer a.e3.c"),
    ] {
        let (_, body) = answer("text/html", authorization).await;
        assert!(
            body.contains("<h1>The gateway let this through</h1>"),
            "{authorization:?}"
        );
    }
}
